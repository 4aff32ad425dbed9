"""The real-name questions, one at a time, and what is wrong with an answer."""

from __future__ import annotations

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.customers.consents import Purpose
from domain.errors import InvalidInput
from domain.identity.results import IdentityView
from domain.identity.types import IdentityState, RejectReason
from domain.value import replace
from handlers.buttons.bills import OpenBills
from handlers.buttons.checkout import AskCancelCheckout, CheckoutBack, ResumeCheckout
from handlers.buttons.home import OpenHelp
from handlers.buttons.identity import AgreeIdentity, CheckAgain, ExplainIdentity, LookUpIdentity, StartOver
from handlers.buttons.support import OpenAgent
from handlers.identity.card_views import photo_hint
from handlers.ui.components import back, bold, home, resume_row
from handlers.ui.consents import asked, asked_again, asked_in_form, receivers
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

# (field, reason) -> what is wrong and what to do; the flow then asks again.
PROBLEMS = {
    ("name", "empty"): N_("没有看到姓名。请输入与身份证一致的姓名。"),
    ("name", "length"): N_("姓名长度不对，应是 2 到 50 个字。请再输一次。"),
    ("name", "characters"): N_("姓名里有不能用的字符。请只输入姓名本身，名字里的点可以写成「·」。"),
    ("id_number", "empty"): N_("没有看到号码。请输入 18 位身份证号。"),
    ("id_number", "length"): N_("身份证号应是 18 位，您输入的位数不对。请对照证件再输一次。"),
    ("id_number", "characters"): N_("身份证号只有数字，末位可以是 X。请对照证件再输一次。"),
    ("id_number", "birth_date"): N_("号码里的出生日期不存在，可能有一位输错了。请对照证件再输一次。"),
    ("id_number", "check_digit"): N_(
        "这个号码最后一位校验不对，可能有一位输错了。请对照证件再输一次（18 位，末位可以是 X）。"
    ),
    ("id_number", "minor"): N_("按身份证号上的出生日期，您还不满 18 周岁，暂时不能办理分期。"),
    ("phone", "empty"): N_("没有看到手机号。请输入 11 位手机号。"),
    ("phone", "length"): N_("手机号应是 11 位，您输入的位数不对。请再输一次。"),
    ("phone", "characters"): N_("手机号只有数字。请再输一次，比如 138 开头的 11 位号码。"),
    ("phone", "format"): N_("这不像中国大陆的手机号（1 开头、第二位是 3 到 9）。请再输一次。"),
}


def ask(
    t: Texts,
    view: CheckoutView,
    *,
    notice: str | None = None,
    form_url: str | None = None,
    photos: bool = False,
) -> Reply:
    """Ask the question of the step the checkout waits at; `notice` stands in front of it. With a form, that comes
    first; both it and a photo are about the number of the card, and no longer spoken of once that is there.
    """
    *before, last = _QUESTIONS[view.step](t, view)
    if photos and view.step is not CheckoutStep.PHONE:
        before.append(photo_hint(t))
    if form_url is None or view.step is CheckoutStep.PHONE:
        return reply(notice, *before, last, keyboard=_keyboard(t, view))
    form = Button(t("在安全页面填写"), app=f"{form_url}?lang={t.locale}", style="primary")
    return reply(
        notice,
        *before,
        t("建议在安全页面填写，证件号不会出现在聊天里；也可以直接在这里回答。"),
        last,
        keyboard=[[form], *_keyboard(t, view)],
    )


# The form


def form_words(t: Texts) -> dict[str, str]:
    return {
        "title": t("实名认证"),
        "why": f"{t('分期是借款，机构必须核实借款人身份。信息加密保存。')}{receivers(t)}",
        "name": t("姓名（与身份证一致）"),
        "id_number": t("身份证号（18 位，末位可以是 X）"),
        "phone": t("您本人的手机号（11 位）"),
        "note": asked_in_form(t),
        **submit_words(t),
    }


def submit_words(t: Texts) -> dict[str, str]:
    """Return what stands around the button of every form."""
    return {
        "send": t("提交"),
        "busy": t("正在提交…"),
        "failed": t("没有提交成功，请稍后再试。填的内容还在这里。"),
    }


