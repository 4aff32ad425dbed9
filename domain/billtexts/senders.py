"""Who sends bills, and on what: names as data (`senders.toml`), read when a text is first read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from domain.billtexts.plain import letters
from domain.billtexts.results import Product
from domain.patterns import pattern
from domain.value import Value

SENDERS = Path(__file__).with_name("senders.toml")
LONGEST_NAME = 16
_SIGNATURE = pattern(r"[【\[]([^】\]\n]{2,24})[】\]]")
_PRODUCTS: tuple[tuple[Product, re.Pattern[str]], ...] = (
    (Product.MORTGAGE, pattern("房贷|住房贷款|个人住房|按揭|公积金贷款|购房贷款|住房按揭|商业性?住房")),
    (Product.CAR, pattern("车贷|汽车贷款|购车贷款|汽车金融|汽车分期|购车分期|车辆贷款")),
    (Product.TUITION, pattern("助学贷款|学费|培训费|课程分期|教育分期|教育贷")),
    (Product.RENT, pattern("房租|租金|租房|租约|月租金")),
    (Product.PHONE, pattern("合约机|合约计划|购机|手机分期|终端分期|合约期|话费分期|信用购机")),
    (Product.CARD, pattern("信用卡|贷记卡|龙卡|牡丹卡|账单日|credit card")),
    (Product.PAY_LATER, pattern("月付|先用后付|先享后付")),
    (Product.CREDIT, pattern("消费贷|信用贷|借款|贷款|快贷|融e借|闪电贷|e招贷|快e贷|借据|贷")),
)


class Sender(Value):
    """A lender: its usual name; `product` where it has but one; a platform gives way to what it names beside itself."""

    name: str
    names: tuple[str, ...]
    product: Product | None = None
    is_platform: bool = False
    is_foreign: bool = False


class Named(Value):
    """A sender that is named from `first` to `last`; `signed`: in 【】."""

    first: int
    last: int
    sender: Sender
    signed: bool


def read_table() -> list[dict[str, Any]]:
    """Return the rows of `senders.toml`, with their examples."""
    rows: list[dict[str, Any]] = tomllib.loads(SENDERS.read_text(encoding="utf-8"))["sender"]
    return rows


@cache
def _senders() -> tuple[dict[str, Sender], re.Pattern[str]]:
    by_name: dict[str, Sender] = {}
    for row in read_table():
        product = Product(row["product"]) if "product" in row else None
        sender = Sender(
            row["name"], tuple(row["names"]), product, row.get("platform", False), row.get("foreign", False)
        )
        by_name.update(dict.fromkeys((row["name"].lower(), *sender.names), sender))
    longest_first = sorted(by_name, key=len, reverse=True)
    return by_name, re.compile("|".join(map(re.escape, longest_first)))


def senders_in(words: str) -> Iterator[Named]:
    """Return the senders that plain words name, in their order."""
    by_name, names = _senders()
    signatures = [range(*found.span()) for found in _SIGNATURE.finditer(words)]
    for found in names.finditer(words):
        signed = any(found.start() in signature for signature in signatures)
        yield Named(found.start(), found.end(), by_name[found[0]], signed)


def signature_of(words: str) -> str | None:
    """Return the name in 【】 of a sender nobody knows; letters only."""
    found = _SIGNATURE.search(words)
    name = letters(found[1])[:LONGEST_NAME] if found else ""
    return name if len(name) > 1 else None


def product_in(words: str) -> Product | None:
    """Return what is owed on, by what it is called."""
    return next((product for product, called in _PRODUCTS if called.search(words)), None)
