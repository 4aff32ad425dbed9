"""Bills that a forwarded text told of: what the text says is said to be what it says, and nothing more."""

from __future__ import annotations

from html import escape

from domain.billtexts.results import BillEvent, NoBill, Origin
from domain.tracked.results import ReceivedBill, ReceivedState, TrackedField, TrackedTerms
from handlers.buttons.bills import OpenBill
from handlers.buttons.tracked import (
    ApplyReceived,
    ChangeReceived,
    DropReceived,
    KeepReceived,
    OpenReceived,
    OpenTracked,
    OpenTrackedBill,
    StartTracking,
    UndoReceived,
)
from handlers.tracked.draft_views import changeable, understood
from handlers.tracked.plan_views import left_out, said_of_plan
from handlers.tracked.views import CHANGES
from handlers.ui.components import bold, home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

_REFUSED = {
    NoBill.ADVERTISEMENT: N_("这条像是广告，里面没有账单，什么都没记。"),
    NoBill.FOREIGN_MONEY: N_("这条里的金额不是人民币。现在只能记人民币的账单，什么都没记。"),
    NoBill.NOT_A_BILL: N_("没看出这条是账单，什么都没记。"),
}
_READ_FROM = {
    Origin.MESSAGE: N_("📩 从消息里读到的，您没有记过："),
    Origin.FILE: N_("从文件里读到的，您没有记过："),
    Origin.PICTURE: N_("从图片里读到的，您没有记过："),
}
_MISSING = {
    TrackedField.NAME: N_("还缺名字"),
    TrackedField.DUE: N_("还缺还款日"),
    TrackedField.PERIODS: N_("还缺期数"),
    TrackedField.AMOUNT: N_("还缺金额"),
}


def refused(t: Texts, why: NoBill) -> Reply:
    return reply(
        t(_REFUSED[why]),
        t("账单的短信、通知可以直接转给我；也可以用一句话告诉我。"),
        keyboard=[[Button(t("记一笔"), StartTracking()), Button(t("我的分期"), OpenTracked(0))], [home(t)]],
    )


def code_refused(t: Texts, *, deleted: bool) -> Reply:
    """Answer a message with a code that nobody asked for."""
    return reply(
        t("这条里有验证码，我没有记，已经从聊天里删掉了。")
        if deleted
        else t("这条里有验证码，我没有记。请您把它从聊天里删掉。"),
        t("验证码谁要都不要给，客服也不会问您要。"),
        keyboard=[[home(t)]],
    )


def received_screen(t: Texts, told: ReceivedBill, *, in_part: bool = False) -> Reply:
    """Show what became of the one bill of a text, or ask what is to become of it. `in_part`: not all of it was read."""
    match told.state:
        case ReceivedState.SET | ReceivedState.MARKED:
            return reply(*_done(t, told), keyboard=[_undo_row(t, told), _bill_row(t, told)])
        case ReceivedState.AS_IT_WAS | ReceivedState.KEPT:
            return reply(_heading(t, told), _as_it_was(t, told), keyboard=[_bill_row(t, told)])
        case ReceivedState.WAITS:
            return _waits(t, told)
        case ReceivedState.WHICH:
            return _which(t, told)
        case ReceivedState.OWN:
            return reply(_heading(t, told), of_this_shop(t), keyboard=[*_rows_of(t, told), [home(t)]])
        case ReceivedState.NEW:
            return _new(t, told, in_part=in_part)


def several(t: Texts, bills: tuple[ReceivedBill, ...]) -> Reply:
    """Show all bills of a text; each is changed or kept with its own tap, and what comes of it is a message of its own."""
    return reply(
        _several_heading(t, bills),
        "\n".join(f"{no}. {_line(t, told)}" for no, told in enumerate(bills, 1)),
        keyboard=[
            *(row for told in bills for row in _rows_of(t, told)),
            [Button(t("我的分期"), OpenTracked(0))],
        ],
    ).as_proof()


def _several_heading(t: Texts, bills: tuple[ReceivedBill, ...]) -> str:
    if bills[0].read.origin is Origin.PICTURE:
        return t("图片里有 %(count)d 笔。还什么都没记，点哪一笔，办哪一笔：", count=len(bills))
    if bills[0].read.origin is Origin.FILE:
        return t("文件里有 %(count)d 笔。还什么都没记，点哪一笔，办哪一笔：", count=len(bills))
    return t("这条消息里有 %(count)d 笔。还什么都没改，点哪一笔，办哪一笔：", count=len(bills))


def of_this_shop(t: Texts) -> str:
    return t("这一笔是您在这里的分期，不用另外记，以下面的账单为准：")


