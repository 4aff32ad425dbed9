"""Automatic debit: how it stands, binding a card, the authorisation, switching it off, and its notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from html import escape

from domain.autopay.results import AutopayView
from domain.customers.consents import Purpose
from domain.loans.results import CardView
from domain.standing.results import DebitState, ReminderState, Standing
from domain.value import replace
from handlers.autopay.mandate import MandateText, agreed_text, what, when
from handlers.buttons.autopay import (
    AddCard,
    AgreeDebit,
    AskRevoke,
    OpenAutopay,
    OpenMandate,
    PreferCard,
    RemoveCard,
    RevokeDebit,
)
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenShop
from handlers.buttons.home import OpenHome
from handlers.ui import status_lines as status
from handlers.ui.bank_names import BANKS, card_name
from handlers.ui.components import back, bold
from handlers.ui.consents import asked
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

PROBLEMS = {
    "empty": N_("没有看到卡号。请输入储蓄卡正面的卡号。"),
    "characters": N_("卡号只有数字。请对照卡片再输一次。"),
    "length": N_("卡号应是 16 到 19 位，您输入的位数不对。请对照卡片再输一次。"),
    "check_digit": N_(
        "这个卡号的校验位对不上，可能有一位输错了。请对照卡片再输一次；确认没错，就原样再发一次。"
    ),
    "not_debit": N_("这不是储蓄卡，不能用来自动扣款。请换一张本人的储蓄卡。"),
    "name_mismatch": N_("银行说这张卡的户名和您的实名不一致。请换一张本人的储蓄卡。"),
    "declined": N_("银行没有同意绑定这张卡。请换一张卡，或先问一下银行。"),
    "no_answer": N_("银行那边暂时没有回应，卡还没有绑定。请稍后再发一次卡号。"),
    "known": N_(
        "这家银行、同样尾号的卡已经绑定过了。如果这是另一张卡，请先在「自动扣款」里移除原来那张，再来绑定。"
    ),
    "too_many": N_("最多绑定 5 张卡。请先移除一张，再加新的。"),
}


def hours(windows: Sequence[time]) -> str:
    return " / ".join(f"{window:%H:%M}" for window in windows)


# How it stands


def overview(t: Texts, view: AutopayView, standing: Standing) -> Reply:
    if not view.can_add_card:
        return reply(
            t("现在的支付方式不支持自动扣款。"),
            status.reminder_line(t, standing),
            keyboard=[[back(t, OpenBills())]],
        )
    if standing.frozen_on is not None:
        return _frozen(t, view, standing)
    if not view.verified:
        return reply(
            t("自动扣款要用您本人的储蓄卡，所以先要完成实名认证。第一次分期下单时就会做。"),
            keyboard=[[Button(t("去逛逛"), OpenShop(), style="primary")], [back(t, OpenHome())]],
        )
    return _on(t, view, standing) if view.active else _off(t, view, standing)


def _frozen(t: Texts, view: AutopayView, standing: Standing) -> Reply:
    """Offer nothing that would be refused: it can only be switched off."""
    return reply(
        status.debit_line(t, standing) or t("自动扣款：%(state)s", state=bold(t("未开通"))),
        status.frozen_line(t, standing),
        _cards(t, view.cards) if view.cards else None,
        keyboard=[
            [Button(t("关闭自动扣款"), AskRevoke())] if view.active else None,
            status.frozen_row(t, standing),
            [back(t, OpenBills())],
        ],
    )


def _off(t: Texts, view: AutopayView, standing: Standing) -> Reply:
    main = (
        Button(t("看授权书并开通"), OpenMandate(), style="primary")
        if view.cards
        else Button(t("开通自动扣款"), AddCard(), style="primary")
    )
    return reply(
        t("自动扣款：%(state)s", state=bold(t("未开通"))),
        t("开通后从您本人的储蓄卡自动还款，不用自己记；随时可以换卡、关闭。"),
        when(t, view),
        what(t),
        t("到期前一天我会提醒您备好余额。") if standing.reminders is ReminderState.ON else None,
        _cards(t, view.cards) if view.cards else None,
        keyboard=[
            [main],
            [Button(t("换一张卡"), AddCard())] if view.cards else None,
            *_card_rows(t, view),
            [Button(t("以后再说"), OpenBills())],
        ],
    )


def _on(t: Texts, view: AutopayView, standing: Standing) -> Reply:
    shown = reply(
        t("自动扣款：%(state)s", state=bold(t("已开通")))
        if standing.debit is DebitState.ON
        else status.debit_line(t, standing),
        *status.pause_lines(t, standing),
        _cards(t, view.cards) if view.cards else t("请加一张卡。"),
        *((when(t, view), what(t)) if standing.debit is DebitState.ON else ()),
        t("前面的卡余额不够时，用后面的卡。") if len(view.cards) > 1 else None,
        t("余额不够时会先扣卡里有的部分，剩下的请当天 24:00 前还上。") if view.partial else None,
        keyboard=[
            *status.pause_rows(t, standing),
            [Button(t("加一张卡"), AddCard())],
            *_card_rows(t, view),
            [Button(t("关闭自动扣款"), AskRevoke())],
            [back(t, OpenBills())],
        ],
    )
    return replace(shown, folded=_agreed(t, view, standing))


def _agreed(t: Texts, view: AutopayView, standing: Standing) -> tuple[tuple[str, str], ...]:
    """Fold away the authorisation as it was agreed to."""
    agreed = agreed_text(view)
    if view.agreed is None or agreed is None:
        return ()
    day = t.day(view.agreed.agreed_on, standing.today)
    return ((t("授权书全文（%(day)s同意）", day=day), escape(agreed.text)),)


def _cards(t: Texts, cards: Sequence[CardView]) -> str:
    return "\n".join(f"{number}. {escape(card_name(t, card))}" for number, card in enumerate(cards, 1))


def _card_rows(t: Texts, view: AutopayView) -> list[ButtonRow]:
    rows: list[ButtonRow] = []
    for number, card in enumerate(view.cards):
        prefer = (
            [Button(t("优先用尾号 %(tail)s", tail=card.last_four), PreferCard(card.card_id))]
            if number
            else []
        )
        rows.append([*prefer, Button(t("移除尾号 %(tail)s", tail=card.last_four), RemoveCard(card.card_id))])
    return rows


def switched_on(t: Texts) -> str:
    return t("✅ 自动扣款已开通。")


def removed(t: Texts) -> str:
    return t("卡已移除，不会再从它扣款。")


# Binding


def ask_card(t: Texts, view: AutopayView) -> Reply:
    return reply(
        t("请输入您本人（%(name)s）的储蓄卡卡号，16 到 19 位：", name=escape(view.name_mask or "")),
        t("我读完会立刻删除您的消息，卡号只留后四位。"),
        asked(t, Purpose.BINDING),
        t("自动扣款已经开通：绑好以后，前面的卡余额不够时，也会从这张卡扣。")
        if view.active and view.cards
        else t("自动扣款已经开通：绑好以后，就从这张卡扣。")
        if view.active
        else t("这一步只绑卡，不扣款；看完授权书、点「同意并开通」以后才会扣。"),
        keyboard=[[Button(t("以后再说"), OpenAutopay())]],
    )


def card_problem(t: Texts, reason: str, *, deleted: bool) -> Reply:
    return reply(
        t(PROBLEMS[reason]),
        None if deleted else not_deleted(t),
        keyboard=[[Button(t("以后再说"), OpenAutopay())]],
    )


def not_deleted(t: Texts) -> str:
    return t("您发的卡号我没能删除，请自己长按那条消息删除。")


def card_removed(t: Texts, *, deleted: bool) -> Reply:
    """Answer a card number that nobody asked for."""
    return reply(
        t("您发的卡号我已经删除，没有保存。") if deleted else not_deleted(t),
        t("要绑卡请从「自动扣款」里进。"),
        keyboard=[[Button(t("自动扣款"), OpenAutopay())], [back(t, OpenHome())]],
    )


def mandate_screen(t: Texts, view: AutopayView, mandate: MandateText, notice: str | None = None) -> Reply:
    return Reply(
        parts=tuple(
            part
            for part in (
                notice,
                t("用%(card)s自动扣款", card=bold(card_name(t, view.cards[0]))),
                when(t, view),
                what(t),
                asked(t, Purpose.DEBIT),
                t("关闭后账单要自己还，还款义务不变。"),
            )
            if part is not None
        ),
        keyboard=(
            (Button(t("同意并开通"), AgreeDebit(mandate.locale), style="primary"),),
            (Button(t("以后再说"), OpenAutopay()),),
        ),
        folded=((t("授权书全文"), escape(mandate.text)),),
    )


def bound(t: Texts, card: CardView) -> str:
    said = t("✅ 已绑定 %(card)s。", card=escape(card_name(t, card)))
    if card.bank in BANKS:
        return said
    return f"{said}\n{t('卡号开头认不出是哪家银行，所以只写尾号；支付机构核对过了，不影响扣款。')}"


# Switching off


def revoke_screen(t: Texts) -> Reply:
    return reply(
        t("关闭以后不再自动扣款，到期的账单要自己还，还款义务不变。到期前我还会提醒您。"),
        keyboard=[
            [Button(t("关闭自动扣款"), RevokeDebit(), style="danger")],
            [Button(t("先不关"), OpenAutopay())],
        ],
    )


def switched_off(t: Texts) -> str:
    return t("自动扣款已关闭，之后的账单请自己还。")


# On other screens


def tomorrow(t: Texts, debit: AutopayView, amount: str) -> str:
    return t(
        "明天 %(hour)s 会从%(card)s自动扣 %(amount)s，请确保余额充足。",
        hour=f"{debit.windows[0]:%H:%M}",
        card=escape(card_name(t, debit.cards[0])),
        amount=amount,
    )


def today(t: Texts, debit: AutopayView) -> str:
    return t(
        "自动扣款已开通，今天 %(hours)s 会从%(card)s扣款，请确保余额充足。",
        hours=hours(debit.windows),
        card=escape(card_name(t, debit.cards[0])),
    )


def soon(t: Texts, debit: AutopayView) -> str:
    return t(
        "自动扣款已开通，请在还款日前把钱存进%(card)s。",
        card=escape(card_name(t, debit.cards[0])),
    )


def offer_rows(t: Texts) -> list[ButtonRow]:
    """Offer automatic debit at the end of a checkout."""
    return [[Button(t("开通自动扣款"), OpenAutopay()), Button(t("以后再说"), OpenBills())]]