def form_problem(t: Texts, field: str, reason: str) -> str:
    return t(PROBLEMS[field, reason])


def form_too_often(t: Texts) -> str:
    return t("提交得太频繁了，请过一分钟再试。")


def form_too_many(t: Texts) -> str:
    return t("今天核实的次数太多了，请明天再试，或找客服问问。")


def form_not_open(t: Texts) -> str:
    return t("您的实名信息已经提交过了，回到聊天里看看结果。")


def form_outlived(t: Texts) -> str:
    return t("这一页已经不能用了，需要时请回到聊天里重新打开。")


def form_done(t: Texts, view: IdentityView) -> str:
    if view.state is IdentityState.VERIFIED:
        return t("✅ 实名认证通过了。可以关掉这个页面，回到聊天里接着下单。")
    if view.state is IdentityState.REJECTED:
        return t(REJECTED[view.reason or RejectReason.OTHER])
    return t("已经提交，正在核实。可以关掉这个页面，有结果会在聊天里告诉您。")


def _ask_name(t: Texts, view: CheckoutView) -> list[str]:
    return [
        t("首次分期需要实名认证，大约 1 分钟，分 3 步：姓名 → 身份证号 → 手机号。"),
        "\n".join((t("信息加密保存，您发的身份证号我读完会立刻删除。"), receivers(t))),
        asked(t, Purpose.IDENTITY),
        bold(t("请输入您的姓名（与身份证一致）：")),
    ]


def _ask_id_number(t: Texts, view: CheckoutView) -> list[str]:
    return [
        t("姓名：%(name)s", name=view.identity.name_mask or ""),
        bold(t("第 2 步，共 3 步。请输入身份证号（18 位，末位可以是 X）：")),
    ]


def _ask_phone(t: Texts, view: CheckoutView) -> list[str]:
    return [
        t("姓名：%(name)s", name=view.identity.name_mask or ""),
        t("身份证号：%(number)s", number=view.identity.id_number_mask or ""),
        bold(t("第 3 步，共 3 步。请输入您本人的手机号（11 位）：")),
    ]


_QUESTIONS = {
    CheckoutStep.NAME: _ask_name,
    CheckoutStep.ID_NUMBER: _ask_id_number,
    CheckoutStep.PHONE: _ask_phone,
}


def _keyboard(t: Texts, view: CheckoutView) -> list[ButtonRow]:
    return [
        [Button(t("为什么要实名"), ExplainIdentity(view.draft_id))],
        [
            Button(t("取消下单"), AskCancelCheckout(view.draft_id)),
            back(t, CheckoutBack(view.draft_id, view.step)),
        ],
    ]


REJECTED = {
    RejectReason.MISMATCH: N_(
        "没有通过：姓名、身份证号和手机号对不上。请核对后重新填写，手机号要是您本人实名的。"
    ),
    RejectReason.NOT_FOUND: N_("没有通过：没有查到这个身份证号。请核对后重新填写。"),
    RejectReason.DOCUMENT_EXPIRED: N_("没有通过：证件已经过期。请换领新证件后再来。"),
    RejectReason.OTHER: N_("没有通过核实。请核对后重新填写，或找客服问问。"),
}


def reviewing(t: Texts, view: CheckoutView, *, notice: str | None = None) -> Reply:
    """Say that somebody else checks, and has not answered yet."""
    return reply(
        notice,
        t("正在核实您的实名信息，一般几分钟，有结果我会发消息告诉您。"),
        t("这次下单会保留，核实通过后可以接着办。"),
        keyboard=[
            [Button(t("看看结果"), LookUpIdentity(view.draft_id), style="primary")],
            *_keyboard(t, view),
        ],
    )


def passed(t: Texts, shown: Reply) -> Reply:
    """Say, in front of where the checkout goes on, that the check was passed."""
    return replace(shown, parts=(t("✅ 实名认证通过。"), *shown.parts))


def rejected(t: Texts, view: CheckoutView, *, notice: str | None = None) -> Reply:
    reason = view.identity.reason or RejectReason.OTHER
    return reply(
        notice,
        t(REJECTED[reason]),
        keyboard=[
            [Button(t("重新填写"), StartOver(view.draft_id), style="primary")],
            [Button(t("找客服"), OpenAgent())],
            *_keyboard(t, view),
        ],
    )


