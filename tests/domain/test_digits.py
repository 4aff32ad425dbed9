"""A digit is 0 to 9 where something is read from what people and services send; other scripts' are no way around a check."""

from __future__ import annotations

import ast
import sys
import unicodedata
from pathlib import Path

import pytest

from domain.identity.rules import IdentityInputError, check_id_number, check_phone
from domain.pii.addresses import AddressKind, read_address
from domain.pii.bank_cards import CardInputError, card_number, check_card, contains_card_number
from domain.pii.id_numbers import contains_id_number
from domain.quotes.typed_amount import read_amount
from domain.text import ascii_digits, is_digits
from tests.support.builders import ADULT, PHONE

CARD = "6222020000000000018"
# The zeros of every script; full width is forgiven, as everywhere.
ZEROS = [
    chr(code)
    for code in range(0x80, sys.maxunicode)
    if unicodedata.decimal(chr(code), None) == 0 and unicodedata.normalize("NFKC", chr(code)) != "0"
]
# Redacts more rather than less; defines what a digit is.
# What masks numbers has to know those of every script.
MAY_KNOW_OTHERS = {"bot/log.py", "domain/text.py", "domain/questions/rules.py"}


def written(number: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(char)) if is_digits(char) else char for char in number)


@pytest.mark.parametrize("zero", ZEROS, ids=[f"{ord(zero):x}" for zero in ZEROS])
def test_a_number_in_another_script_is_refused_and_not_overlooked(zero: str) -> None:
    assert ascii_digits(written(PHONE, zero)) == PHONE
    with pytest.raises(IdentityInputError):
        check_phone(written(PHONE, zero))
    with pytest.raises(IdentityInputError):
        check_id_number(written(ADULT, zero))
    with pytest.raises(CardInputError):
        check_card(written(CARD, zero))
    assert read_address(AddressKind.PHONE, written(PHONE, zero)) is None
    assert read_amount(written("350", zero)) is None
    assert contains_id_number(f"我是 {written(ADULT, zero)}")
    assert contains_card_number(f"卡号 {written(CARD, zero)}")


def test_full_width_is_forgiven_and_comes_out_plain() -> None:
    assert check_phone(written(PHONE, "０")) == PHONE
    assert check_id_number(written(ADULT, "０")).text == ADULT
    assert card_number(written(CARD, "０")) == CARD
    assert read_address(AddressKind.PHONE, written(PHONE, "０")) == PHONE
    assert read_amount(written("350", "０")) == 35_000


def test_no_code_asks_whether_something_is_a_digit_of_any_script() -> None:
    faults = []
    for file in (path for top in ("bot", "domain", "handlers") for path in Path(top).rglob("*.py")):
        if file.as_posix() in MAY_KNOW_OTHERS:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            asks = isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isdecimal", "isnumeric")
            matches = isinstance(node, ast.Constant) and isinstance(node.value, str) and r"\d" in node.value
            if asks or matches:
                faults.append(f"{file}: {ast.unparse(node)}")
    assert faults == []
