"""Refusals in words: what is the matter, why, and what to do now. One table from code to sentence."""

from __future__ import annotations

from datetime import time
from html import escape

from domain.catalog.errors import CheckoutCancelled, PriceChanged, StockFell, WithdrawnMeanwhile
from domain.checkout.errors import AlreadyOrdered
from domain.errors import DomainError
from domain.loans.errors import PaymentInFlight
from domain.purchases.errors import PurchaseDeclined, PurchaseInFlight, PurchaseUncertain
from domain.quotes.errors import EarlierBillOpen
from domain.text import LocalText
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenCart, OpenProduct, OpenShop
from handlers.buttons.hardship import OpenHardship
from handlers.buttons.home import OpenHome
from handlers.buttons.income import OpenIncome
from handlers.buttons.moves import AskStaffForProof
from handlers.buttons.notices import OpenReminders
from handlers.buttons.orders import OpenOrder
from handlers.buttons.phones import OpenPhone, ProvePhoneByStaff
from handlers.buttons.purchases import CheckPurchase, OpenPurchasePayment, RenewPurchase
from handlers.buttons.repayment import OpenPayment, QuoteRepayment
from handlers.buttons.rescheduling import OpenDueDay
from handlers.buttons.sharing import OpenSharing
from handlers.buttons.support import OpenAgent
from handlers.buttons.tracked import OpenTracked
from handlers.ui import bill_names
from handlers.ui.callback_data import Action
from handlers.ui.components import home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

