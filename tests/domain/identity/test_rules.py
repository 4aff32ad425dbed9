"""ID numbers and telephone numbers as people type them. All numbers are made up, or a standard's own specimens."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.rules import (
    IdentityInputError,
    IdentityProblem,
    check_id_number,
    check_name,
    check_phone,
)
from domain.pii.id_numbers import contains_id_number, mask_id_number, mask_phone
from tests.domain.rules.plans import unhurried

VALID = "110101199003070011"
SPECIMENS = {
    "110101199003070011": date(1990, 3, 7),
    "310101198511200022": date(1985, 11, 20),
    "440305200012310038": date(2000, 12, 31),
    "11010120081122001X": date(2008, 11, 22),
    "110101200911220017": date(2009, 11, 22),
    "11010519491231002X": date(1949, 12, 31),  # the specimen of GB 11643-1999
    "810000199408230021": date(1994, 8, 23),  # residence permit, Hong Kong
    "830000199201300022": date(1992, 1, 30),  # residence permit, Taiwan
    "911124198108030024": date(1981, 8, 3),  # specimen of a permanent residence card
}
NOISE = {
    "html": "<b>110101199003070011</b>",
    "sql": "'; DROP TABLE identities; --",
    "emoji": "🆔👨‍👩‍👧",
    "letters": "一一零一零一",
    "mask": "1****************1",
    "other digits": "١١٠١٠١١٩٩٠٠٣٠٧٠٠١١",
    "null": "11010119900307\x000011",
}


def problem_of(check: Callable[[str], object], typed: str) -> IdentityProblem:
    with pytest.raises(IdentityInputError) as refused:
        check(typed)
    return refused.value.reason


@pytest.mark.parametrize(("number", "birth_date"), SPECIMENS.items())
def test_a_valid_number_of_any_region_is_taken(number: str, birth_date: date) -> None:
    checked = check_id_number(number)
    assert (checked.text, checked.birth_date) == (number, birth_date)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002X\n",
        "110105\u300019491231\u00a0002X",
        "\u200b110105\u200d19491231\ufeff002X\u2060",
        "\u202e110105\u206619491231\u2069002X\u200f",
    ],
)
def test_width_case_spaces_and_invisible_characters_are_forgiven(typed: str) -> None:
    assert check_id_number(typed).text == "11010519491231002X"


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u202e", "\u3000"])
def test_nothing_visible_is_an_empty_answer(typed: str) -> None:
    for check in (check_id_number, check_name, check_phone):
        assert problem_of(check, typed) is IdentityProblem.EMPTY


@pytest.mark.parametrize(
    "typed",
    ["11010119900307001", "1101011990030700111", "110101900307001", "1", "X", "1" * 4000],
)
def test_another_length_than_18_is_refused(typed: str) -> None:
    assert problem_of(check_id_number, typed) is IdentityProblem.LENGTH


@pytest.mark.parametrize("typed", [*NOISE.values(), "1101011990030700X1", "110101-19900307-0011", "x" * 4000])
def test_anything_but_digits_and_a_last_x_is_refused(typed: str) -> None:
    assert problem_of(check_id_number, typed) is IdentityProblem.CHARACTERS


@pytest.mark.parametrize(
    "birth",
    [
        "19900230",
        "19901301",
        "19900001",
        "19900100",
        "19900431",
        "19990229",
        "21000229",
        "18991231",
        "00000101",
    ],
)
def test_a_birth_date_that_never_was_is_refused(birth: str) -> None:
    assert problem_of(check_id_number, f"110101{birth}0011") is IdentityProblem.BIRTH_DATE


def test_the_29th_of_february_of_a_leap_year_is_a_birth_date() -> None:
    assert contains_id_number("110101200002290010")
    assert problem_of(check_id_number, "110101200002290010") is IdentityProblem.CHECK_DIGIT


@pytest.mark.parametrize("last", [*"023456789X"])
def test_every_other_check_digit_is_refused(last: str) -> None:
    assert problem_of(check_id_number, VALID[:-1] + last) is IdentityProblem.CHECK_DIGIT


births = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: day.strftime("%Y%m%d"))
regions = st.integers(100_000, 999_999).map(str)
sequences = st.integers(0, 999).map("{:03}".format)
bodies = st.tuples(regions, births, sequences).map("".join)


def with_check_digit(body: str) -> str:
    """ISO 7064, MOD 11-2, by its recursive definition instead of the standard's table of weights."""
    remainder = 0
    for digit in body:
        remainder = (remainder + int(digit)) * 2 % 11
    return body + "0123456789X"[(12 - remainder) % 11]


