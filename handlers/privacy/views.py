"""What is held of the customer, what they consented to, and what a deletion leaves."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.customers.consents import Purpose
from domain.dates import business_day
from domain.privacy.results import ConsentView, Holding, PrivacyView, Retention
from domain.standing.results import Standing
from handlers.buttons.home import OpenHome
from handlers.buttons.phones import OpenPhone
from handlers.buttons.privacy import (
    AskErase,
    AskWithdraw,
    Erase,
    OpenConsents,
    OpenPrivacy,
    SendCopy,
    Withdraw,
)
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, home, name
from handlers.ui.consents import given, receivers
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

# What it is, and what it is for.
_HELD = {
    Holding.ACCOUNT: (
        N_("账号"),
        N_("Telegram 账号 ID、语言、提醒设置、备用渠道、日历订阅和共享，用来和您联系"),
    ),
    Holding.IDENTITY: (
        N_("实名信息"),
        N_("姓名、身份证号、手机号，证件有效期和核验结果，用来核实借款人；号码加密保存"),
    ),
    Holding.CARDS: (N_("银行卡"), N_("后四位和支付机构的凭证，用来自动扣款；完整卡号不保存")),
    Holding.SHOPPING: (N_("购物车和没下完的单"), N_("方便您接着买")),
    Holding.CONTRACTS: (N_("订单、合同和账单"), N_("履行您的订单和分期合同")),
    Holding.DELIVERY: (N_("收货地址和物流"), N_("收件人、手机号和地址，用来发货；加密保存，只交给快递")),
    Holding.PAYMENTS: (N_("付款、还款和退款"), N_("算清每一笔钱")),
    Holding.NOTICES: (N_("通知记录"), N_("证明什么时候通知过您")),
    Holding.CASES: (N_("您和客服说过的话"), N_("处理您提的事；加密保存")),
    Holding.CONSENTS: (N_("授权记录"), N_("证明您同意过什么")),
    Holding.TRACKED: (N_("您自己记的分期和收入日"), N_("到期前提醒您、算钱够不够；加密保存，只有您看得到")),
}
_SHORT = {
    Purpose.IDENTITY: N_("实名信息"),
    Purpose.BINDING: N_("绑卡"),
    Purpose.DEBIT: N_("自动扣款"),
    Purpose.CARD: N_("银行卡"),
    Purpose.FACE: N_("人脸核验"),
}
_WITHOUT_CARDS = N_("自动扣款会关掉，已绑的卡会删除；到期的账单还要您自己还。")
_MEANS = {
    Purpose.LENDER: N_("以后再向这家机构分期，会重新征求您的同意；已经签的合同照旧履行。"),
    Purpose.BINDING: _WITHOUT_CARDS,
    Purpose.CARD: _WITHOUT_CARDS,
    Purpose.DEBIT: N_("自动扣款会关掉，绑的卡还在；到期的账单还要您自己还。"),
    Purpose.FACE: N_("核验结果会删除；以后要核验的机构会重新征求您的同意，您也可以请客服核实。"),
}


def overview(t: Texts, view: PrivacyView, standing: Standing) -> Reply:
    """While the account is frozen nothing is changed or deleted: what somebody else did has to be seen."""
    identity, is_frozen = view.identity, standing.frozen_on is not None
    masks = "　".join(
        mask for mask in (identity.name_mask, identity.id_number_mask, identity.phone_mask) if mask
    )
    return reply(
        bold(t("隐私和我的数据")),
        t("这里保存着您的这些信息："),
        "\n".join(_line(t, holding) for holding in view.held),
        escape(masks) or None,
        t("不卖给任何人，不用来做广告。"),
        receivers(t),
        keyboard=[
            [Button(t("导出我的数据"), SendCopy()), Button(t("我的授权"), OpenConsents())],
            [Button(t("换手机号"), OpenPhone())]
            if identity.verified and identity.phone_mask and not is_frozen
            else None,
            None if is_frozen else [Button(t("删除我的信息"), AskErase())],
            status.frozen_row(t, standing),
            [back(t, OpenHome())],
        ],
    )


def _line(t: Texts, holding: Holding) -> str:
    what, why = _HELD[holding]
    return f"· {bold(t(what))}　{t(why)}"


def copy_caption(t: Texts, day: str) -> str:
    return t("🧾 您的全部数据，截至 %(day)s。身份证号、手机号和地址只显示一部分。", day=day)


def _purpose(t: Texts, consent: ConsentView) -> str:
    if consent.purpose is Purpose.LENDER:
        lender = name(t, consent.lender) if consent.lender else t("分期机构")
        return given(t, consent.purpose, lender=lender)
    return given(t, consent.purpose)


def consents(t: Texts, view: PrivacyView) -> Reply:
    lines = [
        t(
            "· %(purpose)s（%(day)s同意）",
            purpose=_purpose(t, one),
            day=t.day(business_day(one.given_at), view.today),
        )
        for one in view.consents
    ]
    return reply(
        bold(t("我的授权")),
        "\n".join(lines) or t("目前没有有效的授权。"),
        t("每项授权可以单独撤回，撤回前已办的事不受影响。") if lines else None,
        keyboard=[
            *(
                [Button(t("撤回：%(purpose)s", purpose=_short(t, one)), AskWithdraw(one.consent_id))]
                for one in view.consents
            ),
            [back(t, OpenPrivacy())],
        ],
    )


def _short(t: Texts, consent: ConsentView) -> str:
    if consent.purpose is Purpose.LENDER:
        return name(t, consent.lender) if consent.lender else t("分期机构")
    return t(_SHORT[consent.purpose])


def ask_withdraw(t: Texts, consent: ConsentView, view: PrivacyView) -> Reply:
    of_identity = consent.purpose is Purpose.IDENTITY
    return reply(
        t("要撤回这项授权吗？%(purpose)s", purpose=bold(_purpose(t, consent))),
        *(_means_identity(t, view) if of_identity else (t(_MEANS[consent.purpose]),)),
        keyboard=[
            [Button(t("确认撤回"), Withdraw(consent.consent_id), style="danger")],
            [back(t, OpenConsents())],
        ],
    )


def _means_identity(t: Texts, view: PrivacyView) -> tuple[str, ...]:
    if view.kept is None or not view.kept.has_loans:
        return (t("您的实名信息会马上删除；以后要分期，需要重新实名。"),)
    return (
        t("以后要分期，会重新征求您的同意。"),
        t("实名信息是合同的一部分，现在不能删。"),
        _how_long(t, view.kept, view.today),
    )


def _how_long(t: Texts, kept: Retention, today: date) -> str:
    if kept.may_come_until is not None:
        return t(
            "您刚取消的付款，钱有可能还会到账，到账了要退给您。%(day)s之后就可以全部删除。",
            day=t.day(kept.may_come_until, today),
        )
    if kept.until is None and not kept.open_loans:
        return t("还有一笔钱在路上，到账以后法规要求再保存 5 年。")
    if kept.until is None:
        return t("还清后法规要求再保存 5 年。")
    return t("法规要求保存到 %(day)s。", day=t.day(kept.until, today))


def withdrawn(t: Texts, view: PrivacyView) -> Reply:
    shown = consents(t, view)
    return Reply(parts=(t("✅ 已撤回。"), *shown.parts), keyboard=shown.keyboard)


def ask_erase(t: Texts, view: PrivacyView, day: int) -> Reply:
    keyboard = [[Button(t("确认删除"), Erase(day), style="danger")], [back(t, OpenPrivacy())]]
    title = bold(t("删除我的信息"))
    if view.kept is None:
        gone = t("您没有分期合同，所有信息都会删除，包括账号和设置。删除后不能恢复。")
        return reply(title, gone, keyboard=keyboard)
    if not view.kept.has_loans:
        return reply(
            title,
            t("会删除：实名信息、银行卡、备用渠道、提醒设置、购物车、没下完的单，以及和订单无关的客服记录。"),
            t("会保留：订单、付款和退款记录、通知记录。"),
            _of_deliveries(t, view),
            _how_long(t, view.kept, view.today),
            keyboard=keyboard,
        )
    return reply(
        title,
        t(
            "会删除：银行卡、备用渠道、提醒设置、购物车、没下完的单，以及和账单无关的客服记录。自动扣款会关掉。"
        ),
        t("会保留：合同、账单、还款记录、通知记录和实名信息。"),
        _of_deliveries(t, view),
        _how_long(t, view.kept, view.today),
        keyboard=keyboard,
    )


def _of_deliveries(t: Texts, view: PrivacyView) -> str | None:
    """Say what becomes of where goods are sent to."""
    if Holding.DELIVERY not in view.held:
        return None
    return t("收货地址会删除，待发货的订单要重新填；已发货的收件信息随订单保留。")


def erased(t: Texts, view: PrivacyView | None) -> Reply:
    if view is None:
        return reply(
            t("✅ 已经全部删除。聊天里以前的消息，可以在 Telegram 里自己清空。"),
            t("以后想再来，随时发消息给我。"),
        )
    assert view.kept is not None
    return reply(
        t("✅ 可以删除的都已删除。"),
        t("合同、账单、还款记录、通知记录和实名信息还在。")
        if view.kept.has_loans
        else t("订单、付款和退款记录、通知记录还在。"),
        _how_long(t, view.kept, view.today),
        keyboard=[[back(t, OpenPrivacy()), home(t)]],
    )
