"""Goods that a sentence means by what they cost: 最便宜的手机, the most expensive laptop. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import tables as t
from domain.patterns import pattern
from domain.text import folded, simplified

_CHEAPEST = pattern("最便宜|最实惠|价[格钱]?最低|最低价|cheapest|least expensive")
_DEAREST = pattern("最贵|价[格钱]?最高|最高价|dearest|most expensive")
_NAME = pattern("[\u4e00-\u9fff]{2,}|[a-z]{3,}")


def goods_meant(
    words: str, goods: Sequence[t.Product], categories: Mapping[str, Mapping[str, str]]
) -> t.Product | None:
    """Return the cheapest or the dearest of what the words name and can be had; None where they name nothing so.
    `categories`: their names by language, by their id.
    """
    plain = simplified(folded(words))
    is_cheapest = _CHEAPEST.search(plain) is not None
    if is_cheapest == (_DEAREST.search(plain) is not None):
        return None
    in_stock = [one for one in goods if one.stock > 0]
    named = [one for one in in_stock if _is_named(one.names, plain)]
    named = named or [one for one in in_stock if _is_named(categories.get(one.category_id, {}), plain)]
    if not named:
        return None
    return min(named, key=lambda one: (one.price_fen if is_cheapest else -one.price_fen, one.id))


def _is_named(names: Mapping[str, str], plain: str) -> bool:
    """Return whether the words say what the names end in: 小米手机 15 is a 手机, 手机壳 is none."""
    said = set(_NAME.findall(plain))
    parts = (part for name in names.values() for part in _NAME.findall(simplified(folded(name))))
    return any(
        part in said if part.isascii() else any(part[at:] in plain for at in range(len(part) - 1))
        for part in parts
    )
