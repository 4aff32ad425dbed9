"""What a contract says about being late, inexact or early stands on the screens: days of grace by their dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.checkout.results import AgreementFacts, Disclosure
from domain.checkout.stored_disclosure import dump_disclosure, load_disclosure
from domain.loans.results import BillState, BillsView, BillView, Split
from domain.notices.bill_notices import BillsContent, DueContent
from domain.outbox.results import NoticeKind
from domain.plans.pricing import price_plan
from domain.rules.steps import penalty_rate
from domain.terms import (
    FeeTier,
    FeeTiming,
    InstitutionSpec,
    Method,
    PenaltyTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    SurplusRule,
)
from domain.value import replace
from handlers.bills.views import bill_screen, bills_screen
from handlers.checkout.agreement import agreement_text
from handlers.checkout.contract import disclosure_screen
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from tests.support.agreements import AGREEMENT
from tests.support.builders import flat, lender, text
from tests.support.debtors import with_bills

T = texts_for("zh_CN")
TODAY, DUE, LAST_FREE = date(2026, 1, 5), date(2026, 2, 5), date(2026, 2, 8)
NAMED = "最晚 2月8日（周日）24:00 前还上，不收罚息；过了这天，从 2月6日（周五）起每天都算。"
FEWER, SMALLER = PrepayStrategy.FEWER, PrepayStrategy.SMALLER


def disclosure(by: InstitutionSpec | None = None, **changes: Any) -> Disclosure:
    by = by or lender()
    option = price_plan(by, flat("plan", 12, "0.6"), 399_900, TODAY)
    shown = Disclosure(
        draft_id="draft",
        lender_name=by.name,
        lender_contact=by.contact,
        lender_url=by.official_url,
        method=Method.FLAT_FEE,
        fee_timing=FeeTiming.FIRST_BILL,
        principal_fen=399_900,
        periods=12,
        schedule=option.schedule,
        interest_fen=0,
        fee_fen=option.fee_fen,
        simple_pct=option.simple_pct,
        compound_pct=option.compound_pct,
        penalty=by.penalty,
        penalty_daily_pct=Decimal("0.05"),
        prepay=by.prepay,
        surplus=by.allocation.surplus,
    )
    return replace(shown, **changes)


def said(shown: Disclosure) -> list[str]:
    return disclosure_screen(T, shown, AGREEMENT, TODAY).html().splitlines()


def bill(goods: str = "小米手机 15", **changes: Any) -> BillView:
    shown = BillView(
        installment_id=goods,
        loan_id=goods,
        order_id=goods,
        title=text(goods),
        item_count=1,
        no=1,
        periods=12,
        due_date=DUE,
        principal_fen=33_325,
        interest_fen=0,
        fee_fen=2_399,
        penalty_fen=0,
        left=Split(33_325, 0, 2_399, 0),
        owed_fen=35_724,
        days_late=0,
        grace_until=LAST_FREE,
        state=BillState.UPCOMING,
        lender_name=text("示例银行"),
        lender_contact="400-000-0002",
        penalty_rate=penalty_rate(lender().penalty, Decimal(0)),
    )
    return replace(shown, **changes)


def my_bills(today: date, *bills: BillView) -> str:
    return bills_screen(T, BillsView(today, bills), with_bills(today, *bills)).html()


def reminder(kind: NoticeKind, today: date, *bills: BillView) -> str:
    content = BillsContent if kind is NoticeKind.OVERDUE else DueContent
    return notice(T, content(kind, today, DUE, bills)).html()


LATE = bill(
    state=BillState.OVERDUE, days_late=4, penalty_fen=71, left=Split(33_325, 0, 2_399, 71), owed_fen=35_795
)
OTHER = bill("台灯", grace_until=None)


class TestDaysOfGrace:
    def test_the_disclosure_names_the_last_free_day_of_the_first_instalment(self) -> None:
        shown = disclosure(lender(penalty=PenaltyTerms(grace_days=3)))
        assert f"每期宽限 3 天：比如第一期 2月5日（周四）到期，{NAMED}" in said(shown)

    def test_without_grace_the_disclosure_says_so(self) -> None:
        assert "没有宽限期。" in said(disclosure())

    def test_the_agreement_names_it_with_its_year(self) -> None:
        shown = disclosure(lender(penalty=PenaltyTerms(grace_days=3)))
        agreed = agreement_text(T, AgreementFacts("draft", "张*", "1***1", (), shown)).text
        assert (
            "最晚 2026年2月8日（周日）24:00 前还上，不收罚息；过了这天，从 2026年2月6日（周五）起" in agreed
        )

    @pytest.mark.parametrize(
        ("state", "today"),
        [
            (BillState.UPCOMING, date(2026, 2, 2)),
            (BillState.DUE_TODAY, DUE),
            (BillState.GRACE, LAST_FREE),
        ],
    )
    def test_a_bill_names_it_up_to_and_on_that_day(self, state: BillState, today: date) -> None:
        assert NAMED in bill_screen(T, bill(state=state), today).html()

    def test_a_bill_past_it_says_why_every_day_counts(self) -> None:
        shown = bill_screen(T, LATE, date(2026, 2, 9)).html()
        assert "宽限期到 2月8日（周日）为止，已经过了，所以罚息从 2月6日（周五）起每天都算。" in shown
        assert "最晚" not in shown

    @pytest.mark.parametrize("shown", [bill(state=BillState.PAID), bill(grace_until=None)])
    def test_a_bill_that_is_paid_or_has_none_does_not_speak_of_it(self, shown: BillView) -> None:
        assert "罚息" not in bill_screen(T, shown, date(2026, 2, 7)).html()

    @pytest.mark.parametrize(
        ("kind", "today", "state"),
        [
            (NoticeKind.DUE_SOON, date(2026, 2, 2), BillState.UPCOMING),
            (NoticeKind.DUE_TODAY, DUE, BillState.DUE_TODAY),
            (NoticeKind.OVERDUE, date(2026, 2, 6), BillState.GRACE),
        ],
    )
    def test_every_reminder_names_it(self, kind: NoticeKind, today: date, state: BillState) -> None:
        assert NAMED in reminder(kind, today, bill(state=state)).splitlines()

    def test_a_reminder_of_bills_unlike_each_other_names_the_goods(self) -> None:
        shown = reminder(NoticeKind.DUE_SOON, date(2026, 2, 2), bill(), OTHER)
        assert f"小米手机 15：{NAMED}" in shown.splitlines()
        assert shown.count("最晚") == 1

    def test_a_reminder_of_bills_with_the_same_grace_names_it_once(self) -> None:
        shown = reminder(NoticeKind.DUE_SOON, date(2026, 2, 2), bill(), bill("台灯"))
        assert shown.splitlines().count(NAMED) == 1

    def test_a_reminder_after_it_promises_no_free_day(self) -> None:
        assert "最晚" not in reminder(NoticeKind.OVERDUE, date(2026, 2, 9), LATE)

    def test_my_bills_name_it_while_a_bill_is_in_its_grace(self) -> None:
        today = date(2026, 2, 6)
        assert NAMED in my_bills(today, bill(state=BillState.GRACE))
        assert "最晚" not in my_bills(DUE, bill(state=BillState.DUE_TODAY))

    def test_the_name_of_goods_is_safe_inside_html(self) -> None:
        assert "<b>手机" not in reminder(NoticeKind.DUE_SOON, date(2026, 2, 2), bill("<b>手机"), OTHER)


class TestADayAndHowFarItIs:
    def test_they_stand_in_one_pair_of_brackets(self) -> None:
        today = date(2026, 2, 2)
        assert "⏰ 2月5日（周四，3天后）应还 <b>¥357.24</b>。" in reminder(NoticeKind.DUE_SOON, today, bill())
        assert "还款日 2月5日（周四，3天后）" in bill_screen(T, bill(), today).html()
        assert "下一期 2月5日（周四，明天）还" in T(
            "🧾 本月没有应还的。下一期 %(day)s还 %(amount)s", day=T.day(DUE, today, away="明天"), amount=""
        )

    def test_my_bills_do_too_where_nothing_is_due_this_month(self) -> None:
        assert "下一期 2月5日（周四，5天后）还" in my_bills(date(2026, 1, 31), bill())

    def test_and_in_english(self) -> None:
        assert texts_for("en").day(DUE, TODAY, away="in 31 days") == "Thu 5 Feb (in 31 days)"


class TestTheDisclosure:
    def test_a_tolerance_is_named_where_there_is_one(self) -> None:
        tolerant = disclosure(lender(penalty=PenaltyTerms(grace_fen=1_000)))
        assert "少还不超过 ¥10.00 不算逾期，差额并入下一期。" in said(tolerant)
        assert not any("以内" in line for line in said(disclosure()))

    @pytest.mark.parametrize(
        ("surplus", "line"),
        [
            (SurplusRule.NEXT, "多还的部分用来还后面的账单。"),
            (SurplusRule.REFUSED, "只收应还金额，不能多还。"),
        ],
    )
    def test_what_becomes_of_a_surplus_is_said(self, surplus: SurplusRule, line: str) -> None:
        assert line in said(disclosure(surplus=surplus))

    @pytest.mark.parametrize(
        ("partial", "line"),
        [
            ((FEWER, SMALLER), "可以提前还一部分，至少 ¥100.00，少还几期还是每期少还由您选。"),
            ((SMALLER, FEWER), "可以提前还一部分，至少 ¥100.00，少还几期还是每期少还由您选。"),
            ((FEWER,), "可以提前还一部分，至少 ¥100.00，期数变少，早点还完。"),
            ((SMALLER,), "可以提前还一部分，至少 ¥100.00，期数不变，每期少还。"),
            ((), "不能提前还一部分来少还几期或每期少还。"),
        ],
    )
    def test_how_a_part_can_be_paid_early_is_said(
        self, partial: tuple[PrepayStrategy, ...], line: str
    ) -> None:
        terms = PrepayTerms(PrepayPolicy.WAIVED, partial=partial)
        assert line in said(disclosure(prepay=terms))

    def test_who_repays_nothing_before_the_end_has_no_periods_to_save(self) -> None:
        shown = disclosure(method=Method.INTEREST_ONLY)
        assert shown.prepay.strategies == (FEWER, SMALLER)
        assert shown.partial_strategies == (SMALLER,)

    def test_the_fee_on_a_part_is_named_where_there_is_a_fee_and_a_part(self) -> None:
        line = "提前还的这一部分，违约金的标准相同。"
        dear = PrepayTerms(PrepayPolicy.WAIVED, PrepayFeeKind.PERCENT, Decimal(3))
        assert line in said(disclosure(prepay=dear))
        assert line not in said(disclosure())
        assert line not in said(disclosure(prepay=replace(dear, partial=())))

    @pytest.mark.parametrize(
        ("changes", "line"),
        [
            ({"fee_value": Decimal(3)}, "提前结清的违约金为剩余本金的 3%。"),
            (
                {"fee_tiers": (FeeTier(6, Decimal(3)), FeeTier(12, Decimal(2)))},
                "提前结清的违约金按签约时间算：不满 6 个月，为剩余本金的 3%；不满 12 个月，为剩余本金的 2%；以后不收。",
            ),
            (
                {"fee_tiers": (FeeTier(6, Decimal(0)),), "fee_value": Decimal(1)},
                "提前结清的违约金按签约时间算：不满 6 个月，不收；以后为剩余本金的 1%。",
            ),
            (
                {
                    "fee_kind": PrepayFeeKind.MONTHS,
                    "fee_tiers": (FeeTier(12, Decimal(3)),),
                    "fee_value": Decimal(1),
                },
                "不满 12 个月，为剩余本金 3 个月的利息；以后为剩余本金 1 个月的利息。",
            ),
            ({"fee_value": Decimal(3), "fee_most_fen": 50_000}, "剩余本金的 3%。最高不超过 ¥500.00。"),
            ({"fee_value": Decimal(3), "fee_least_fen": 5_000}, "剩余本金的 3%。收取时不低于 ¥50.00。"),
            (
                {"fee_value": Decimal(3), "fee_least_fen": 5_000, "fee_most_fen": 50_000},
                "剩余本金的 3%。收取时不低于 ¥50.00，不超过 ¥500.00。",
            ),
        ],
    )
    def test_a_fee_by_time_and_its_bounds_are_said(self, changes: dict[str, Any], line: str) -> None:
        terms = replace(PrepayTerms(PrepayPolicy.WAIVED, PrepayFeeKind.PERCENT), **changes)
        assert any(one.endswith(line) for one in said(disclosure(prepay=terms)))

    def test_one_that_was_kept_before_these_terms_were_in_it_can_still_be_read(self) -> None:
        kept = dump_disclosure(disclosure())
        for name in ("surplus",):
            del kept[name]
        for name in ("partial", "partial_min_fen", "fee_tiers", "fee_least_fen", "fee_most_fen"):
            del kept["prepay"][name]
        assert load_disclosure(kept) == disclosure()

    def test_one_that_is_kept_is_read_as_it_was(self) -> None:
        shown = disclosure(surplus=SurplusRule.REFUSED, prepay=PrepayTerms(PrepayPolicy.WAIVED, partial=()))
        assert load_disclosure(dump_disclosure(shown)) == shown
