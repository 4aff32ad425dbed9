"""Card numbers as people type them. All numbers are made up."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pii.bank_cards import (
    CARD_LENGTH,
    Card,
    CardInputError,
    CardProblem,
    check_card,
    contains_card_number,
    luhn_ok,
)
from domain.pii.card_bins import CardIssue, CardKind, card_issues, issue_of
from tests.domain.rules.plans import unhurried
from tools.card_bins import OPEN, TABLE, Issue, lines_of

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


# Of each large bank one that was known before, and some that were not; 准贷记卡 among them (622254, 622830).
LENDING = (
    "622230 625858 628288 530990 622836 625996 628268 622830 622752 628312 625908 622166 625964 532458 622251 622254 520169 "
    "622810 628310 622575 628262 356885 622678 628370 622650 628202 622600 625911 622176 625957 622571 625961 622155 "
    "622555 625071 622637 622148 622163 622282 622283 622286 "
)


def test_a_credit_card_is_told_from_a_debit_card() -> None:
    kinds = {prefix: issue_of(prefix.ljust(16, "0")).kind for prefix in LENDING.split()}
    assert kinds == dict.fromkeys(LENDING.split(), CardKind.CREDIT)


def test_of_all_credit_cards_that_are_known_none_is_taken_for_a_debit_card() -> None:
    known = [
        (prefix, length, issue)
        for prefix, lengths in card_issues().items()
        for length, issue in lengths.items()
    ]
    lending = [(prefix, length) for prefix, length, issue in known if issue.kind is CardKind.CREDIT]
    assert len(lending) > 800 and len(known) > 2200
    for prefix, length in lending:
        numbers = [prefix.ljust(length, digit) for digit in "0123456789"]
        # What begins with another's longer first digits is the other's.
        own = [
            one
            for one in numbers
            if not any(one[:size] in card_issues() for size in range(len(prefix) + 1, 11))
        ]
        assert all(check_card(number).kind is CardKind.CREDIT for number in own)


def test_two_banks_with_the_same_first_digits_are_told_apart_by_the_length() -> None:
    assert issue_of("621260".ljust(16, "0")) == CardIssue("SPABANK", CardKind.CREDIT)
    assert issue_of("621260".ljust(19, "5")) == CardIssue("CSRCB", CardKind.DEBIT)
    assert issue_of("621260".ljust(18, "5")) == CardIssue(None, None)


def test_a_mistyped_length_hides_neither_bank_nor_kind_where_one_has_the_digits() -> None:
    assert issue_of("622575".ljust(18, "0")) == CardIssue("CMB", CardKind.CREDIT)


def test_the_longest_first_digits_count() -> None:
    assert issue_of("621250001".ljust(16, "0")).bank == "HSBC"


def test_where_the_sources_disagree_the_kind_is_left_open() -> None:
    assert issue_of("625955".ljust(16, "0")) == CardIssue("CCB", None)


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


def test_the_table_has_the_large_banks_and_lengths_that_are_taken() -> None:
    issues = [(length, issue) for lengths in card_issues().values() for length, issue in lengths.items()]
    large = {
        "ICBC",
        "ABC",
        "BOC",
        "CCB",
        "COMM",
        "PSBC",
        "CMB",
        "CITIC",
        "CEB",
        "CMBC",
        "SPDB",
        "CIB",
        "SPABANK",
        "GDB",
    }
    for kind in (CardKind.DEBIT, CardKind.CREDIT):
        assert large <= {issue.bank for _, issue in issues if issue.kind is kind}
    assert {length for length, _ in issues} == set(CARD_LENGTH)


def test_the_table_is_as_the_tool_writes_it() -> None:
    written = TABLE.read_text(encoding="utf-8")
    read = [
        Issue(prefix, length, issue.bank or OPEN, issue.kind or OPEN)
        for prefix, lengths in card_issues().items()
        for length, issue in lengths.items()
    ]
    assert written.splitlines()[1:] == list(lines_of(read))


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
