"""Card numbers as people type them. All numbers are made up."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pii import card_bins
from domain.pii.bank_cards import (
    Card,
    CardInputError,
    CardProblem,
    check_card,
    contains_card_number,
    luhn_ok,
)
from domain.pii.card_bins import BIN_LENGTH, CARD_ISSUES, CardKind
from tests.domain.rules.plans import unhurried

SPECIMENS = {
    "6222020000000000018": ("0018", "ICBC"),
    "6217000000000000020": ("0020", "CCB"),
    "6225880000000019": ("0019", "CMB"),
    "6228480000000000034": ("0034", "ABC"),
}
UNKNOWN = "9900000000000002"
numbers = st.text(alphabet="0123456789", min_size=16, max_size=19)


@pytest.mark.parametrize(("number", "seen"), SPECIMENS.items())
def test_a_card_is_known_by_its_first_digits(number: str, seen: tuple[str, str]) -> None:
    last_four, bank = seen
    assert check_card(number) == Card(last_four, bank, CardKind.DEBIT, luhn_ok=True)


def test_a_credit_card_is_told_from_a_debit_card() -> None:
    assert check_card("6225750000000006").kind is CardKind.CREDIT


def test_an_unknown_issuer_leaves_bank_and_kind_open() -> None:
    assert check_card(UNKNOWN) == Card("0002", None, None, luhn_ok=True)


@pytest.mark.parametrize(
    "typed",
    [
        "6222 0200 0000 0000 018",
        "6222-0200-0000-0000-018",
        "６２２２０２０００００００００００１８",
        " 6222020000000000018\u200b\n",
    ],
)
def test_spaces_dashes_and_full_width_are_forgiven(typed: str) -> None:
    assert check_card(typed).last_four == "0018"


def test_a_wrong_check_digit_is_reported_and_not_refused() -> None:
    card = check_card("6222020000000000019")
    assert (card.luhn_ok, card.bank) == (False, "ICBC")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", CardProblem.EMPTY),
        (" - ", CardProblem.EMPTY),
        ("622202000000001", CardProblem.LENGTH),
        ("62220200000000000180", CardProblem.LENGTH),
        ("622202000000000001X", CardProblem.CHARACTERS),
        ("٦٢٢٢٠٢٠٠٠٠٠٠٠٠٠٠٠١٨", CardProblem.CHARACTERS),
        ("六二二二", CardProblem.CHARACTERS),
    ],
)
def test_what_is_no_card_number_is_refused_with_its_reason(typed: str, problem: CardProblem) -> None:
    with pytest.raises(CardInputError) as refused:
        check_card(typed)
    assert refused.value.reason is problem


def test_the_number_is_in_no_result_and_in_no_error() -> None:
    number = "6222020000000000018"
    assert number not in repr(check_card(number))
    with pytest.raises(CardInputError) as refused:
        check_card(number + "7")
    assert number not in "".join(traceback.format_exception_only(refused.value))


@unhurried
@given(numbers, st.integers(0, 18), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(number: str, place: int, change: int) -> None:
    at = place % len(number)
    mistyped = number[:at] + str((int(number[at]) + change) % 10) + number[at + 1 :]
    assert not (luhn_ok(number) and luhn_ok(mistyped))


@unhurried
@given(numbers)
def test_exactly_one_last_digit_fits(number: str) -> None:
    assert sum(luhn_ok(number[:-1] + digit) for digit in "0123456789") == 1


def test_the_table_has_whole_prefixes_and_the_large_banks() -> None:
    assert all(len(prefix) == BIN_LENGTH and prefix.isdecimal() for prefix in CARD_ISSUES)
    assert {"ICBC", "ABC", "BOC", "CCB", "COMM", "PSBC", "CMB"} <= {
        issue.bank for issue in CARD_ISSUES.values()
    }


def test_no_prefix_stands_in_two_lines_of_the_table() -> None:
    written = [prefix for line in card_bins._PREFIXES.values() for prefix in line.split()]
    assert len(written) == len(set(written)) == len(CARD_ISSUES)


@pytest.mark.parametrize(
    "words",
    [
        "6222020000000000018",
        "卡号 6222 0200 0000 0000 018 谢谢",
        "6217-0000-0000-0000-020",
        "６２２２０２０００００００００００１８",
        "6222020000000000019",  # mistyped, but a UnionPay card all the same
    ],
)
def test_a_card_number_is_found_within_words(words: str) -> None:
    assert contains_card_number(words)


@pytest.mark.parametrize(
    "words",
    ["13800000000", "1,200.50", "2026-01-01 到 2026-03-31", "订单 F260105GZW9W5", "1234567890123456", "6222"],
)
def test_other_digits_are_no_card_number(words: str) -> None:
    assert not contains_card_number(words)