def _heading(t: Texts, told: ReceivedBill) -> str:
    if told.read.origin is Origin.PICTURE:
        return t("图片里写的：%(said)s", said=_said(t, told))
    if told.read.origin is Origin.FILE:
        return t("文件里写的：%(said)s", said=_said(t, told))
    return t("📩 消息里写的：%(said)s", said=_said(t, told))


def _said(t: Texts, told: ReceivedBill) -> str:
    read = told.read
    name = bold(read.called or read.sender or t("没写是哪家"))
    parts = [
        name if read.card_tail is None else t("%(name)s（尾号 %(tail)s）", name=name, tail=read.card_tail)
    ]
    if read.plan:
        return t("，").join([*parts, said_of_plan(t, read.plan)])
    parts += _amounts(t, told)
    if read.due_on is not None:
        parts.append(t("还款日 %(day)s", day=t.day(read.due_on, told.today)))
    return t("，").join(parts)


def _amounts(t: Texts, told: ReceivedBill) -> list[str]:
    read, said = told.read, []
    if read.kind is BillEvent.PAID:
        paid = t("还了 %(amount)s", amount=t.money(read.amount_fen)) if read.amount_fen else t("还了")
        return [paid]
    if read.kind is BillEvent.DEBIT_FAILED:
        said.append(t("这次没有扣成"))
    if read.amount_fen is not None:
        said.append(t("应还 %(amount)s", amount=t.money(read.amount_fen)))
    if read.minimum_fen is not None:
        said.append(t("最低还 %(amount)s", amount=t.money(read.minimum_fen)))
    return said


def _name(t: Texts, told: ReceivedBill) -> str:
    if told.bill is not None and told.bill.terms.name:
        return told.bill.terms.name
    named = told.terms.name if told.terms is not None else None
    return named or told.read.called or told.read.sender or t("这一笔")


def _day(t: Texts, told: ReceivedBill) -> str:
    return "" if told.due is None else t.day(told.due.due_date, told.today)


def _done(t: Texts, told: ReceivedBill) -> list[str | None]:
    values = {"name": bold(_name(t, told)), "day": _day(t, told)}
    if told.state is ReceivedState.MARKED:
        return [_heading(t, told), t("✅ %(name)s，%(day)s这一期记成已还了。", **values)]
    due = told.due
    if due is None or due.amount_fen is None:
        return [_heading(t, told), t("✅ 照着改好了：%(name)s，还款日 %(day)s。", **values)]
    changed = t(
        "✅ 照着改好了：%(name)s，%(day)s还 %(amount)s。", amount=bold(t.money(due.amount_fen)), **values
    )
    return [_heading(t, told), changed]


def _as_it_was(t: Texts, told: ReceivedBill) -> str:
    values = {"name": bold(_name(t, told)), "day": _day(t, told)}
    if told.state is ReceivedState.KEPT:
        return t("%(name)s已经记下了。", name=bold(_name(t, told)))
    if told.due is not None and told.due.paid_on is not None:
        return t("%(name)s，%(day)s这一期您已经记成已还，没有再改。", **values)
    return t("%(name)s，%(day)s这一期本来就是这样记的，没有再改。", **values)


def _waits(t: Texts, told: ReceivedBill) -> Reply:
    due = told.due
    if told.partly and due is not None and due.amount_fen is not None:
        asked = t(
            "%(name)s，%(day)s这一期您记的是 %(amount)s，比这多，所以没有记成已还。要记成已还吗？",
            name=bold(_name(t, told)),
            day=_day(t, told),
            amount=t.money(due.amount_fen),
        )
    elif told.read.kind is BillEvent.PAID:
        asked = t("%(name)s，%(day)s这一期要记成已还吗？", name=bold(_name(t, told)), day=_day(t, told))
    else:
        asked = t("要照着改 %(name)s，%(day)s这一期吗？", name=bold(_name(t, told)), day=_day(t, told))
    return reply(
        _heading(t, told),
        asked,
        keyboard=[
            *_rows_of(t, told),
            [Button(t("都不是，另外记"), KeepReceived(told.received_id, 1))],
            _drop_row(t, told),
        ],
    )


def _which(t: Texts, told: ReceivedBill) -> Reply:
    return reply(
        _heading(t, told),
        t("您记过几笔都像，是哪一笔？"),
        keyboard=[
            *(
                [
                    Button(
                        bill.terms.name or t("这一笔"),
                        ApplyReceived(told.received_id, bill.bill_id),
                        name=bill.terms.name,
                    )
                ]
                for bill in told.choices
            ),
            [Button(t("都不是，另外记"), KeepReceived(told.received_id, 1))],
            _drop_row(t, told),
        ],
    )


