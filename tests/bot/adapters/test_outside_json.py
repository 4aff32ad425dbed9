"""JSON that others wrote is read in one place."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.outside_json import MOST_DEEP, NotJson, holds_half_characters, read_json

# What is read there is our own: a row, a sealed field, a catalogue, what another part of this program says.
OUR_OWN = {
    "bot/adapters/child.py",
    "bot/adapters/outside_json.py",
    "bot/adapters/virtual_clock.py",
    "bot/receiving/inbox.py",
    "bot/receiving/persistence.py",
    "bot/sandbox/clock/attached.py",
    "domain/understanding/model.py",
    "domain/understanding/nets.py",
    "bot/sandbox/store/database.py",
    "bot/sandbox/store/messages.py",
    "bot/sandbox/store/people.py",
    "bot/sandbox/store/requests.py",
    "bot/sandbox/store/updates.py",
    "domain/identity/facts.py",
    "handlers/ui/i18n.py",
}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b'{"a": NaN}', "no JSON"),
        (b'{"a": -Infinity}', "no JSON"),
        (b"1" * 5000, "no JSON"),
        (b"\xed\xa0\x80", "no JSON"),
        (b'"\xed\xa0\x80"', "no JSON"),
        ('"x"'.encode("utf-16"), "no JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"\\uDFFF": 1}', "half a character"),
        (b'["\\ude00\\ud83d"]', "half a character"),
    ],
)
def test_what_is_odd_is_refused_where_it_comes_in(body: bytes, reason: str) -> None:
    with pytest.raises(NotJson, match=reason):
        read_json(body)


def test_whole_characters_are_taken_however_they_are_written() -> None:
    assert read_json(rb'["\ud83d\ude00", "\\ud800"]') == ["😀", "\\ud800"]
    assert read_json('["😀", "张三"]') == ["😀", "张三"]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_how_deep_is_too_deep_does_not_depend_on_how_much_python_has_left(opening: str) -> None:
    """What Python read at the very end of its room it could not write again: an error of ours instead of a refusal."""
    closing = {"[": "]"}.get(opening, "}")
    for depth in (*range(1, 1_100, 7), *range(950, 1_020), MOST_DEEP, MOST_DEEP + 1):
        text = opening * depth + '"\\ud83d\\ude00"' + closing * depth
        if depth <= MOST_DEEP:
            assert json.dumps(read_json(text))
        else:
            with pytest.raises(NotJson, match="nested too deep"):
                read_json(text)
    assert read_json(f"[{', '.join(['[{}]'] * MOST_DEEP)}]")  # many are not deep


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_VALUES, st.booleans())
def test_every_value_that_is_taken_can_be_written_again(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert read_json(text.encode()) == value
    assert not holds_half_characters(value)


def test_nobody_else_reads_it() -> None:
    readers = set()
    for file in (path for top in ("bot", "domain", "handlers") for path in Path(top).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func if isinstance(node, ast.Call) else None
            if not isinstance(called, ast.Attribute):
                continue
            loads = called.attr in ("loads", "load") and ast.unparse(called.value) == "json"
            if loads or (called.attr == "json" and not ast.unparse(called).startswith("self._json")):
                readers.add(file.as_posix())
    assert readers <= OUR_OWN, readers - OUR_OWN
