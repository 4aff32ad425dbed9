"""The record of what was paid: the rate first, then months, then every instalment and payment, and what codes mean."""

from __future__ import annotations

from datetime import date

from domain.history.results import (
    HistoryBill,
    HistoryBills,
    HistoryOverview,
    HistoryPayment,
    HistoryPayments,
    PaymentOutcome,
)
from domain.history.rules import Code, How, Judged, TrackRecord
from domain.quotes.results import QuoteKind
from domain.standing.results import Standing
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenShop
from handlers.buttons.history import (
    ExplainCodes,
    ExplainLateness,
    OpenHistory,
    OpenHistoryBills,
    OpenHistoryPayments,
    SendHistory,
)
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, goods, pager
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

CODE_MEANINGS = {
    Code.NORMAL: N_("正常，按时还"),
    Code.NOTHING_DUE: N_("这个月没有应还的账单"),
    Code.NO_LOAN: N_("还没有分期，或者早已结清"),
    Code.UNKNOWN: N_("还没到还款日，或者结果还没出来"),
    Code.WITHIN_MONTH: N_("过了还款日才还，但月底前还清"),
    Code.LEVEL_1: N_("逾期 1 到 30 天"),
    Code.LEVEL_2: N_("逾期 31 到 60 天"),
    Code.LEVEL_3: N_("逾期 61 到 90 天"),
    Code.LEVEL_4: N_("逾期 91 到 120 天"),
    Code.LEVEL_5: N_("逾期 121 到 150 天"),
    Code.LEVEL_6: N_("逾期 151 到 180 天"),
    Code.LEVEL_7: N_("逾期 180 天以上"),
    Code.SETTLED: N_("这个月结清"),
}
_OUTCOMES = {
    PaymentOutcome.TAKEN: N_("成功"),
    PaymentOutcome.OPEN: N_("处理中"),
    PaymentOutcome.NOT_TAKEN: N_("没有扣款"),
    PaymentOutcome.CREDITED: N_("待退回"),
}


def history_screen(t: Texts, record: HistoryOverview, standing: Standing) -> Reply:
    if not record.months:
        return reply(
            t("您还没有分期，暂时没有还款记录。"),
            keyboard=[[Button(t("去逛逛"), OpenShop())], [back(t, OpenBills())]],
        )
    return reply(
        _rate(t, record),
        _streak(t, record.track_record),
        _late_now(t, record),
        _months(t, record),
        t("<i>这里按您在分期管家的账单推算，供您参考；机构报送的内容，以征信报告为准。</i>"),
        *_tips(t, record, standing),
        keyboard=[
            [Button(t("逐期看"), OpenHistoryBills(0)), Button(t("逐笔看"), OpenHistoryPayments(0))],
            [Button(t("代码是什么意思"), ExplainCodes()), Button(t("逾期会怎样"), ExplainLateness())],
            [Button(t("导出记录"), SendHistory())],
            [back(t, OpenBills())],
        ],
    )


def _rate(t: Texts, record: HistoryOverview) -> str:
    """Say of how many that came due how many were paid on time; no rate: it says too much of a few."""
    track_record = record.track_record
    if track_record.rate_bp is not None:
        return t(
            "已到期 %(counted)d 期，按时还 %(on_time)s 期。",
            counted=track_record.counted,
            on_time=bold(str(track_record.on_time)),
        )
    if record.awaited:
        return t("到期的还没有结果，有了结果就开始记录。")
    return t("第一期还没到期，到期后这里开始记录。")


def _streak(t: Texts, track_record: TrackRecord) -> str | None:
    if not track_record.longest_streak:
        return None
    if track_record.streak == track_record.longest_streak:
        return t("已经连续 %(streak)d 期按时还。", streak=track_record.streak)
    if not track_record.streak:
        return t("最长连续 %(longest)d 期按时还。", longest=track_record.longest_streak)
    return t(
        "现在连续 %(streak)d 期按时还，最长连续 %(longest)d 期。",
        streak=track_record.streak,
        longest=track_record.longest_streak,
    )


def _late_now(t: Texts, record: HistoryOverview) -> str | None:
    if not record.overdue:
        return None
    return t(
        "现在有 %(count)d 期逾期，最久的 %(days)d 天。还清后，这里会更新。",
        count=record.overdue,
        days=record.overdue_days,
    )


def _months(t: Texts, record: HistoryOverview) -> Table:
    return Table(
        words=3,
        header=(t("月份"), t("代码"), t("说明")),
        rows=tuple(
            (f"{month.first_day:%Y-%m}", month.code.value, t(CODE_MEANINGS[month.code]))
            for month in record.months
        ),
    )


def _tips(t: Texts, record: HistoryOverview, standing: Standing) -> list[str]:
    """Say what helps, and nothing that is not so."""
    if record.overdue:
        return [t("先还最早的一期最有用；手头紧可以打机构客服商量。")]
    if record.next_due is None:
        return []
    following = t.day(record.next_due, record.today)
    return [t("下一个还款日是 %(day)s。", day=following), status.reminder_line(t, standing)]


