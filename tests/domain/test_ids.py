"""Ids drawn many at a time are as good as those drawn one by one."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from domain.ids import ALPHABET, ID_LENGTH, many_ids


def test_ids_drawn_many_at_a_time_are_all_different_and_no_symbol_is_likelier() -> None:
    drawn = list(islice(many_ids(), 20_000))
    assert {len(one) for one in drawn} == {ID_LENGTH}
    assert len(set(drawn)) == len(drawn)
    symbols = Counter("".join(drawn))
    assert set(symbols) == set(ALPHABET)
    usual = len(drawn) * ID_LENGTH / len(ALPHABET)
    assert all(
        abs(count - usual) < 0.08 * usual for count in symbols.values()
    )  # seven times the usual spread
