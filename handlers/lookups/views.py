"""What the staff chat is shown of who was looked for: masked, a part of the sheet at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from html import escape

from domain.dates import SHANGHAI
from domain.lookups.results import CustomerSheet, Field, Found, Hit, LoanLine, Person
from handlers.buttons.lookups import OpenField, OpenReasons, OpenSheet
from handlers.lookups import labels
from handlers.support.staff_views import KINDS, LANGUAGES, STATES
from handlers.ui.components import bold, goods, name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

LISTED = 8  # of a part, in one message


class Part(StrEnum):
    """What of a customer's sheet one message shows."""

    LOANS = "loans"
    PAYMENTS = "payments"
    DEBITS = "debits"
    NOTICES = "notices"
    CASES = "cases"
    ORDERS = "orders"
    MORE = "more"


PARTS: Mapping[Part, str] = {
    Part.LOANS: N_("借款"),
    Part.PAYMENTS: N_("付款"),
    Part.DEBITS: N_("自动扣款"),
    Part.NOTICES: N_("通知"),
    Part.CASES: N_("工单"),
    Part.ORDERS: N_("订单"),
    Part.MORE: N_("授权和单据"),
}


# Shown in a window over the chat; the longer ones only in the console.
FIELDS = (Field.NAME, Field.PHONE)


def how_to_find(t: Texts) -> Reply:
    return reply(
        t("/find 后面写要查的：%(kinds)s。", kinds=t("、").join(t(label) for label in labels.CLUES.values())),
        t("例如 /find 王** 或 /find 订单号。"),
    )


def nothing_like_it(t: Texts) -> Reply:
    return reply(
        t("看不出这是什么号码，没有查。"),
        t("可以查：%(kinds)s。", kinds=t("、").join(t(label) for label in labels.CLUES.values())),
    )


def found(t: Texts, what: Found) -> Reply:
    if not what.kinds:
        return nothing_like_it(t)
    if not what.hits:
        kinds = t("、").join(t(labels.CLUES[kind]) for kind in what.kinds)
        return reply(t("没有找到。按这些查过：%(kinds)s。", kinds=kinds))
    shown = what.hits[:LISTED]
    is_cut = what.more or len(what.hits) > LISTED
    return reply(
        "\n".join(f"{place}. {_hit(t, one)}" for place, one in enumerate(shown, start=1)),
        t("还有更多，请再说一样：手机号、订单号，或者全名。") if is_cut else None,
        keyboard=[[Button(_name_of(t, one.person), OpenReasons(one.person.customer_id))] for one in _each_once(shown)],
    )  # fmt: skip


def _each_once(hits: tuple[Hit, ...]) -> list[Hit]:
    return list({one.person.customer_id: one for one in reversed(hits)}.values())[::-1]


def _hit(t: Texts, one: Hit) -> str:
    return t(
        "%(what)s　%(person)s",
        what=bold(labels.hit_label(t, one.kind, one.number)),
        person=escape(_name_of(t, one.person)),
    )


def _name_of(t: Texts, person: Person) -> str:
    return t("%(name)s　客户 %(mark)s", name=person.name_mask or t("未实名"), mark=person.mark)


def why(t: Texts, customer_id: str) -> Reply:
    return reply(
        t("为什么要看这位客户？理由和您的名字会记进操作记录。"),
        keyboard=[
            [Button(t(label), OpenSheet(customer_id, 0, place))] for place, label in enumerate(labels.REASONS)
        ],
    )


def sheet(t: Texts, of: CustomerSheet, part: Part, why: int) -> Reply:
    """`why`: the place of the reason in `labels.REASONS`."""
    lines = list(_PARTS[part](t, of))
    is_cut = len(lines) > LISTED or part.value in of.has_more
    return reply(
        _head(t, of),
        bold(t(PARTS[part])),
        "\n".join(lines[:LISTED]) if lines else t("没有。"),
        t("只列出最近的几条。") if is_cut else None,
        keyboard=[
            *_part_rows(t, of.person.customer_id, part, why),
            [
                Button(t(labels.FIELDS[field]), OpenField(of.person.customer_id, FIELDS.index(field), why))
                for field in FIELDS
            ],
        ],
    )


def _part_rows(t: Texts, customer_id: str, shown: Part, why: int) -> list[list[Button]]:
    others = [
        Button(t(label), OpenSheet(customer_id, place, why))
        for place, (part, label) in enumerate(PARTS.items())
        if part is not shown
    ]
    return [others[i : i + 3] for i in range(0, len(others), 3)]


