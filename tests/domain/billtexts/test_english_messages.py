"""Bills that are written in English: banks from abroad, and apps that are set to it."""

from __future__ import annotations

from datetime import date

import pytest

from domain.billtexts.days import days_in
from domain.billtexts.messages import read_message
from domain.billtexts.results import BillEvent, NoBill

TODAY = date(2026, 11, 30)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("25 dec 2026", CHRISTMAS),
        ("dec. 25", CHRISTMAS),
        ("december 25th, 2026", CHRISTMAS),
        ("the 25th of december", CHRISTMAS),
        ("25-dec-2026", CHRISTMAS),
        ("12/25/2026", CHRISTMAS),
        ("25/12/2026", CHRISTMAS),
        ("the 25th", CHRISTMAS),
        ("jan 8", date(2027, 1, 8)),
        ("tomorrow", date(2026, 12, 1)),
        ("in 3 days", date(2026, 12, 3)),
        ("10/12/2026", None),  # October to some, December to others
        ("dec 2026", None),
        ("the 3rd installment", None),
    ],
)
def test_a_day_is_read_as_english_writes_it(said: str, day: date | None) -> None:
    assert [each.on for each in days_in(said, TODAY)] == ([] if day is None else [day])


def test_a_statement_says_what_is_due_the_least_and_when() -> None:
    (bill,) = read_message(
        "Your statement balance is CNY 6,431.09, minimum payment due CNY 643.11, payment due date 25 Dec 2026",
        TODAY,
    ).bills
    assert (bill.kind, bill.amount_fen, bill.minimum_fen) == (BillEvent.STATEMENT, 6_431_09, 643_11)
    assert bill.due_on == CHRISTMAS


def test_a_full_stop_ends_a_sentence_and_not_an_abbreviation() -> None:
    (bill,) = read_message(
        "ICBC: Bill for card ending in 0456: RMB 2,340.55. Min. payment RMB 234.06. Payment due: Dec. 25.",
        TODAY,
    ).bills
    assert (bill.sender, bill.card_tail) == ("工商银行", "0456")
    assert (bill.amount_fen, bill.minimum_fen, bill.due_on) == (2_340_55, 234_06, CHRISTMAS)


@pytest.mark.parametrize(
    "said",
    [
        "Your installment 3/12 of ¥357.24 is due on 25 Dec",
        "Instalment 3 of 12: RMB 357.24, pay by December 25",
        "¥357.24 due 25 Dec (3 of 12 payments)",
    ],
)
def test_the_period_is_no_day(said: str) -> None:
    (bill,) = read_message(said, TODAY).bills
    assert (bill.period_no, bill.periods, bill.amount_fen, bill.due_on) == (3, 12, 357_24, CHRISTMAS)


def test_what_is_no_debt_is_not_read() -> None:
    (bill,) = read_message(
        "Your statement balance is CNY 500.00, due Dec 25. Previous balance CNY 900.00, credit limit CNY 50,000, "
        "late fee CNY 20.00.",
        TODAY,
    ).bills
    assert (bill.amount_fen, bill.minimum_fen, bill.remaining_fen) == (500_00, None, None)


def test_the_total_of_a_plan_is_no_payment() -> None:
    (bill,) = read_message(
        "Your loan of CNY 12,000 is repaid in 24 installments, next payment due Dec 25.", TODAY
    ).bills
    assert (bill.amount_fen, bill.periods) == (None, 24)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("We have received your payment of RMB 500.00 on Nov 28. Thank you.", BillEvent.PAID),
        (
            "Your payment of RMB 500.00 could not be processed: insufficient funds. Payment due Nov 28.",
            BillEvent.DEBIT_FAILED,
        ),
        ("Your credit card payment of RMB 500.00 is overdue. It was due on Nov 28.", BillEvent.OVERDUE),
        (
            "Your loan payment of RMB 500.00 is due tomorrow. Please ignore this if you have paid.",
            BillEvent.DUE,
        ),
    ],
)
def test_what_became_of_it_is_read(said: str, kind: BillEvent) -> None:
    (bill,) = read_message(said, TODAY).bills
    assert (bill.kind, bill.amount_fen) == (kind, 500_00)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("602817 is your verification code. Do not share it.", NoBill.CODE),
        ("Your one-time password is 482913", NoBill.CODE),
        ("Your statement balance is $812.40, payment due December 14.", NoBill.FOREIGN_MONEY),
        (
            "Congratulations! You are pre-approved for a loan of up to RMB 200,000. Apply now. Reply STOP to opt out.",
            NoBill.ADVERTISEMENT,
        ),
        ("You spent RMB 36.00 at Starbucks on 29 Nov.", NoBill.NOT_A_BILL),
    ],
)
def test_what_is_no_bill_is_refused_in_english_too(said: str, why: NoBill) -> None:
    assert read_message(said, TODAY).refusal is why


def test_a_name_in_letters_is_a_whole_word() -> None:
    (citic,) = read_message("CITIC: payment due Dec 25, RMB 500.00", TODAY).bills
    (citi,) = read_message("Citi: payment due Dec 25, RMB 500.00", TODAY).bills
    assert (citic.sender, citi.sender) == ("中信银行", "花旗银行")
