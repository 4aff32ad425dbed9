"""Pieces in a button: what is picked comes back as it was, and the largest order fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.results import MAX_QUANTITY
from domain.catalog.service import MAX_CART_LINES
from handlers.buttons.returns import RequestReturn
from handlers.ui.callback_data import MAX_BYTES
from handlers.ui.selection import NOTHING, pack_picks, unpack_picks

picks = st.dictionaries(st.integers(1, MAX_CART_LINES), st.integers(1, MAX_QUANTITY))


@given(picks)
def test_picks_come_back_as_they_were(chosen: dict[int, int]) -> None:
    assert unpack_picks(pack_picks(chosen)) == dict(sorted(chosen.items()))


@given(st.text("0123456789ABCxyz_-", max_size=24))
def test_any_text_of_a_field_is_some_picks(text: str) -> None:
    assert all(line_no > 0 and 0 < count < 100 for line_no, count in unpack_picks(text).items())


def test_nothing_picked_is_one_character() -> None:
    assert pack_picks({}) == pack_picks({3: 0}) == NOTHING
    assert unpack_picks(NOTHING) == {}


def test_the_largest_order_fits_into_a_button() -> None:
    everything = pack_picks(dict.fromkeys(range(1, MAX_CART_LINES + 1), MAX_QUANTITY))
    assert len(everything) <= 24
    packed = RequestReturn("z" * 24, everything, 999_999_999).pack()
    assert len(packed.encode()) <= MAX_BYTES
    assert RequestReturn.unpack(packed).picks == everything