def _new(t: Texts, told: ReceivedBill, *, in_part: bool) -> Reply:
    assert told.terms is not None
    if told.read.plan:
        return _new_plan(t, told, told.terms, in_part=in_part)
    if told.asking is not None:
        return reply(
            _heading(t, told),
            t(
                "您没有记过这一笔。要记下来、到期前提醒您吗？%(missing)s，点了就问您。",
                missing=t(_MISSING[told.asking]),
            ),
            keyboard=[
                [Button(t("记下来"), KeepReceived(told.received_id, 0), style="primary")],
                _drop_row(t, told),
            ],
        )
    return reply(
        t(_READ_FROM[told.read.origin]),
        *understood(t, told.terms, told.today),
        t("这样记对吗？到期前会提醒您。"),
        keyboard=[
            [Button(t("对，记下来"), KeepReceived(told.received_id, 0), style="primary")],
            _change_row(t, told, told.terms),
            _drop_row(t, told),
        ],
    )


def _change_row(t: Texts, told: ReceivedBill, terms: TrackedTerms) -> ButtonRow | None:
    """Return how to change what was read on a picture: a letter may be another one."""
    if told.read.origin is not Origin.PICTURE:
        return None
    return [Button(t(CHANGES[one]), ChangeReceived(told.received_id, one.value)) for one in changeable(terms)]


def _new_plan(t: Texts, told: ReceivedBill, terms: TrackedTerms, *, in_part: bool) -> Reply:
    """Ask whether a plan is right, as far as it was read; its name is asked behind that, where it has none."""
    label = t("只记看懂的 %(count)d 期", count=len(terms.plan)) if in_part else t("对，记下来")
    alike = t("、").join(escape(bill.terms.name or "") for bill in told.choices)
    return reply(
        t("从图片里读到一份还款计划：")
        if told.read.origin is Origin.PICTURE
        else t("从文件里读到一份还款计划："),
        *understood(t, terms, told.today),
        left_out(t, told.read.plan, terms.plan),
        t("您已经记过 %(names)s。如果是同一笔，就不用再记。", names=alike) if alike else None,
        t("这样记对吗？到期前会提醒您。")
        if told.asking is None
        else t("这样记对吗？%(missing)s，点了就问您。", missing=t(_MISSING[told.asking])),
        keyboard=[
            [Button(label, KeepReceived(told.received_id, 0), style="primary")],
            _change_row(t, told, terms),
            _drop_row(t, told),
        ],
    )


def _line(t: Texts, told: ReceivedBill) -> str:
    match told.state:
        case ReceivedState.NEW:
            after = t("没有记过")
        case ReceivedState.OWN:
            after = t("是您在这里的分期")
        case ReceivedState.WHICH:
            after = t("像您记的几笔")
        case ReceivedState.WAITS:
            after = t("是您记的%(name)s", name=escape(_name(t, told)))
        case _:
            after = t("您记的%(name)s已经是这样", name=escape(_name(t, told)))
    return t("%(said)s；%(after)s", said=_said(t, told), after=after)


def _rows_of(t: Texts, told: ReceivedBill) -> list[ButtonRow]:
    """Return what can be done with one."""
    name = _name(t, told)
    match told.state:
        case ReceivedState.WAITS if told.bill is not None:
            is_paid = told.read.kind is BillEvent.PAID
            label = t("%(name)s 记成已还", name=name) if is_paid else t("照着改 %(name)s", name=name)
            button = Button(label, ApplyReceived(told.received_id, told.bill.bill_id), name=name)
        case ReceivedState.WHICH:
            button = Button(t("%(name)s 是哪一笔", name=name), OpenReceived(told.received_id), name=name)
        case ReceivedState.OWN if told.installment_id is not None:
            button = Button(t("看 %(name)s 的账单", name=name), OpenBill(told.installment_id), name=name)
        case ReceivedState.NEW:
            button = Button(t("记下 %(name)s", name=name), KeepReceived(told.received_id, 0), name=name)
        case _:
            return [_bill_row(t, told)]
    return [[button]]


def _bill_row(t: Texts, told: ReceivedBill) -> ButtonRow:
    to_all = Button(t("我的分期"), OpenTracked(0))
    if told.bill is None:
        return [to_all]
    return [Button(t("看这一笔"), OpenTrackedBill(told.bill.bill_id)), to_all]


def _undo_row(t: Texts, told: ReceivedBill) -> ButtonRow:
    return [Button(t("撤销"), UndoReceived(told.received_id), style="primary")]


def _drop_row(t: Texts, told: ReceivedBill) -> ButtonRow:
    return [Button(t("不用记"), DropReceived(told.received_id))]
