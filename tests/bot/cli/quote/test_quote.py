"""The calculator as it is called: every golden figure of docs/calculator.md, and every way to ask wrongly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cli.parser import main

LOAN = "--amount 3999 --periods 12 --method equal_installment --annual-rate 12%"
FLAT = "--amount 3999 --periods 12 --method flat_fee --fee-per-period 0.6%"
PAYMENTS = "--amount 20000 --periods 36 --payment 680"
FROM_JANUARY = "--start 2026-01-05"
SETTLED = f"{FROM_JANUARY} --paid 4 --settle-on 2026-05-15"

Capture = pytest.CaptureFixture[str]


def ask(capsys: Capture, line: str) -> dict[str, Any]:
    """The answer to a question that is asked rightly."""
    code = main(["quote", *line.split()])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    answer: dict[str, Any] = json.loads(out)
    return answer


def refusal(capsys: Capture, line: str) -> str:
    """The sentence for a question that is asked wrongly."""
    try:
        code = main(["quote", *line.split()])
    except SystemExit as stopped:
        assert isinstance(stopped.code, int)
        code = stopped.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_golden_1_an_equal_instalment(capsys: Capture) -> None:
    answer = ask(capsys, f"{LOAN} {FROM_JANUARY}")
    first, fourth, last = (answer["schedule"][no - 1] for no in (1, 4, 12))
    assert first == {
        "no": 1,
        "due_date": "2026-02-05",
        "principal_fen": 31532,
        "interest_fen": 3999,
        "fee_fen": 0,
        "payment_fen": 35531,
        "balance_fen": 368368,
    }
    assert fourth["balance_fen"] == 271868
    assert (last["principal_fen"], last["interest_fen"], last["payment_fen"]) == (35175, 352, 35527)
    del answer["schedule"]
    assert answer == {
        "method": "equal_installment",
        "amount_fen": 399900,
        "periods": 12,
        "received_fen": 399900,
        "total_interest_fen": 26468,
        "total_fee_fen": 0,
        "total_payment_fen": 426368,
        "annual_rate_simple_pct": "12.00",
        "annual_rate_compound_pct": "12.68",
    }


def test_an_instalment_has_the_fields_of_the_contract_in_their_order_and_no_other(capsys: Capture) -> None:
    answer = ask(capsys, f"{LOAN} {FROM_JANUARY}")
    assert list(answer["schedule"][0]) == [
        "no",
        "due_date",
        "principal_fen",
        "interest_fen",
        "fee_fen",
        "payment_fen",
        "balance_fen",
    ]


@pytest.mark.parametrize(("options", "odd_place"), [("", 11), ("--remainder first", 0)])
def test_golden_2_a_flat_fee_and_where_its_remainder_goes(
    capsys: Capture, options: str, odd_place: int
) -> None:
    answer = ask(capsys, f"{FLAT} {options}")
    payments = [row["payment_fen"] for row in answer["schedule"]]
    assert payments.pop(odd_place) == 35729
    assert set(payments) == {35724}
    assert answer["total_fee_fen"] == 28793
    assert (answer["annual_rate_simple_pct"], answer["annual_rate_compound_pct"]) == ("13.03", "13.84")


def test_golden_3_the_total_rounded_half_up(capsys: Capture) -> None:
    line = "--amount 1399 --periods 3 --method flat_fee --total-fee 3.6% --rounding total_half_up"
    rows = ask(capsys, line)["schedule"]
    parts = [(row["principal_fen"], row["fee_fen"], row["payment_fen"]) for row in rows]
    assert parts == [(46633, 1679, 48312), (46633, 1679, 48312), (46634, 1678, 48312)]


@pytest.mark.parametrize(
    ("policy", "total_fen"),
    [
        ("remaining_due", 285797),
        ("waived", 266600),
        ("current_period", 268999),
        ("current_period_plus_one", 271398),
        ("actual_use", 273305),
    ],
)
def test_golden_4_settling_a_flat_plan(capsys: Capture, policy: str, total_fen: int) -> None:
    settlement = ask(capsys, f"{FLAT} {SETTLED} --prepay-policy {policy}")["settlement"]
    assert settlement["total_fen"] == total_fen == sum(line["amount_fen"] for line in settlement["lines"])


def test_golden_5_settling_a_loan(capsys: Capture) -> None:
    answer = ask(capsys, f"{LOAN} {SETTLED} --prepay-policy daily_interest --prepay-fee pct:3")
    assert answer["settlement"] == {
        "total_fen": 280930,
        "lines": [
            {"code": "principal", "amount_fen": 271868},
            {"code": "interest", "amount_fen": 906},
            {"code": "prepay_fee", "amount_fen": 8156},
        ],
        "saved_fen": 3314,
        "valid_on": "2026-05-15",
    }


@pytest.mark.parametrize(
    ("fee", "fee_fen"),
    [
        ("pct:3@6,2@12,0", 8156),
        ("pct:5@3,3@4,2@12,0", 5437),  # four months have gone
        ("months:3@12,1", 8156),  # at 12 % a year three months of interest are 3 %
        ("pct:3@6,0 --prepay-fee-most 50", 5000),
        ("pct:1 --prepay-fee-least 50 --prepay-fee-most 100", 5000),
    ],
)
def test_a_fee_for_settling_by_time_and_within_bounds(capsys: Capture, fee: str, fee_fen: int) -> None:
    answer = ask(capsys, f"{LOAN} {SETTLED} --prepay-policy daily_interest --prepay-fee {fee}")
    assert answer["settlement"]["lines"][-1] == {"code": "prepay_fee", "amount_fen": fee_fen}


def test_golden_6_paying_a_part_early(capsys: Capture) -> None:
    answer = ask(capsys, f"{LOAN} --prepay 1000 --after 4 --strategy fewer")
    assert answer["prepayment"] == {
        "payments_fen": [35531, 35531, 35531, 35531, 34923],
        "periods": 5,
        "interest_fen": 5179,
        "saved_fen": 7197,
    }


@pytest.mark.parametrize(
    ("options", "base_fen", "days", "total_fen"),
    [
        ("", 35531, 10, 178),
        ("--penalty-base principal", 32166, 10, 161),
        ("--penalty-daily 0.05%", 35531, 10, 178),
        ("--grace-days 10", 35531, 0, 0),
        ("--grace-days 9", 35531, 10, 178),
    ],
)
def test_golden_7_being_late(capsys: Capture, options: str, base_fen: int, days: int, total_fen: int) -> None:
    answer = ask(capsys, f"{LOAN} --overdue-period 3 --overdue-days 10 {options}")
    expected = {"daily_rate_pct": "0.05", "days": days, "base_fen": base_fen, "total_fen": total_fen}
    assert answer["penalty"] == expected


def test_a_settlement_with_penalty_options_charges_what_is_in_arrears(capsys: Capture) -> None:
    line = (
        f"{FLAT} {FROM_JANUARY} --paid 2 --settle-on 2026-05-15 --prepay-policy waived --penalty-daily 0.05%"
    )
    lines = ask(capsys, line)["settlement"]["lines"]
    assert [(each["code"], each["amount_fen"]) for each in lines] == [
        ("principal", 266600),
        ("arrears", 71448),
        ("penalty", 893),
    ]


def test_free_of_interest_is_held_against_the_cash_price(capsys: Capture) -> None:
    line = "--amount 3999 --periods 12 --method flat_fee --total-fee 0% --cash-price 3899"
    answer = ask(capsys, line)
    assert answer["annual_rate_simple_pct"] == "0.00"
    assert answer["against_cash_price"] == {
        "annual_rate_simple_pct": "4.70",
        "annual_rate_compound_pct": "4.80",
    }


def test_the_first_periods_are_free_and_a_settlement_in_one_of_them_asks_for_no_interest(
    capsys: Capture,
) -> None:
    flat = ask(capsys, f"{FLAT} --free-periods 3")
    assert [row["payment_fen"] for row in flat["schedule"]] == [33_325] * 3 + [35_724] * 8 + [35_729]
    assert (flat["total_fee_fen"], flat["annual_rate_simple_pct"]) == (21_596, "9.71")
    early = f"{FROM_JANUARY} --paid 2 --settle-on 2026-03-15 --prepay-policy daily_interest"
    loan = ask(capsys, f"{LOAN} --free-periods 3 {early}")
    assert (loan["total_interest_fen"], loan["annual_rate_compound_pct"]) == (15_420, "7.13")
    assert loan["settlement"]["lines"] == [{"code": "principal", "amount_fen": 336_521}]


@pytest.mark.parametrize(
    ("options", "cost_fen", "rates"),
    [
        (f"{LOAN} --discount-rate 50%", 13_237, ("6.00", "6.17")),
        (f"{LOAN} --discount-rate 100%", 0, ("0.00", "0.00")),
        (f"{FLAT} --discount-sum 60", 22_793, ("10.25", "10.75")),
        (f"{FLAT} --discount-per-period 5", 22_793, ("10.36", "10.87")),
    ],
)
def test_a_discount_is_taken_off_interest_or_fee(
    capsys: Capture, options: str, cost_fen: int, rates: tuple[str, str]
) -> None:
    answer = ask(capsys, options)
    assert answer["total_interest_fen"] + answer["total_fee_fen"] == cost_fen
    assert (answer["annual_rate_simple_pct"], answer["annual_rate_compound_pct"]) == rates


def test_a_fee_at_drawdown_is_taken_out_of_the_money_received(capsys: Capture) -> None:
    line = "--amount 3999 --periods 12 --method upfront_fee --total-fee 7.2% --fee-timing drawdown"
    answer = ask(capsys, line)
    assert (answer["received_fen"], answer["total_fee_fen"]) == (371107, 28793)
    assert (answer["annual_rate_simple_pct"], answer["annual_rate_compound_pct"]) == ("14.03", "14.96")


def test_what_is_bought_in_a_cycle_is_due_after_its_statement(capsys: Capture) -> None:
    cycle = "--statement-day 5 --due-day 25"
    for start, due in (
        ("2026-01-05", "2026-01-25"),
        ("2026-01-06", "2026-02-25"),
        ("2026-01-31", "2026-02-25"),
    ):
        answer = ask(capsys, f"{LOAN} --start {start} {cycle}")
        assert answer["schedule"][0]["due_date"] == due
        assert answer == ask(capsys, f"{LOAN} --start {start} --first-due {due}")


def test_an_odd_first_period_is_charged_by_its_days(capsys: Capture) -> None:
    answer = ask(capsys, f"{LOAN} --start 2026-11-22 --first-due 2027-01-05")
    assert answer["schedule"][0]["interest_fen"] == 5865
    assert answer["schedule"][1]["due_date"] == "2027-02-05"


@pytest.mark.parametrize(
    "line",
    [
        "--amount 0.01 --periods 360 --method equal_installment --annual-rate 24%",
        "--amount 0.59 --periods 360 --method flat_fee --total-fee 9.9% --rounding each_half_up --remainder first",
        "--amount 999999999999.99 --periods 360 --method equal_installment --annual-rate 36.1234%",
        "--amount 100 --periods 1 --method upfront_fee --total-fee 99% --fee-timing drawdown",
        "--amount 100 --periods 24 --method interest_only --annual-rate 0% --start 2024-02-29",
    ],
)
def test_extremes_add_up(capsys: Capture, line: str) -> None:
    answer = ask(capsys, line)
    rows = answer["schedule"]
    assert sum(row["principal_fen"] for row in rows) == answer["amount_fen"]
    assert rows[-1]["balance_fen"] == 0
    assert all(min(row["principal_fen"], row["fee_fen"], row["balance_fen"]) >= 0 for row in rows)


def test_of_payments_alone_the_rates_are_told(capsys: Capture) -> None:
    assert ask(capsys, PAYMENTS) == {
        "amount_fen": 2_000_000,
        "periods": 36,
        "payment_fen": 68_000,
        "total_payment_fen": 2_448_000,
        "total_cost_fen": 448_000,
        "annual_rate_simple_pct": "13.63",
        "annual_rate_compound_pct": "14.52",
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--periods 12", "--amount"),
        ("--amount 3999 --periods 12", "Give --method, or --payment"),
        (f"{LOAN} --payment 400", "--method does not go with --payment"),
        (f"{PAYMENTS} --start 2026-01-05", "--start does not go with --payment"),
        (PAYMENTS.replace("680", "500"), "less than the amount"),
        (LOAN.replace("3999", "39.999"), "not an amount in yuan"),
        (LOAN.replace("3999", "-5"), "not an amount in yuan"),
        (LOAN.replace("3999", "0"), "not an amount in yuan"),
        (LOAN.replace("3999", "３９９９"), "not an amount in yuan"),
        (LOAN.replace("--periods 12", "--periods 361"), "from 1 to 360"),
        (LOAN.replace("12%", "12"), "not a percentage"),
        (LOAN.replace("12%", "nan%"), "not a percentage"),
        (LOAN.replace("equal_installment", "balloon"), "invalid choice"),
        (f"{LOAN} --start 2026-02-30", "not a date"),
        (f"{LOAN} --start 20260105", "not a date"),
        (f"{LOAN} --start 9999-06-01", "year 9999"),
        (f"{LOAN} --start 2026-01-05 --first-due 2026-01-05", "must be after the start"),
        (f"{LOAN} --anual-rate 12%", "unrecognized"),
        (f"{LOAN} --total-fee 3%", "--total-fee does not go with --method equal_installment"),
        (LOAN.replace("--annual-rate 12%", ""), "needs --annual-rate"),
        (f"{FLAT} --annual-rate 12%", "--annual-rate does not go with --method flat_fee"),
        (f"{FLAT} --total-fee 3%", "exactly one of --fee-per-period or --total-fee"),
        (f"{FLAT} --rounding half_up", "--rounding half_up does not go with"),
        (f"{LOAN} --rounding floor", "--rounding floor does not go with"),
        (f"{FLAT} --fee-timing drawdown", "--fee-timing goes with"),
        (f"{LOAN} --free-periods 12", "--free-periods is below --periods"),
        (
            "--amount 100 --periods 3 --method upfront_fee --total-fee 6% --free-periods 1",
            "takes its fee once",
        ),
        (f"{LOAN} {SETTLED} --prepay-policy actual_use --free-periods 1", "does not go with --prepay-policy"),
        (f"{LOAN} --statement-day 5", "also needs --due-day"),
        (f"{LOAN} --statement-day 5 --due-day 25 --first-due 2026-03-25", "--first-due does not go with"),
        (f"{LOAN} --discount-rate 101%", "at most 100%"),
        (f"{LOAN} --discount-sum 20 --discount-per-period 5", "not both"),
        (
            "--amount 100 --periods 3 --method upfront_fee --total-fee 6% --fee-timing drawdown --discount-sum 1",
            "does not go with --fee-timing drawdown",
        ),
        (f"{LOAN} --remainder first", "--remainder first does not go with"),
        (f"{LOAN} --paid 4", "--settle-on and --prepay-policy"),
        (f"{LOAN} --prepay-fee pct:3", "--prepay-fee goes with"),
        (f"{LOAN} {SETTLED} --prepay-policy waived --prepay-fee 3%", "not a fee like"),
        (f"{LOAN} {SETTLED} --prepay-policy waived --prepay-fee pct:3@6", "not a fee like"),
        (f"{LOAN} {SETTLED} --prepay-policy waived --prepay-fee pct:3@6,2@6,0", "not a fee like"),
        (
            f"{LOAN} {SETTLED} --prepay-policy waived --prepay-fee-most 5",
            "--prepay-fee-most goes with a --prepay-fee",
        ),
        (f"{LOAN} --prepay-fee-least 5", "--prepay-fee-least goes with"),
        (
            f"{LOAN} {SETTLED} --prepay-policy waived --prepay-fee pct:3 --prepay-fee-least 5 --prepay-fee-most 4",
            "not below",
        ),
        (f"{LOAN} {FROM_JANUARY} --paid 5 --settle-on 2026-05-15 --prepay-policy waived", "falls due on"),
        (f"{LOAN} --prepay 1000", "--after and --strategy"),
        (f"{LOAN} --prepay 9999 --after 4 --strategy fewer", "settlement"),
        (f"{LOAN} --overdue-period 3", "--overdue-days"),
        (f"{LOAN} --overdue-period 13 --overdue-days 1", "beyond the 12 periods"),
        (f"{LOAN} --penalty-daily 0.05%", "--overdue-period and --overdue-days"),
        (
            f"{LOAN} --overdue-period 3 --overdue-days 1 --penalty-daily 0.05% --penalty-multiple 1.5",
            "not both",
        ),
        (
            "--amount 100 --periods 3 --method upfront_fee --total-fee 100% --fee-timing drawdown",
            "leaves nothing",
        ),
    ],
)
def test_a_wrong_question_gets_one_sentence_and_code_2(capsys: Capture, line: str, words: str) -> None:
    assert words in refusal(capsys, line)


def test_the_start_is_today_unless_given(capsys: Capture) -> None:
    """Whatever the day is: the schedule is the same but for its dates."""
    dated = ask(capsys, f"{FLAT} {FROM_JANUARY}")
    today = ask(capsys, FLAT)
    for row in (*dated["schedule"], *today["schedule"]):
        del row["due_date"]
    assert dated == today