def _head(t: Texts, of: CustomerSheet) -> str:
    return "\n".join(
        filter(
            None,
            (
                t(
                    "%(person)s　%(identity)s　%(language)s　%(since)s 起",
                    person=bold(_name_of(t, of.person)),
                    identity=t(labels.IDENTITY[of.identity]),
                    language=t(LANGUAGES[of.reach.locale]),
                    since=of.person.since.isoformat(),
                ),
                t("手机 %(phone)s", phone=of.phone_mask) if of.phone_mask else None,
                t("⚠️ 账号已冻结") if of.frozen_on else None,
                t("⚠️ 客户停用了助手") if of.reach.blocked_on else None,
                t(
                    "今天应还 %(amount)s，最久过还款日 %(days)d 天",
                    amount=t.money(of.owed_fen),
                    days=of.days_late,
                )
                if of.owed_fen
                else t("今天没有应还的"),
            ),
        )
    )


def _at(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _loans(t: Texts, of: CustomerSheet) -> list[str]:
    return [_loan(t, of, loan) for loan in of.loans]


def _loan(t: Texts, of: CustomerSheet, loan: LoanLine) -> str:
    about = t(
        "%(goods)s　%(lender)s　订单 %(number)s　已还 %(paid)d/%(periods)d 期",
        goods=escape(goods(t, loan.title, loan.item_count)),
        lender=name(t, loan.lender_name),
        number=loan.order_number,
        paid=loan.paid_periods,
        periods=loan.periods,
    )
    if loan.is_settled:
        return f"{about}\n{t('已结清')}"
    owed = t("今天应还 %(amount)s", amount=t.money(loan.owed_fen)) if loan.owed_fen else t("今天没有应还的")
    late = t("，过还款日 %(days)d 天", days=loan.days_late) if loan.days_late else ""
    paying = t("，正在还") if loan.is_paying else ""
    coming = (
        t("；下一期 %(day)s %(amount)s", day=t.day(loan.next_due, of.today), amount=t.money(loan.next_fen))
        if loan.next_due
        else ""
    )
    return f"{about}\n{owed}{late}{paying}{coming}"


def _payments(t: Texts, of: CustomerSheet) -> list[str]:
    return [
        t(
            "%(at)s　%(amount)s　%(state)s　%(id)s",
            at=_at(one.at),
            amount=t.money(one.amount_fen if one.received_fen is None else one.received_fen),
            state=t(labels.PAYMENTS[one.status]),
            id=one.payment_id,
        )
        for one in of.payments
    ]


def _debits(t: Texts, of: CustomerSheet) -> list[str]:
    return [
        t("%(day)s %(time)s　%(state)s", day=one.day.isoformat(), time=one.window, state=t(labels.DEBITS[one.outcome]))
        for one in of.debits
    ]  # fmt: skip


def _notices(t: Texts, of: CustomerSheet) -> list[str]:
    return [
        t(
            "%(at)s　%(kind)s　%(outcome)s",
            at=_at(one.at),
            kind=labels.notice_kind(t, one),
            outcome=labels.notice_outcome(t, one),
        )
        for one in of.notices
    ]


def _cases(t: Texts, of: CustomerSheet) -> list[str]:
    return [
        t(
            "%(number)s　%(kind)s　%(state)s　%(since)s 起",
            number=bold(one.number),
            kind=t(KINDS[one.kind]),
            state=t(STATES[one.status]),
            since=_at(one.opened_at),
        )
        for one in of.cases
    ]


def _orders(t: Texts, of: CustomerSheet) -> list[str]:
    return [
        t(
            "%(number)s　%(day)s　%(goods)s　%(amount)s",
            number=one.number,
            day=one.day.isoformat(),
            goods=escape(goods(t, one.title, one.item_count)),
            amount=t.money(one.total_fen),
        )
        for one in of.orders
    ]


def _more(t: Texts, of: CustomerSheet) -> list[str]:
    given = [
        t("同意%(purpose)s　%(day)s", purpose=t(labels.PURPOSES[one.purpose]), day=one.given_on.isoformat())
        if one.withdrawn_on is None
        else t("撤回%(purpose)s　%(day)s", purpose=t(labels.PURPOSES[one.purpose]), day=one.withdrawn_on.isoformat())
        for one in of.consents
    ]  # fmt: skip
    issued = [
        t(
            "%(kind)s %(number)s　%(day)s",
            kind=t(labels.DOCUMENTS[one.kind]),
            number=one.number,
            day=one.issued_on.isoformat(),
        )
        for one in of.documents
    ]
    return given + issued


_PARTS: Mapping[Part, Callable[[Texts, CustomerSheet], list[str]]] = {
    Part.LOANS: _loans,
    Part.PAYMENTS: _payments,
    Part.DEBITS: _debits,
    Part.NOTICES: _notices,
    Part.CASES: _cases,
    Part.ORDERS: _orders,
    Part.MORE: _more,
}


def revealed(t: Texts, field: Field, plain: tuple[str, ...]) -> str:
    """Say what stands in a sealed field, to one person only."""
    return t("%(field)s：%(plain)s", field=t(labels.FIELDS[field]), plain=" ".join(plain))


def not_there(t: Texts) -> str:
    return t("没有这一项，或者读不出来了。")


def may_not(t: Texts) -> str:
    return t("您没有查客户的权限。要查，请管理员改设置 STAFF_IDS，或者在后台把您加为成员。")
