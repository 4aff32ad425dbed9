"""The line of a key is found whatever stands around it."""

from __future__ import annotations

import tomllib
import tracemalloc
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog_file.lines import Lines, Path

TRICKY = '''\
# [[products]]
title = "a # b [c" # [d
[[products]] # first
id = 'x"'
description = """
[[products]]
id = "not this one" \\""" ["""
"odd key" . b = [
  1, # ]
  "]",
]
[products.name]
en = "X"
[[products]]
name.zh_CN = """"quoted"""" # " [
  price   = 3
[[products.parts]]
size = \'\'\'
[no]\'\'\'
[[products.parts]]
size = 1
'''


def test_headers_and_keys_inside_texts_and_comments_are_not_counted() -> None:
    lines = Lines(TRICKY)
    assert tomllib.loads(TRICKY)["products"][1]["price"] == 3
    expected: dict[Path, int] = {
        ("title",): 2,
        ("products", 0): 3,
        ("products", 0, "id"): 4,
        ("products", 0, "description"): 5,
        ("products", 0, "odd key", "b"): 8,
        ("products", 0, "name"): 12,
        ("products", 0, "name", "en"): 13,
        ("products", 1): 14,
        ("products", 1, "name", "zh_CN"): 15,
        ("products", 1, "price"): 16,
        ("products", 1, "parts", 0, "size"): 18,
        ("products", 1, "parts", 1, "size"): 21,
    }
    assert {path: lines.find(path) for path in expected} == expected


def test_what_has_no_line_of_its_own_gets_the_line_of_what_is_around_it() -> None:
    lines = Lines("a = { b = 1 }\n[[c]]\nd = 1\n")
    assert (lines.find(("a", "b")), lines.find(("c", 0, "e")), lines.find(("f",))) == (1, 2, None)


def test_windows_line_ends_are_counted_once() -> None:
    assert Lines("a = 1\r\n\r\nb = 2\r\n").find(("b",)) == 3


def test_a_very_long_dotted_key_does_not_take_the_memory() -> None:
    tracemalloc.start()
    try:
        assert Lines("a." * 5_000 + "a = 1").find(("a", "a")) == 1
        assert tracemalloc.get_traced_memory()[1] < 10_000_000  # all its prefixes would be 100 MB
    finally:
        tracemalloc.stop()


_TEXTS = st.text(st.sampled_from("[]{}#=.,' a\\\t\n机"), max_size=12)


def _as_toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
    return f'"""\n{escaped}"""' if "\n" in text else f'"{escaped}"'


@given(st.lists(st.lists(_TEXTS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_the_line_found_is_the_line_on_which_the_key_was_written(tables: list[list[str]]) -> None:
    written: list[str] = []
    expected: dict[Path, int] = {}
    for index, texts in enumerate(tables):
        written.append("[[t]] # [[t]]")
        for number, text in enumerate(texts):
            expected["t", index, f"k{number}"] = len(written) + 1
            written.extend(f"k{number} = {_as_toml(text)}".split("\n"))
    document = "\n".join(written)
    parsed: dict[str, Any] = tomllib.loads(document)
    assert [list(table.values()) for table in parsed["t"]] == tables
    lines = Lines(document)
    assert {path: lines.find(path) for path in expected} == expected