@unhurried
@given(bodies)
def test_the_check_digit_is_that_of_iso_7064(body: str) -> None:
    assert check_id_number(with_check_digit(body)).text[:17] == body
    accepted = [last for last in "0123456789X" if not _is_refused(body + last)]
    assert accepted == [with_check_digit(body)[-1]]


def _is_refused(number: str) -> bool:
    try:
        check_id_number(number)
    except IdentityInputError:
        return True
    return False


@unhurried
@given(bodies, st.integers(1, 16), st.data())
def test_one_wrong_digit_and_two_swapped_ones_are_noticed(body: str, place: int, data: st.DataObject) -> None:
    number = with_check_digit(body)
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[place]))
    assert _is_refused(number[:place] + other + number[place + 1 :])
    swapped = number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
    assert swapped == number or _is_refused(swapped)


@pytest.mark.parametrize(
    ("number", "day", "age"),
    [
        ("11010120081122001X", "2026-11-21", 17),
        ("11010120081122001X", "2026-11-22", 18),  # a year is reached on the birthday
        ("11010120081122001X", "2026-11-23", 18),
        ("11010120081122001X", "2026-12-01", 18),
        ("110101200911220017", "2026-11-22", 17),
        ("110101200911220017", "2027-11-21", 17),
        ("110101200911220017", "2027-11-22", 18),
        ("440305200012310038", "2026-12-30", 25),
        ("440305200012310038", "2026-12-31", 26),
        ("110101199003070011", "2026-03-06", 35),
    ],
)
def test_a_year_of_age_is_full_on_the_birthday(number: str, day: str, age: int) -> None:
    assert check_id_number(number).age_on(date.fromisoformat(day)) == age


def test_who_was_born_on_the_29th_of_february_is_a_year_older_on_the_1st_of_march() -> None:
    leapling = check_id_number(with_check_digit("11010120080229001"))
    assert [leapling.age_on(date(2026, 2, 28)), leapling.age_on(date(2026, 3, 1))] == [17, 18]
    assert [leapling.age_on(date(2028, 2, 28)), leapling.age_on(date(2028, 2, 29))] == [19, 20]


def test_a_number_is_shown_by_its_first_and_last_place_only() -> None:
    assert mask_id_number("11010519491231002X") == "1****************X"
    assert repr(check_id_number("11010519491231002X")) == "IdNumber(1****************X)"


def test_a_refused_answer_does_not_stand_in_the_error() -> None:
    with pytest.raises(IdentityInputError) as refused:
        check_id_number("110101199003070012")
    assert "19900307" not in "".join(traceback.format_exception_only(refused.value))


# Telephone numbers


@pytest.mark.parametrize(
    "typed",
    [
        "13800000000", "+8613800000000", "+86 138 0000 0000", "8613800000000", "008613800000000",
        "86-138-0000-0000", "138\u20110000\u20110000", "138—0000—0000", " 138 0000 0000 ",
        "１３８００００００００", "＋８６　１３８００００００００", "\u202d13800000000\u202c", "138\u200b00000000",
    ],
)  # fmt: skip
def test_a_mobile_number_is_taken_with_country_code_spaces_and_full_width(typed: str) -> None:
    assert check_phone(typed) == "13800000000"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("12800000000", IdentityProblem.FORMAT),
        ("23800000000", IdentityProblem.FORMAT),
        ("01012345678", IdentityProblem.FORMAT),
        ("+85261234567", IdentityProblem.FORMAT),
        ("+1 415 555 0100", IdentityProblem.FORMAT),
        ("1380000000", IdentityProblem.LENGTH),
        ("138000000000", IdentityProblem.LENGTH),
        ("1" * 4000, IdentityProblem.LENGTH),
        ("138****0000", IdentityProblem.CHARACTERS),
        ("١٣٨٠٠٠٠٠٠٠٠", IdentityProblem.CHARACTERS),
        *((noise, IdentityProblem.CHARACTERS) for noise in NOISE.values()),
    ],
)
def test_anything_but_a_mainland_mobile_number_is_refused(typed: str, problem: IdentityProblem) -> None:
    assert problem_of(check_phone, typed) is problem


def test_every_mobile_prefix_from_13_to_19_is_taken() -> None:
    assert [check_phone(f"1{second}000000000")[1] for second in range(3, 10)] == [*"3456789"]


def test_a_telephone_number_is_shown_without_its_middle() -> None:
    assert mask_phone("13800000000") == "138****0000"


@unhurried
@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_by_name(typed: str) -> None:
    for check in (check_id_number, check_name, check_phone):
        try:
            check(typed)
        except IdentityInputError as refused:
            assert refused.reason in IdentityProblem