# code -> (sentence, button label, where it leads). Placeholders come from the error's values.
REFUSALS: dict[str, tuple[str, str, Action]] = {
    "account_frozen": (N_("账号已经冻结，客服核实后才能办这一项。"), N_("找客服"), OpenAgent()),
    "move_own_purchases": (
        N_("这个账号里已经有订单或绑过的卡，不能再搬别的账号过来。两个账号可以各用各的，额度合在一起算。"),
        N_("找客服"),
        OpenAgent(),
    ),
    "move_staff_only": (
        N_("原来的账号刚说过不是本人申请的，24 小时内不能凭验证码搬，只能请客服核实。"),
        N_("找客服"),
        OpenAgent(),
    ),
    "move_several_accounts": (
        N_("验证码对了。不过您的身份证号下有不止一个账号，凭验证码分不出要搬哪一个，要请客服核实。"),
        N_("请客服核实"),
        AskStaffForProof(),
    ),
    "too_many_codes_sent": (
        N_("验证码发得太多了，请换客服核实，或明天再试。"),
        N_("请客服核实"),
        AskStaffForProof(),
    ),
    "phone_not_theirs": (
        N_("新手机号和您的实名信息对不上，没有换。新号要是您本人实名的。"),
        N_("换手机号"),
        OpenPhone(),
    ),
    "phone_unchecked": (
        N_("现在没法核实新手机号，没有换。请过一会儿再试。"),
        N_("换手机号"),
        OpenPhone(),
    ),
    "too_many_phone_codes": (
        N_("验证码发得太多了，请换客服核实，或明天再试。"),
        N_("请客服核实"),
        ProvePhoneByStaff(),
    ),
    "too_many_phones": (N_("今天换的次数太多了，请明天再试，或找客服问问。"), N_("找客服"), OpenAgent()),
    "too_many_moves": (N_("今天申请的次数太多了，请明天再试，或找客服问问。"), N_("找客服"), OpenAgent()),
    "students_not_served": (
        N_("这家机构不向在校学生放款，请换一家机构。"),
        N_("去逛逛"),
        OpenShop(),
    ),
    "too_many_checks": (
        N_("今天核实的次数太多了，请明天再试，或找客服问问。"),
        N_("找客服"),
        OpenAgent(),
    ),
    "too_many_codes": (N_("今天发的验证码太多了，请明天再试。"), N_("提醒设置"), OpenReminders()),
    "seal_broken": (
        N_("您有一项资料读不出来，为了安全没有显示。请找客服处理。"),
        N_("找客服"),
        OpenAgent(),
    ),
    "not_found": (N_("没有找到这一项，可能已经更新了。"), N_("回首页"), OpenHome()),
    "intake_link_gone": (
        N_("这个链接失效了：可能已经用过，或者换了新的。核对过的账单就在这里。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "intake_link_expired": (N_("这个链接过期了，请找客服要一个新的。"), N_("找客服"), OpenAgent()),
    "intake_digits_wrong": (N_("这几位对不上，请找客服核对。"), N_("找客服"), OpenAgent()),
    "invitation_gone": (
        N_("这个邀请链接失效了，可能已经取消或换过。请让对方重新发一个。"),
        N_("回首页"),
        OpenHome(),
    ),
    "invitation_expired": (N_("这个邀请链接过期了，请让对方重新发一个。"), N_("回首页"), OpenHome()),
    "invitation_used": (N_("这个邀请已经有人接受了，一个链接只能用一次。"), N_("回首页"), OpenHome()),
    "own_invitation": (
        N_("这是您自己的邀请链接。请发给想共享的人，由对方打开。"),
        N_("共享还款日"),
        OpenSharing(),
    ),
    "too_many_invitations": (
        N_("邀请链接一天最多生成 %(most)s 个，请明天再试。"),
        N_("共享还款日"),
        OpenSharing(),
    ),
    "too_many_watched": (
        N_("最多能看 %(most)s 个人的还款日，请先退出一个。"),
        N_("共享还款日"),
        OpenSharing(),
    ),
    "too_many_incomes": (N_("收入日最多记 %(most)s 个，请先删掉不用的。"), N_("收入日"), OpenIncome()),
    "too_many_tracked": (
        N_("最多记 %(most)s 笔，请先删掉不用的。"),
        N_("我的分期"),
        OpenTracked(0),
    ),
    "cart_empty": (N_("购物车是空的，先挑一件吧。"), N_("去逛逛"), OpenShop()),
    "cart_full": (
        N_("购物车最多放 %(most)s 种商品，请先结算或去掉几样。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "out_of_stock": (
        N_("%(product)s 现在只剩 %(left)s 件，不够您要的数量，购物车没有改动。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "sold_out": (N_("%(product)s 刚刚卖完了，可以先看看别的。"), N_("去逛逛"), OpenShop()),
    "quantity_capped": (
        N_("同一种商品一次最多买 %(most)s 件，购物车没有改动。"),
        N_("看购物车"),
        OpenCart(),
    ),
    "product_withdrawn": (N_("%(product)s 已经下架了。"), N_("去逛逛"), OpenShop()),
    "price_changed": (
        N_("%(product)s 的价格刚刚有变，这次下单已取消，没有产生费用。请按新价格重新下单。"),
        N_("看商品"),
        OpenShop(),
    ),
    "stock_fell": (
        N_("%(product)s 现在只剩 %(left)s 件，不够这次的数量。这次下单已取消，没有产生费用。"),
        N_("看商品"),
        OpenShop(),
    ),
    "sold_out_meanwhile": (
        N_("%(product)s 刚刚卖完了，这次下单已取消，没有产生费用。"),
        N_("去逛逛"),
        OpenShop(),
    ),
    "withdrawn_meanwhile": (
        N_("%(product)s 刚刚下架了，这次下单已取消，没有产生费用。"),
        N_("去逛逛"),
        OpenShop(),
    ),
    "already_ordered": (
        N_("这次下单已经完成了，订单号 %(number)s。订单和还款计划点下面就能看。"),
        N_("看这笔订单"),
        OpenHome(),
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
    "credit_line_shared": (
        N_(
            "您用别的 Telegram 账号在这家机构借的也算在内，可用额度还有 %(left)s，不够这次的 %(amount)s。请换一家机构，"
            "或减少商品。"
        ),
        "",
        OpenHome(),
    ),
    "reading_not_over": (N_("阅读时间还没到，请看完明示表再继续。"), "", OpenHome()),
    "step_missing": (N_("还有一步没完成，请在最新的消息里继续。"), N_("回首页"), OpenHome()),
    "earlier_bill_open": (N_("%(no)s还没还，请先还这一期。"), N_("还%(no)s"), OpenBills()),
    "amount_too_small": (N_("还款金额至少是 %(least)s。"), N_("我的账单"), OpenBills()),
    "amount_too_large": (
        N_("这笔分期现在最多收 %(limit)s，请输入不超过这个数的金额。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "not_prepayable": (
        N_("这家机构不收这样的提前还款。可以按账单还，也可以提前结清。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "hardship_unavailable": (N_("这笔现在不能办展期方案。"), N_("看为什么"), OpenHardship()),
    "not_movable": (N_("这笔现在不能改还款日。"), N_("看为什么"), OpenDueDay()),
    "nothing_to_prepay": (
        N_("这个金额刚好够还到期的账单，没有多出来的部分。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "settle_instead": (N_("这个金额已经够结清了，可以直接提前结清。"), N_("我的账单"), OpenBills()),
    "quote_over": (
        N_("今天的提前还款到 %(cutoff)s 为止，明天 0 点以后可以重新试算。到期的账单现在照样能还。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "lenders_figures": (
        N_("这份合同的每期金额由机构计算，明细请问机构；账单以合同为准。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "chart_not_drawn": (N_("这张图现在画不出来，数字在账单和计划里都有。"), "", OpenHome()),
    "not_settled": (N_("这笔分期还没有结清，结清后就能开结清证明。"), N_("我的账单"), OpenBills()),
    "payment_in_flight": (
        N_("这笔分期正在处理一笔还款，请稍等，不用再付一次。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "no_way_to_pay": (
        N_("%(amount)s 现在没有可用的支付方式，可以换个金额再试。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "paid_too_late": (
        N_("收到了这笔 %(amount)s，但账单已经变了，没有用上。这笔钱是您的，可以原路退回。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "payment_declined": (
        N_("%(amount)s 没有付成功，也没有扣款，账单没有变。请再试一次。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "payment_uncertain": (
        N_("%(amount)s 的付款结果还没确认，我正在查，不用再付一次。查到后账单会自动更新。"),
        N_("我的账单"),
        OpenBills(),
    ),
    "not_payable_at_once": (
        N_("%(amount)s 现在没有可用的支付方式，不能一次付清。"),
        N_("去逛逛"),
        OpenShop(),
    ),
    "purchase_in_flight": (
        N_("您还有一笔一次付清没出结果，请先看那一笔，免得付两次。"),
        N_("看这笔付款"),
        OpenHome(),
    ),
    "purchase_declined": (
        N_("%(amount)s 没有付成功，没有扣款，也没有下单。"),
        N_("再试一次"),
        OpenShop(),
    ),
    "purchase_uncertain": (
        N_("%(amount)s 的付款结果还没确认，我正在查，不用再付一次。付成了会自动下单，我会告诉您。"),
        N_("查一下结果"),
        OpenHome(),
    ),
    "paid_for_nothing": (
        N_("%(amount)s 收到了，但商品已经没有了，或者这次付款之前就取消了，所以没有下单。钱会自动原路退回。"),
        N_("去逛逛"),
        OpenShop(),
    ),
    "invalid_input": (N_("这个我没看懂，请再输一次。"), N_("回首页"), OpenHome()),
}
_AMOUNTS = {"amount", "least", "left", "limit", "smallest", "largest"}
_PIECES = {"out_of_stock", "stock_fell"}  # what is left of these is counted, not paid


def refusal(t: Texts, error: DomainError) -> Reply:
    """Return the sentence for a refusal, with the way on."""
    label, action = _way_on(error)
    if not label:
        # The screen the tap came from is still right: say it over the screen, and leave that as it is.
        return said_over(t, error, Reply(parts=()))
    return reply(
        sentence(t, error),
        keyboard=[
            [Button(t(label, **_values(t, error)), action)],
            [home(t)] if action != OpenHome() else None,
        ],
    )


def sentence(t: Texts, error: DomainError) -> str:
    """Say what is the matter, as HTML, for a screen that goes on with something else."""
    return t(REFUSALS[error.code][0], **{key: escape(value) for key, value in _values(t, error).items()})


def said_over(t: Texts, error: DomainError, screen: Reply) -> Reply:
    """`screen` as it stands now, and the refusal over it as the tap's answer, which is plain text."""
    return screen.with_toast(t(REFUSALS[error.code][0], **_values(t, error)), alert=True)


def _way_on(error: DomainError) -> tuple[str, Action]:
    """Return the button's label and where it leads: of some refusals to the very thing they speak of."""
    _, label, action = REFUSALS[error.code]
    if isinstance(error, EarlierBillOpen):
        return label, QuoteRepayment(str(error.values["installment_id"]))
    if isinstance(error, PaymentInFlight) and "loan_id" in error.values:
        return N_("看这笔付款"), OpenPayment(str(error.values["loan_id"]))
    if isinstance(error, AlreadyOrdered):
        return label, OpenOrder(str(error.values["order_id"]))
    if isinstance(error, PurchaseInFlight):
        return label, OpenPurchasePayment(str(error.values["payment_id"]))
    if isinstance(error, PurchaseUncertain):
        return label, CheckPurchase(str(error.values["payment_id"]))
    if isinstance(error, PurchaseDeclined) and "purchase_id" in error.values:
        return label, RenewPurchase(str(error.values["purchase_id"]))
    if _still_in_cart(error):
        return N_("看购物车"), OpenCart()  # with what is the matter beside the goods
    if isinstance(error, PriceChanged | StockFell):
        return label, OpenProduct(str(error.values["product_id"]))
    return label, action


def _still_in_cart(error: DomainError) -> bool:
    """Return whether the goods of a cancelled checkout lie in the cart and are shown there."""
    if not isinstance(error, CheckoutCancelled) or isinstance(error, WithdrawnMeanwhile):
        return False
    return bool(error.values["from_cart"])


def _values(t: Texts, error: DomainError) -> dict[str, str]:
    return {key: _value(t, error.code, key, value) for key, value in error.values.items()}


def _value(t: Texts, code: str, key: str, value: object) -> str:
    if isinstance(value, LocalText):
        return t.name(value)
    if code == EarlierBillOpen.code and key == "no":
        return bill_names.period(t, int(str(value)))
    if key in _AMOUNTS and code not in _PIECES and isinstance(value, int):
        return t.money(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def stale_screen(t: Texts, on_stale: Reply | None, *, lapsed: bool = False) -> Reply:
    """Replace a screen that is older than the facts: say so, and show the present one. `lapsed`: the facts may be as they
    were, and only the tap came too late to confirm anything."""
    if on_stale is None:
        return reply(t("这条消息里的内容已经过期了，请从这里重新开始。"), keyboard=[[home(t)]])
    newer = t("这条消息里的内容已经更新了，给您最新的：")
    said = t("隔得有点久了，刚才这一下没有生效。给您最新的：") if lapsed else newer
    return Reply(
        parts=(said, *on_stale.parts),
        keyboard=on_stale.keyboard,
        toast=on_stale.toast,
        alert=on_stale.alert,
        folded=on_stale.folded,
        reading=on_stale.reading,
        asks_again=lapsed,
    )


def confirm_again(t: Texts) -> str:
    """Say of a tap that confirms nothing any more that the same is asked anew."""
    return t("隔得有点久了，请再确认一次。")


def account_refused(t: Texts) -> Reply:
    """Nothing of anybody's is shown to an account that is not known to be theirs; no button would lead on."""
    return reply(t("这个 Telegram 账号和登记的对不上，为了安全，这里什么都没有显示。请联系商家核对。"))


def incident(t: Texts, incident_id: str, *, perhaps_done: bool) -> Reply:
    """Something went wrong on our side. `perhaps_done`: something was written before it did."""
    return reply(
        _maybe_done(t) if perhaps_done else t("抱歉，刚才出了点问题，这一步没有办成。请稍后再试。"),
        t("如果还是不行，请把这个编号告诉客服：%(id)s", id=f"<code>{incident_id}</code>"),
        keyboard=[[home(t)]],
    )


def unavailable(t: Texts, *, perhaps_done: bool) -> Reply:
    """Nothing can be read or written just now. `perhaps_done`: something was written before."""
    return reply(
        _maybe_done(t) if perhaps_done else t("抱歉，系统这会儿连不上，这一步没有办成。请过几分钟再试。"),
        keyboard=[[home(t)]],
    )


def not_booked_yet(t: Texts) -> Reply:
    """Say that money came and the books do not have it yet."""
    return reply(
        t("您的付款已经收到，只是账上还没记好。记好后我会告诉您，不用再付一次。"), keyboard=[[home(t)]]
    )


def _maybe_done(t: Texts) -> str:
    return t("抱歉，刚才出了点问题，这一步可能已经办成了。请先看一下结果，再决定要不要重来。")


def perhaps_lost(t: Texts) -> Reply:
    """Say that an answer may or may not have arrived; what was done is done either way."""
    return reply(
        t("刚才网络断了一下，我的回复可能没有送到。您已经填好、办好的都还在。"),
        t("如果没看到回复，请再发一次，或从首页继续。"),
        keyboard=[[home(t)]],
    )
