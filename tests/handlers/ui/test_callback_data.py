"""What a button says survives the way out and back, fits, and nothing else is taken for it."""

from __future__ import annotations

import contextlib
import copy
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import new_id
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import ClearCart, SetQuantity
from handlers.buttons.checkout import ChoosePeriods, ConfirmOrder
from handlers.ui import callback_data as data
from tests.support.buttons import kinds_of_button

ACTIONS = kinds_of_button()


def _example(action: type[data.Action]) -> data.Action:
    """One with the longest fields there can be."""
    return action(*(999_999_999 if kind is int else "z" * 24 for kind in action.kinds.values()))


@pytest.mark.parametrize("action", ACTIONS)
def test_every_button_fits_and_comes_back_as_it_was(action: type[data.Action]) -> None:
    example = _example(action)
    packed = example.pack()
    assert len(packed.encode()) <= data.MAX_BYTES
    assert action.matches(packed)
    assert action.unpack(packed) == example


def test_no_two_buttons_share_a_code() -> None:
    assert len({action.code for action in ACTIONS}) == len(ACTIONS)


def test_a_fresh_id_fits_a_field() -> None:
    draft = new_id()
    assert ConfirmOrder.unpack(ConfirmOrder(draft, 3).pack()).draft_id == draft


@pytest.mark.parametrize(
    "forged",
    ["", "1ko", "1ko:", "1ko:a:b", "1ko:a", "0ko:abc:1", "1ko:../../etc:1", "1ko:'; DROP TABLE orders;--:1", "1kp:abc:-1",
     "1kp:abc:1e9", "1kp:abc:９", "1ko:" + "x" * 100 + ":1", "1ko:名:1", None],
)  # fmt: skip
def test_forged_data_is_refused_or_not_taken(forged: str | None) -> None:
    for action in (ConfirmOrder, ChoosePeriods):
        if action.matches(forged):
            assert forged is not None
            with pytest.raises(data.BadCallback):
                action.unpack(forged)


@given(st.text(max_size=80))
def test_any_text_either_is_a_button_exactly_or_is_refused(text: str) -> None:
    for action in ACTIONS:
        if action.matches(text):
            with contextlib.suppress(data.BadCallback):
                assert action.unpack(text).pack() == text


def test_buttons_are_values() -> None:
    one = SetQuantity("abc", 3)
    assert one == SetQuantity(quantity=3, product_id="abc") == SetQuantity("abc", quantity=3)
    assert hash(one) == hash(SetQuantity("abc", 3))
    assert one not in (SetQuantity("abc", 4), ChoosePeriods("abc", 3))
    assert repr(one) == "SetQuantity(product_id='abc', quantity=3)"
    assert copy.copy(one) == one == pickle.loads(pickle.dumps(one))


def test_nothing_about_a_button_changes_afterwards() -> None:
    one: Any = SetQuantity("abc", 3)
    with pytest.raises(FrozenInstanceError):
        one.quantity = 4
    with pytest.raises(FrozenInstanceError):
        one.page = 4
    with pytest.raises(FrozenInstanceError):
        del one.quantity
    assert one == SetQuantity("abc", 3)


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("a",), {}), (("a", 1, 2), {}), (("a",), {"product_id": "b"}), (("a", 1), {"quantity": 1}),
     (("a",), {"page": 1})],
)  # fmt: skip
def test_a_button_takes_each_of_its_fields_once(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="SetQuantity takes product_id, quantity"):
        SetQuantity(*values, **named)


def test_a_field_that_is_neither_text_nor_number_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        type("Odd", (data.Action,), {"__annotations__": {"price": "float"}}, code="zy")


def test_marks_in_front_say_of_the_message_and_of_the_way_and_change_no_meaning() -> None:
    for stays, back, marks in (
        (False, False, ""),
        (True, False, "k"),
        (False, True, "b"),
        (True, True, "kb"),
    ):
        packed = OpenBills().pack(stays=stays, back=back)
        assert (packed, data.bare(packed)) == (f"{marks}1bl", "1bl")
        assert (data.stands_under_what_stays(packed), data.leads_back(packed)) == (stays, back)
        assert OpenBills.matches(packed)
        assert OpenBills.unpack(packed) == OpenBills()


def test_nothing_that_does_something_is_done_by_going_back() -> None:
    assert not data.leads_back(ClearCart().pack(back=True))
    assert [kind.__name__ for kind in kinds_of_button() if kind.is_place and kind.lasts is not None] == []