def expired(t: Texts, view: CheckoutView) -> Reply:
    return reply(
        t("您的证件到期了，之前的实名认证跟着过期。如果已经换了新证件，可以重新核实，不用再填一遍。"),
        keyboard=[
            [Button(t("重新核实"), CheckAgain(view.draft_id), style="primary")],
            *_keyboard(t, view),
        ],
    )


def student(t: Texts, view: CheckoutView, shown: Reply) -> Reply:
    """Say, in front of where the checkout stands now, that this lender does not lend to students."""
    said = t("好的，记下了。这家机构不向在校学生放款，可以看看别家；也可以先不分期。")
    return Reply(parts=(said, *shown.parts), keyboard=shown.keyboard)


def ask_consent(t: Texts, view: CheckoutView) -> Reply:
    """Ask for the consent that was taken back; what was typed then is still there, since a contract needs it."""
    return reply(
        t("您撤回过核实身份的授权，再分期需要重新授权。"),
        asked_again(t),
        keyboard=[
            [Button(t("同意并继续"), AgreeIdentity(view.draft_id), style="primary")],
            *_keyboard(t, view),
        ],
    )


def problem(t: Texts, view: CheckoutView, error: InvalidInput, *, notice: str | None = None) -> Reply:
    """Say what is wrong with the answer; what was typed before is still there."""
    text = PROBLEMS.get((error.field, error.reason))
    return reply(notice, t(text) if text else t("这个我没看懂，请再输一次。"), keyboard=_keyboard(t, view))


def words_only(t: Texts, view: CheckoutView, *, notice: str | None = None) -> Reply:
    said = t("这一步请直接打字回答，图片和文件我不会保存。")
    return reply(notice, said, keyboard=_keyboard(t, view))


_NOT_ONE = {
    CheckoutStep.NAME: N_("这不像姓名。继续下单，请输入姓名；要办别的事，点下面的按钮。"),
    CheckoutStep.ID_NUMBER: N_("这不像身份证号。继续下单，请输入身份证号；要办别的事，点下面的按钮。"),
    CheckoutStep.PHONE: N_("这不像手机号。继续下单，请输入手机号；要办别的事，点下面的按钮。"),
}


def not_an_answer(t: Texts, view: CheckoutView) -> Reply:
    """Answer a sentence where a name or a number was asked for: it is not taken for one, the question stands."""
    return reply(
        t(_NOT_ONE[view.step]),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("帮助"), OpenHelp())],
            *_keyboard(t, view),
        ],
    )


def explain(t: Texts, view: CheckoutView) -> Reply:
    return reply(
        bold(t("为什么要实名")),
        t("分期是借款，机构必须核实借款人身份，这是监管要求。"),
        t("我只问三样：姓名、身份证号、手机号。它们加密保存，屏幕上只显示一部分。"),
        receivers(t),
        asked(t, Purpose.IDENTITY) if view.step is CheckoutStep.NAME else None,
        t("不实名也可以看商品和费用，只是不能分期下单。"),
        keyboard=[[back(t, ResumeCheckout(view.draft_id))]],
    )


def number_kept(t: Texts, *, deleted: bool) -> str:
    """Said after the ID number was read: whether the message with it is gone."""
    if deleted:
        return t("号码已收到，您那条消息我已经删除。")
    return t("号码已收到，但您那条消息我没能删除，请您自己删掉它。")


def number_refused(t: Texts, *, deleted: bool) -> str:
    """Say, in front of what is wrong with the number, whether the message with it was deleted."""
    if deleted:
        return t("您那条消息我已经删除。")
    return t("您那条消息我没能删除，请您自己删掉它。")


def number_out_of_place(t: Texts, *, deleted: bool) -> str:
    """Say that an ID number came where none was asked for."""
    if deleted:
        return t("刚才那条消息里像是身份证号，为了安全我已经把它删掉了，没有保存。")
    return t("刚才那条消息里像是身份证号。我没有保存，但没能删掉它，请您自己删除。")


def number_removed(t: Texts, *, deleted: bool, open_draft: str | None) -> Reply:
    """`number_out_of_place` outside every question."""
    return reply(number_out_of_place(t, deleted=deleted), keyboard=[resume_row(t, open_draft), [home(t)]])
