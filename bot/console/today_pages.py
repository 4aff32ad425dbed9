"""What waits for the shop today, each list the oldest first."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.console.html import Content, facts, link, table, tag
from bot.console.lookup_pages import customer_link, looker_of
from bot.console.visit import ROOT, Page, Visit
from bot.console.words import minute
from domain.lookups.results import Counted, Lateness, OpenPayment, Today
from domain.staff.types import Verb
from handlers.lookups import labels
from handlers.support.staff_views import KINDS, STATES
from handlers.ui.i18n import N_, Texts


async def _today(visit: Visit) -> Response:
    t, today = visit.t, await visit.services.lookups.today(looker_of(visit))
    parts = (_due(visit, today), _debits(visit, today), _notices(visit, today), _payments(visit, today),
             _refunds(visit, today), _applications(visit, today), _cases(visit, today))  # fmt: skip
    return visit.page(
        t("今天 %(day)s", day=today.today.isoformat()),
        facts([(t(label), counted(t, today.due[step])) for step, label in labels.LATENESS.items()]),
        list(parts),
    )


def counted(t: Texts, many: Counted) -> str:
    return t("%(count)d 笔以上", count=many.count) if many.is_capped else t("%(count)d 笔", count=many.count)


def _list(
    t: Texts, title: str, many: Counted, heads: Sequence[str], rows: list[list[Content]]
) -> list[Content]:
    if not rows:
        return [tag("h2", title), tag("p", t("没有。"))]
    told = t("共 %(many)s，最早的在前", many=counted(t, many))
    return [tag("h2", title), table(told, heads, rows)]


def _due(visit: Visit, today: Today) -> list[Content]:
    t, parts = visit.t, list[Content]()
    heads = (t("客户"), t("期数"), t("还款日"), t("过还款日"), t("今天应还"))
    # The longest late first; what is only due today is in the figures above.
    for step in (Lateness.OVER_30, Lateness.DAYS_4_30, Lateness.DAYS_1_3):
        rows: list[list[Content]] = [
            [
                customer_link(visit, one.person),
                f"{one.no}/{one.periods}",
                one.due_date.isoformat(),
                t("%(days)d 天", days=one.days_late),
                t.money(one.owed_fen),
            ]
            for one in today.bills[step]
        ]
        parts += _list(t, t(labels.LATENESS[step]), today.due[step], heads, rows)
    return parts


def _debits(visit: Visit, today: Today) -> list[Content]:
    t = visit.t
    rows: list[list[Content]] = [
        [customer_link(visit, one.person), one.debit.day.isoformat(), one.debit.window, t(labels.DEBITS[one.debit.outcome])]
        for one in today.failed_debits
    ]  # fmt: skip
    heads = (t("客户"), t("日期"), t("时间"), t("结果"))
    return _list(t, t("昨天和今天没有扣成的"), today.counts["debits"], heads, rows)


def _notices(visit: Visit, today: Today) -> list[Content]:
    t = visit.t
    rows: list[list[Content]] = [
        [
            customer_link(visit, one.person),
            minute(one.notice.at),
            labels.notice_kind(t, one.notice),
            labels.notice_outcome(t, one.notice),
        ]
        for one in today.doubtful
    ]
    heads = (t("客户"), t("时间"), t("通知"), t("结果"))
    return _list(t, t("两周内可能没有送达的通知"), today.counts["doubtful"], heads, rows)


def _payments(visit: Visit, today: Today) -> list[Content]:
    title = visit.t("结果不明的付款")
    return _money(visit, title, today.counts["unknown"], today.unknown)


def _refunds(visit: Visit, today: Today) -> list[Content]:
    title = visit.t("要人工退的款")
    return _money(visit, title, today.counts["refunds"], today.refunds_by_hand)


def _money(visit: Visit, title: str, many: Counted, ones: Sequence[OpenPayment]) -> list[Content]:
    t = visit.t
    rows: list[list[Content]] = [
        [
            customer_link(visit, one.person),
            minute(one.at),
            t("%(hours)d 小时", hours=one.age_hours),
            t.money(one.amount_fen),
            f"{one.payment_id} {one.gateway}",
        ]
        for one in ones
    ]
    return _list(t, title, many, (t("客户"), t("时间"), t("等了多久"), t("金额"), t("编号")), rows)


def _applications(visit: Visit, today: Today) -> list[Content]:
    t = visit.t
    rows: list[list[Content]] = [
        [
            customer_link(visit, one.person),
            minute(one.at),
            one.lender_id,
            t("%(amount)s，%(periods)d 期", amount=t.money(one.amount_fen), periods=one.periods),
        ]
        for one in today.applications
    ]
    heads = (t("客户"), t("时间"), t("机构"), t("申请"))
    return _list(t, t("机构还没有答复的申请"), today.counts["applications"], heads, rows)


def _cases(visit: Visit, today: Today) -> list[Content]:
    t = visit.t
    rows: list[list[Content]] = [
        [
            link(f"{ROOT}/cases/{one.case_id}", one.number),
            t(KINDS[one.kind]),
            t(STATES[one.status]),
            minute(one.opened_at),
            one.answer_by.isoformat() if one.answer_by else "–",
        ]
        for one in today.cases
    ]
    heads = (t("编号"), t("什么事"), t("情况"), t("从什么时候起"), t("答应哪天前答复"))
    return _list(t, t("工单"), today.counts["cases"], heads, rows)


PAGES = (Page("/today", Verb.SEE_CASES, _today, title=N_("今天")),)
