"""Paying a part early, goods that go back, and the price paid at once, in the catalogue file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from domain.terms import (
    DEFAULT_RETURN_TERMS,
    FeeTier,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    ReturnBucket,
    ReturnTerms,
    UnbilledFees,
)
from tests.bot.catalog_file.small import SMALL, changed, only_problem, read

FEWER, SMALLER = PrepayStrategy.FEWER, PrepayStrategy.SMALLER
PREPAY_LINE, RETURN_LINE, CASH_LINE = 28, 29, 10


def with_prepay(rest: str, policy: str = "current_period") -> str:
    return changed('{ policy = "current_period" }', f'{{ policy = "{policy}"{rest} }}')


def prepay(folder: Path, text: str) -> PrepayTerms:
    return read(folder, text).institutions[0].prepay


class TestPayingAPartEarly:
    @pytest.mark.parametrize("policy", ["waived", "current_period", "actual_use"])
    def test_without_the_keys_both_ways_are_open_from_100_yuan(self, tmp_path: Path, policy: str) -> None:
        assert prepay(tmp_path, with_prepay("", policy)) == PrepayTerms(
            PrepayPolicy(policy), PrepayFeeKind.NONE, partial_min_fen=10_000
        )

    def test_who_charges_every_fee_on_a_settlement_does_not_waive_some_on_a_part(
        self, tmp_path: Path
    ) -> None:
        assert prepay(tmp_path, with_prepay("", "remaining_due")).strategies == ()

    def test_unless_the_lender_says_so(self, tmp_path: Path) -> None:
        text = with_prepay(', partial = ["smaller"], partial_min = "500.50"', "remaining_due")
        terms = prepay(tmp_path, text)
        assert (terms.partial, terms.partial_min_fen) == ((SMALLER,), 50_050)

    @pytest.mark.parametrize(
        ("written", "read_as"),
        [("[]", ()), ('["fewer"]', (FEWER,)), ('["smaller", "fewer"]', (FEWER, SMALLER))],
    )
    def test_the_ways_are_taken_as_written_in_one_order(
        self, tmp_path: Path, written: str, read_as: tuple[PrepayStrategy, ...]
    ) -> None:
        assert prepay(tmp_path, with_prepay(f", partial = {written}")).partial == read_as

    @pytest.mark.parametrize(
        "written", ['["next"]', '["fewer", "fewer"]', '"fewer"', "[1]", '[["fewer"]]', "true"]
    )
    def test_another_way_is_refused_in_its_line(self, tmp_path: Path, written: str) -> None:
        problem = only_problem(tmp_path, with_prepay(f", partial = {written}"))
        assert problem.place == f'line {PREPAY_LINE}, institutions[1] "lender", prepay.partial'
        assert "A list with any of fewer, smaller, each at most once" in problem.message

    def test_a_smallest_part_of_nothing_is_refused(self, tmp_path: Path) -> None:
        problem = only_problem(tmp_path, with_prepay(", partial_min = 0"))
        assert problem.place.endswith("prepay.partial_min")
        assert "from 0.01" in problem.message

    @pytest.mark.parametrize(
        "text",
        [
            with_prepay(", partial = [], partial_min = 100"),
            with_prepay(", partial_min = 100", "remaining_due"),
        ],
    )
    def test_a_smallest_part_where_none_can_be_paid_is_refused(self, tmp_path: Path, text: str) -> None:
        problem = only_problem(tmp_path, text)
        assert problem.place.endswith("prepay.partial_min")
        assert problem.message.startswith("No part can be prepaid here")


class TestAFeeByTime:
    def test_tiers_and_bounds_are_read(self, tmp_path: Path) -> None:
        text = with_prepay(
            ', fee_percent = "1%", fee_tiers = [{ before_month = 6, fee_percent = "3%" }, { before_month = 12 }],'
            " fee_least = 50, fee_most = 500"
        )
        terms = prepay(tmp_path, text)
        assert (terms.fee_kind, terms.fee_value) == (PrepayFeeKind.PERCENT, Decimal(1))
        assert terms.fee_tiers == (FeeTier(6, Decimal(3)), FeeTier(12, Decimal(0)))
        assert (terms.fee_least_fen, terms.fee_most_fen) == (5_000, 50_000)

    def test_with_tiers_alone_there_is_no_fee_afterwards(self, tmp_path: Path) -> None:
        text = with_prepay(', fee_tiers = [{ before_month = 12, fee_percent = "3%" }]')
        terms = prepay(tmp_path, text)
        assert (terms.fee_kind, terms.fee_value, terms.fee_least_fen, terms.fee_most_fen) == (
            PrepayFeeKind.PERCENT, Decimal(0), 0, None,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("rest", "key", "said"),
        [
            (', fee_tiers = "6"', "fee_tiers", "A list of tables is expected here, like fee_tiers = ["),
            (", fee_tiers = [{ before_month = 0 }]", "fee_tiers[1].before_month", "from 1 to 360"),
            (', fee_tiers = [{ fee_percent = "3%" }]', "fee_tiers[1]", "before_month is missing"),
            (
                ', fee_tiers = [{ before_month = 6, fee_percent = "3%" }, { before_month = 6 }]',
                "fee_tiers[2].before_month",
                "write them in order",
            ),
            (
                ', fee_percent = "1%", fee_tiers = [{ before_month = 6, fee_months = 1 }]',
                "fee_tiers[1].fee_months",
                "fee_percent is given, too",
            ),
            (", fee_least = 50", "fee_least", "There is no fee"),
            (
                ', fee_percent = "1%", fee_least = 50, fee_most = 40',
                "fee_most",
                "must not be below fee_least",
            ),
        ],
    )
    def test_a_mistake_is_named_in_its_line(self, tmp_path: Path, rest: str, key: str, said: str) -> None:
        problem = only_problem(tmp_path, with_prepay(rest))
        assert problem.place == f'line {PREPAY_LINE}, institutions[1] "lender", prepay.{key}'
        assert said in problem.message

    def test_a_plan_without_interest_has_no_fee_in_months_of_interest_for_a_while_either(
        self, tmp_path: Path
    ) -> None:
        text = with_prepay(", fee_tiers = [{ before_month = 6, fee_months = 1 }]")
        assert "needs an annual rate" in only_problem(tmp_path, text).message


class TestGoodsThatGoBack:
    def lender(self, goods_return: str) -> str:
        return changed("credit_line", f"refund = {goods_return}\ncredit_line")

    def test_without_the_key_the_usual_convention_holds(self, tmp_path: Path) -> None:
        assert read(tmp_path, SMALL).institutions[0].goods_return == DEFAULT_RETURN_TERMS

    def test_a_lender_that_says_everything_is_taken_at_its_word(self, tmp_path: Path) -> None:
        order = [bucket.value for bucket in reversed(ReturnBucket)]
        text = self.lender(
            f'{{ order = {order}, unbilled_fees = "waived", paid_fees_returned = true, '
            "paid_returned_before_receipt = false, merchant_fee_days = 0, billed_before_days = 7 }"
        )
        assert read(tmp_path, text).institutions[0].goods_return == ReturnTerms(
            order=tuple(reversed(ReturnBucket)),
            unbilled_fees=UnbilledFees.WAIVED,
            paid_fees_returned=True,
            paid_returned_before_receipt=False,
            merchant_fee_days=0,
            billed_before_days=7,
        )

    @pytest.mark.parametrize(
        ("goods_return", "key", "said"),
        [
            ('{ order = ["overdue_fee"] }', "refund.order", "each of overdue_penalty, overdue_interest"),
            ('{ unbilled_fees = "keep" }', "refund.unbilled_fees", 'Did you mean "kept"?'),
            ('{ paid_fees_returned = "no" }', "refund.paid_fees_returned", "true or false"),
            ("{ merchant_fee_days = -1 }", "refund.merchant_fee_days", "from 0 to 365"),
            ("{ billed_before_days = 32 }", "refund.billed_before_days", "from 0 to 31"),
            ("{ merchant_days = 3 }", "refund.merchant_days", 'Did you mean "merchant_fee_days"?'),
            ("true", "refund", "A table is expected here"),
        ],
    )
    def test_a_mistake_is_named_in_its_line(
        self, tmp_path: Path, goods_return: str, key: str, said: str
    ) -> None:
        problem = only_problem(tmp_path, self.lender(goods_return))
        assert problem.place == f'line {RETURN_LINE}, institutions[1] "lender", {key}'
        assert said in problem.message


class TestThePricePaidAtOnce:
    def product(self, cash_price: str) -> str:
        return changed('price = "3999.00"', f'price = "3999.00"\ncash_price = {cash_price}')

    def test_it_is_read_to_the_fen_and_may_be_missing(self, tmp_path: Path) -> None:
        phone, case = read(tmp_path, self.product('"3899.01"')).products
        assert (phone.cash_price_fen, case.cash_price_fen) == (389_901, None)

    def test_it_may_be_the_price_itself(self, tmp_path: Path) -> None:
        assert read(tmp_path, self.product("3999")).products[0].cash_price_fen == 399_900

    @pytest.mark.parametrize(
        ("written", "said"),
        [('"3999.01"', "must not be above price"), ("0", "from 0.01"), ("3899.5", "quotation marks")],
    )
    def test_above_the_price_or_no_price_it_is_refused(self, tmp_path: Path, written: str, said: str) -> None:
        problem = only_problem(tmp_path, self.product(written))
        assert problem.place == f'line {CASH_LINE}, products[1] "phone", cash_price'
        assert said in problem.message
