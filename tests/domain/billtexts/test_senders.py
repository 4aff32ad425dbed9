"""Each sender of `senders.toml` has examples, and of each example is read what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from domain.billtexts.plain import plain
from domain.billtexts.results import Product
from domain.billtexts.senders import read_table, senders_in
from tests.domain.billtexts.scores import as_json, of_messages, rows

TABLE = read_table()


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in TABLE:
        for example in row["example"]:
            said = {name: _as_read(value) for name, value in example.items() if name != "text"}
            is_whole = "refusal" in said or "bills" in said
            yield example["text"], said if is_whole else {"bills": [{"sender": row["name"], **said}]}


def _as_read(value: object) -> object:
    if isinstance(value, dict):
        return {name: _as_read(each) for name, each in value.items()}
    return [_as_read(each) for each in value] if isinstance(value, list) else as_json(value)


@pytest.mark.parametrize(("text", "expected"), [*examples()])
def test_each_example_is_read_as_it_says(text: str, expected: dict[str, Any]) -> None:
    score = of_messages([(text, expected)])
    assert score.wrong == []


@pytest.mark.parametrize(("text", "expected"), [*rows("seen_messages.tsv")])
def test_what_was_learnt_from_is_read_right(text: str, expected: dict[str, Any]) -> None:
    assert of_messages([(text, expected)]).wrong == []


def test_a_name_belongs_to_one_sender() -> None:
    names = [name for row in TABLE for name in {row["name"].lower(), *row["names"]}]
    assert sorted(names) == sorted(set(names))
    assert all(name == plain(name) for name in names)


def test_there_are_senders_of_every_product() -> None:
    assert len(TABLE) >= 40
    products = {row["product"] for row in TABLE if "product" in row}
    assert products | {Product.CARD} == {*map(str, Product)}  # banks have cards and loans alike


def test_the_longest_name_is_the_one_that_is_meant() -> None:
    (named,) = senders_in(plain("兴业消费金融的账单"))
    assert named.sender.name == "兴业消费金融"
