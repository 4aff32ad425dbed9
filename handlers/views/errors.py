"""Refusals in words: what is the matter, why, and what to do now. One table from code to sentence."""

from __future__ import annotations

from html import escape

from domain.catalog import LocalText
from domain.errors import DomainError, EarlierBillOpen
from handlers.callback_data import Action, OfferRepayment, OpenBills, OpenCart, OpenHome, OpenShop
from handlers.i18n import N_, Texts
from handlers.reply import Button, Reply, reply
from handlers.views.parts import home

# code -> (sentence, button label, where it leads). Placeholders come from the error's values.
REFUSALS: dict[str, tuple[str, str, Action]] = {
    "not_found": (N_("没有找到这一项，可能已经更新了。"), N_("回首页"), OpenHome()),
    "cart_empty": (N_("购物车是空的，先挑一件吧。"), N_("去逛逛"), OpenShop()),
    "cart_full": (
        N_("购物车最多放 %(most)s 种商品，请先结算或去掉几样。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "out_of_stock": (
        N_("%(product)s 现在只剩 %(left)s 件，数量没有改动。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "product_withdrawn": (N_("%(product)s 已经下架了。"), N_("去逛逛"), OpenShop()),
    "price_changed": (
        N_("%(product)s 的价格刚刚有变，这次下单已取消，没有产生费用。请按新价格重新下单。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "no_plan_for_amount": (
        N_("%(amount)s 没有可用的分期方案，目前支持 %(smallest)s 到 %(largest)s。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "identity_missing": (N_("要先完成实名认证才能选机构。"), N_("看购物车"), OpenCart()),
    "age_out_of_range": (
        N_(
            "这家机构只接受 %(youngest)s 到 %(oldest)s 岁的申请人（按最后一期算）。请换一家机构或更短的期数。"
        ),
        "",
        OpenHome(),
    ),
    "credit_line_too_small": (
        N_("这家机构给您的可用额度是 %(left)s，不够这次的 %(amount)s。请换一家机构，或减少商品。"),
        "",
        OpenHome(),
    ),
    "reading_not_over": (N_("阅读时间还没到，请看完明示表再继续。"), "", OpenHome()),
    "step_missing": (N_("还有一步没完成，请在最新的消息里继续。"), N_("回首页"), OpenHome()),
    "earlier_bill_open": (N_("第 %(no)s 期还没还，请先还这一期。"), N_("还第 %(no)s 期"), OpenBills()),
    "payment_in_flight": (
        N_("这一期正在处理一笔还款，请稍等，不用再付一次。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "payment_declined": (
        N_("这次付款没有成功，也没有扣款，应还 %(amount)s 不变。请再试一次。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "payment_uncertain": (
        N_("%(amount)s 的付款结果还没确认，我正在查，不用再付一次。查到后账单会自动更新。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "invalid_input": (N_("这个我没看懂，请再输一次。"), N_("回首页"), OpenHome()),
}
_AMOUNTS = {"amount", "left", "smallest", "largest"}
_PIECES = {"out_of_stock"}


def refusal(t: Texts, error: DomainError) -> Reply:
    """The sentence for a refusal, with the way on."""
    sentence, label, action = REFUSALS[error.code]
    values = {key: _value(t, error.code, key, value) for key, value in error.values.items()}
    if isinstance(error, EarlierBillOpen):
        action = OfferRepayment(str(error.values["installment_id"]))
    text = t(sentence, **values)
    if not label:
        # The screen the tap came from is still right: say it over the screen, and leave that as it is.
        return Reply(parts=(), toast=text, alert=True)
    return reply(
        text, keyboard=[[Button(t(label, **values), action)], [home(t)] if action != OpenHome() else None]
    )


def _value(t: Texts, code: str, key: str, value: object) -> str:
    if isinstance(value, LocalText):
        return escape(t.name(value))
    if key in _AMOUNTS and code not in _PIECES and isinstance(value, int):
        return t.money(value)
    return escape(str(value))


def stale_screen(t: Texts, fresh: Reply | None) -> Reply:
    """In place of a screen that is older than the facts: says so, and shows the present one."""
    said = t("这条消息里的内容已经更新了，给您最新的：")
    if fresh is None:
        return reply(t("这条消息里的内容已经过期了，请从这里重新开始。"), keyboard=[[home(t)]])
    return Reply(
        parts=(said, *fresh.parts),
        keyboard=fresh.keyboard,
        toast=fresh.toast,
        alert=fresh.alert,
        folded=fresh.folded,
        reading=fresh.reading,
    )


def incident(t: Texts, incident_id: str) -> Reply:
    """Something went wrong on our side."""
    return reply(
        t("抱歉，刚才出了点问题，您的数据没有受影响。请稍后再试。"),
        t("如果还是不行，请把这个编号告诉店里：%(id)s", id=f"<code>{incident_id}</code>"),
        keyboard=[[home(t)]],
    )
