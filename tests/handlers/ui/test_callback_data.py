"""What a button says survives the way out and back, fits, and nothing else is taken for it."""

from __future__ import annotations

import contextlib
from dataclasses import fields
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import new_id
from handlers.buttons.checkout import ChoosePeriods, ConfirmOrder
from handlers.ui import callback_data as data

ACTIONS = [
    value
    for value in vars(data).values()
    if isinstance(value, type) and issubclass(value, data.Action) and value is not data.Action
]


def _example(action: type[data.Action]) -> data.Action:
    """One with the longest fields there can be."""
    hints = get_type_hints(action)
    return action(**{f.name: 999_999_999 if hints[f.name] is int else "z" * 24 for f in fields(action)})


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