# One by one


def bills_page(t: Texts, page: HistoryBills) -> Reply:
    if not page.bills:
        return reply(t("目前没有到期的账单，也没有还款。"), keyboard=[[back(t, OpenHistory())]])
    return reply(
        bold(t("每一期是怎么还的")),
        Table(
            words=2,
            header=(t("还款日"), t("商品"), t("期"), t("结果")),
            rows=tuple(_bill_row(t, one, page.today) for one in page.bills),
        ),
        keyboard=_page_rows(t, page.page, page.pages, OpenHistoryBills),
    )


def _bill_row(t: Texts, one: HistoryBill, today: date) -> tuple[str, ...]:
    bill = one.bill
    return (
        t.short_day(bill.due_date, today),
        goods(t, bill.title, bill.item_count),
        bill_names.cell(t, bill.no, bill.periods),
        how_text(t, one.judged),
    )


def how_text(t: Texts, judged: Judged) -> str:
    """Say how an instalment was paid, in a few words."""
    match judged.how:
        case How.EARLY:
            return t("提前 %(days)d 天", days=judged.days)
        case How.ON_TIME:
            return t("按时")
        case How.GRACE:
            return t("宽限期内")
        case How.TOLERATED:
            return t("差额很小，算按时")
        case How.LATE:
            return t("晚 %(days)d 天还", days=judged.days)
        case How.RETURNED:
            return t("退货抵清")
        case How.OPEN:
            return t("待还")
        case How.PAYING:
            return t("处理中")
        case How.OVERDUE:
            return t("逾期 %(days)d 天", days=judged.days)


def payments_page(t: Texts, page: HistoryPayments) -> Reply:
    if not page.payments:
        return reply(t("还没有还款。"), keyboard=[[back(t, OpenHistory())]])
    return reply(
        bold(t("每一笔付款")),
        Table(
            words=2,
            header=(t("日期"), t("用途"), t("金额"), t("结果")),
            rows=tuple(_payment_row(t, one, page.today) for one in page.payments),
        ),
        keyboard=_page_rows(t, page.page, page.pages, OpenHistoryPayments),
    )


def _payment_row(t: Texts, one: HistoryPayment, today: date) -> tuple[str, ...]:
    title = f"{goods(t, one.title, one.item_count)} {what_for(t, one)}"
    return (t.short_day(one.day, today), title, t.money(one.amount_fen), outcome_text(t, one))


def what_for(t: Texts, one: HistoryPayment) -> str:
    match one.kind:
        case QuoteKind.SETTLEMENT:
            return t("提前结清")
        case QuoteKind.PREPAYMENT:
            return t("提前还一部分")
        case QuoteKind.BILLS if one.first_no is not None and one.last_no is not None:
            return bill_names.span(t, one.first_no, one.last_no)
    return t("没有对应的账单")


def outcome_text(t: Texts, one: HistoryPayment) -> str:
    if one.is_debit and one.outcome is PaymentOutcome.TAKEN:
        return t("自动扣款成功")
    return t(_OUTCOMES[one.outcome])


def _page_rows(
    t: Texts, page: int, pages: int, turn: type[OpenHistoryBills] | type[OpenHistoryPayments]
) -> list[ButtonRow | None]:
    return [
        pager(t, page, pages, turn(max(page - 1, 0)), turn(page + 1)),
        [Button(t("导出记录"), SendHistory())],
        [back(t, OpenHistory())],
    ]


# What it means


def codes_screen(t: Texts) -> Reply:
    return reply(
        t("征信报告里，每个月用一个字符说明还款情况："),
        Table(
            words=2,
            header=(t("代码"), t("说明")),
            rows=tuple((code.value, t(meaning)) for code, meaning in CODE_MEANINGS.items()),
        ),
        t("另外还有 D（担保人代还）、Z（以资抵债）、B（呆账）、G（其他结束），商品分期一般不会出现。"),
        t("这里的代码按您的账单推算，供您参考，以机构报送的为准。"),
        keyboard=[[Button(t("逾期会怎样"), ExplainLateness())], [back(t, OpenHistory())]],
    )


def lateness_screen(t: Texts) -> Reply:
    return reply(
        t("逾期还清后，记录会注明已还清；越早还影响越小。"),
        "\n".join(
            [
                t("• 分期一般没有宽限期：第二天就算逾期 1 天。有宽限期的机构，账单里会写明。"),
                t("• 机构可能第二天，也可能每月一次，把还款情况报给征信。"),
                t("• 报送不良信息以前，机构要先告诉您本人。"),
                t("• 还清以后，这条记录再保留 5 年，之后删除。"),
                t("• 记录有错，可以向机构或征信中心提异议，20 天内会有答复。每年能免费查 2 次自己的报告。"),
                t("• 收钱帮人「修复征信」的都不可信，请别把证件和钱交给他们。"),
            ]
        ),
        t("手头紧的时候，早点和机构商量，比拖着好。"),
        keyboard=[[Button(t("我的账单"), OpenBills())], [back(t, OpenHistory())]],
    )
