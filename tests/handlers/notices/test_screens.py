"""What notices say: several due days, the card to be funded, a report to the credit register, covered amounts."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from domain.autopay.results import AutopayView
from domain.history.notices import MonthContent
from domain.history.results import MonthSummary
from domain.loans.results import BillState, CardView
from domain.notices.bill_notices import BeforeReportContent, BillsContent, DueContent
from domain.notices.holidays import FundingAdvice, Holiday
from domain.notices.lateness import Report
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from domain.value import replace
from handlers.buttons.repayment import StartChoosing
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from tests.handlers.plans.test_terms_on_screens import DUE, LATE, OTHER, bill

T = texts_for("zh_CN")
DEBIT = AutopayView(
    can_add_card=True,
    verified=True,
    name_mask="张*",
    active=True,
    cards=(CardView("card", "0018", "ICBC"),),
    windows=(time(9), time(15), time(20)),
    partial=False,
)
SOON = DueContent(NoticeKind.DUE_SOON, date(2026, 1, 29), DUE, (bill(),))


def said(content: NoticeContent, locale: str = "zh_CN") -> str:
    return notice(texts_for(locale), content).html()


def test_bills_of_several_days_are_listed_with_their_days() -> None:
    later = replace(OTHER, due_date=date(2026, 2, 9))
    text = said(replace(SOON, bills=(bill(), later)))
    assert text.startswith("⏰ 接下来有 2 期应还，一共 <b>¥")
    assert "2月5日（周四，7天后）　" in text
    assert "2月9日（周一，11天后）　" in text


def test_the_day_before_a_debit_the_card_and_the_hour_are_named() -> None:
    text = said(replace(SOON, today=date(2026, 2, 4), debit=DEBIT))
    assert "明天 09:00 会从工商银行储蓄卡（尾号 0018）自动扣 <b>¥357.24</b>，请确保余额充足。" in text


@pytest.mark.parametrize(
    ("today", "fund_by", "sentence"),
    [
        (date(2026, 1, 29), date(2026, 2, 14), "最好在 2月14日（周六）当天或之前把钱存好。"),
        (date(2026, 2, 16), date(2026, 2, 14), "正值春节假期，转账可能到得慢，请尽早把钱存好。"),
        (date(2026, 1, 29), None, "那年的放假安排还没有公布，请提前几天把钱存好。"),
    ],
)
def test_around_a_long_holiday_it_is_said_when_to_fund_the_card(
    today: date, fund_by: date | None, sentence: str
) -> None:
    due = replace(bill(), due_date=date(2026, 2, 20))
    funding = FundingAdvice(Holiday.SPRING_FESTIVAL, fund_by)
    assert sentence in said(replace(SOON, today=today, bills=(due,), debit=DEBIT, funding=funding))


def test_before_a_report_the_day_is_named_as_a_fact_and_whom_to_talk_to() -> None:
    content = BeforeReportContent(
        NoticeKind.BEFORE_REPORT,
        date(2026, 3, 4),
        DUE,
        (LATE,),
        reported_on=date(2026, 3, 7),
        reported=(LATE,),
    )
    text = said(content)
    assert (
        "3月7日（周六，3天后）24:00 前没有还清的话，示例银行会把逾期报送征信：小米手机 15 第 1/12 期。"
        in text
    )
    assert "客服电话" in text
    assert not any(word in text for word in ("黑名单", "起诉", "严重", "后果自负"))


@pytest.mark.parametrize("kind", [NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.OVERDUE])
def test_covered_amounts_are_spoilers_all_of_them(kind: NoticeKind) -> None:
    bills = (LATE, replace(OTHER, state=BillState.OVERDUE, due_date=date(2026, 2, 6)))
    content = BillsContent if kind is NoticeKind.OVERDUE else DueContent
    text = said(content(kind, date(2026, 2, 9), DUE, bills, hides_amounts=True))
    assert text.count("¥") == text.count("<tg-spoiler>") == text.count("</tg-spoiler>") > 0


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize("next_due", [date(2026, 3, 5), None])
def test_the_monthly_summary_in_every_language(locale: str, next_due: date | None) -> None:
    count = int(next_due is not None)
    month = MonthSummary(date(2026, 2, 1), 35_724, 1, 1, count, 35_724 * count, next_due)
    content = MonthContent(NoticeKind.MONTHLY, date(2026, 3, 1), month)
    text = said(content, locale)
    assert texts_for(locale).month(date(2026, 2, 1)) in text.split("\n")[0]
    assert text.count("¥357.24") == 1 + count


def late(days: int, report: Report = Report.MAY) -> BillsContent:
    """A bill that is so many days late."""
    today = DUE + timedelta(days=days)
    one = replace(
        bill(state=BillState.OVERDUE), days_late=days, penalty_fen=18 * days, owed_fen=35_724 + 18 * days
    )
    return BillsContent(NoticeKind.OVERDUE, today, DUE, (one,), daily_fen=18, report=report)


@pytest.mark.parametrize(
    ("days", "headline"),
    [
        (1, "⚠️ 昨天的 <b>¥357.24</b> 还没收到，今天还清共"),
        (3, "⚠️ 2月5日（周四）的 <b>¥357.24</b> 已逾期 3 天，今天还清共"),
        (90, "⚠️ 2月5日（周四）的 <b>¥357.24</b> 已逾期 90 天，今天还清共"),
    ],
)
def test_what_is_late_is_told_with_its_days_and_what_one_more_costs(days: int, headline: str) -> None:
    text = said(late(days))
    assert text.startswith(headline)
    assert "每晚一天约多 ¥0.18。" in text


@pytest.mark.parametrize(("days", "part", "talk"), [(7, False, False), (15, True, False), (60, True, True)])
def test_the_longer_it_lasts_the_more_ways_are_named(days: int, part: bool, talk: bool) -> None:
    text = said(late(days))
    assert ("可以先还一部分" in text, "商量分几次还" in text) == (part, talk)


@pytest.mark.parametrize(
    ("report", "sentences"),
    [
        (Report.MAY, ["机构可能按规定报送征信。"]),
        (Report.AHEAD, []),
        (Report.PAST, ["机构可能已经报送征信；还清后，记录会更新成已还清。"]),
    ],
)
def test_what_may_be_reported_is_not_said_of_what_probably_was(report: Report, sentences: list[str]) -> None:
    text = said(late(30, report=report))
    assert [line for line in text.split("\n") if "征信" in line] == sentences


def test_several_late_bills_are_paid_with_one_button() -> None:
    content = replace(late(3), bills=(bill(state=BillState.OVERDUE), OTHER))
    first = notice(T, content).keyboard[0][0]
    assert isinstance(first.action, StartChoosing)
    assert first.label == f"一起还 {T.money(content.total_fen)}"


def test_every_notice_stays() -> None:
    assert notice(T, late(3)).stays


def test_where_several_are_late_each_says_for_how_long() -> None:
    first, second = (replace(bill(state=BillState.OVERDUE), days_late=days) for days in (31, 3))
    text = said(replace(late(31), bills=(first, second)))
    assert [line.split("　")[-1] for line in text.split("\n")[1:3]] == ["逾期 31 天", "逾期 3 天"]


def test_many_late_bills_are_named_up_to_a_few_and_counted_beyond() -> None:
    many = tuple(replace(LATE, installment_id=f"bill-{number}", no=number) for number in range(1, 13))
    text = said(BillsContent(NoticeKind.OVERDUE, date(2026, 2, 6), DUE, many))
    assert text.count("逾期 4 天") == 8
    assert "还有 4 期，点「看账单」可以看到。" in text
    assert T.money(sum(one.owed_fen for one in many)) in text
