"""Moving to another Telegram account: what the new one, the old one and the chat that was left read."""

from __future__ import annotations

from datetime import datetime

from domain.cases.types import CaseView
from domain.dates import SHANGHAI, business_day
from domain.errors import InvalidInput
from domain.moves.results import MoveView
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.buttons.moves import (
    AskStaffForProof,
    MoveNow,
    NameOldAccount,
    OpenMove,
    SayNotMe,
    TypeCode,
    TypePhone,
)
from handlers.buttons.security import AskFreeze, OpenSecurity
from handlers.buttons.support import OpenAgent, WriteToPerson
from handlers.identity.views import form_problem, submit_words
from handlers.services import StaffHours
from handlers.ui.components import back, bold, hours_line
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply


def overview(t: Texts, view: MoveView, now: datetime, *, by_code: bool) -> Reply:
    """In the new account. `by_code`: a code by SMS can be proof."""
    if view.is_done:
        return moved(t)
    if view.moves_at is not None:
        at = bold(when(t, view.moves_at, now))
        return reply(
            bold(t("把原来的账号搬过来")),
            t("客服已经核实，也通知了原来的账号。没有人说不是本人的话，%(at)s 搬过来。", at=at)
            if view.is_told
            else t("客服再次核实过了。原来的账号一直通知不到，不用再等，%(at)s 搬过来。", at=at),
            keyboard=[[Button(t("找客服"), OpenAgent())], [back(t, OpenSecurity())]],
        )
    if view.is_announced:
        return reply(
            bold(t("把原来的账号搬过来")),
            t(
                "客服已经核实，正在通知原来的账号，还没有通知到。通知到以后满 24 小时，没有人说不是本人，就搬过来。"
            ),
            t("一直通知不到的话，客服会再看怎么办。"),
            keyboard=[[Button(t("找客服"), OpenAgent())], [back(t, OpenSecurity())]],
        )
    if view.number is not None:
        return reply(
            bold(t("把原来的账号搬过来")),
            t("已经转给客服，编号 %(number)s，等客服核实。", number=bold(view.number)),
            keyboard=[[Button(t("找客服"), OpenAgent())], [back(t, OpenSecurity())]],
        )
    return reply(
        bold(t("把原来的账号搬过来")),
        t("换了 Telegram 账号，原来的订单、账单、提醒和还款记录都可以搬到这里。"),
        t("原来实名留的手机号还能收短信的话，凭身份证号和验证码就能搬。") if by_code else None,
        t("请客服核实也可以：核实后会先通知原来的账号，通知到以后 24 小时里没有人说不是本人，才会搬。"),
        t("原来的账号还能用的话，核实以后那边会收到消息，点「是我，现在就搬」就不用等。"),
        keyboard=[
            *([[Button(t("输入验证码"), TypeCode(), style="primary")]] if view.takes_code else []),
            [Button(t("重新开始"), NameOldAccount())]
            if view.takes_code
            else [Button(t("开始"), NameOldAccount(), style="primary")],
            [back(t, OpenSecurity())],
        ],
    )


def ask_number(t: Texts, *, by_code: bool, form_url: str | None = None) -> Reply:
    """With a form, that comes first."""
    return reply(
        _form_first(t, form_url),
        t("请输入原来账号实名的身份证号；不记得的话，输入一个订单号（F 开头），请客服核实：")
        if by_code
        else t("请输入原来账号的一个订单号（F 开头），或者实名的身份证号："),
        t("身份证号我读完会立刻删除，只用来找账号。"),
        keyboard=[_form(t, form_url), [Button(t("取消"), OpenMove())]],
    )


def number_problem(t: Texts, error: InvalidInput) -> Reply:
    return reply(
        form_problem(t, error.field, error.reason),
        t("也可以输入原来账号的一个订单号（F 开头，共 13 位）。"),
        keyboard=[[Button(t("取消"), OpenMove())]],
    )


def ask_phone(t: Texts, *, left_behind: bool = False, form_url: str | None = None) -> Reply:
    return reply(
        _left_behind(t) if left_behind else None,
        _form_first(t, form_url),
        t("请输入原来账号实名时留的手机号："),
        t("号码对得上，就会收到 6 位验证码。"),
        keyboard=[_form(t, form_url), *_instead(t)],
    )


def phone_problem(t: Texts, error: InvalidInput) -> Reply:
    return reply(form_problem(t, error.field, error.reason), keyboard=_instead(t))


def ask_code(t: Texts, phone_mask: str) -> Reply:
    """Say the same whether one was sent."""
    return reply(
        t("号码对得上的话，验证码已经发到 %(phone)s，10 分钟内有效。", phone=bold(phone_mask)),
        _only_here(t),
        keyboard=[[Button(t("没收到，再发一次"), TypePhone())], *_instead(t)],
    )


def ask_code_of_form(t: Texts) -> Reply:
    """In the chat, after the form: without any number. The words that come next are the code; the button is for who did
    something else meanwhile.
    """
    return reply(
        t("号码对得上的话，验证码已经发到您填的手机号，10 分钟内有效。"),
        _only_here(t),
        keyboard=[
            [Button(t("输入验证码"), TypeCode(), style="primary")],
            [Button(t("没收到，再发一次"), TypePhone())],
            *_instead(t),
        ],
    )


def ask_code_again(t: Texts) -> Reply:
    return reply(_only_here(t), keyboard=[[Button(t("没收到，再发一次"), TypePhone())], *_instead(t)])


def _only_here(t: Texts) -> str:
    return t("请输入 6 位验证码。只在这里输入，不要告诉任何人，客服也不会问您要。")


# The form


def _form(t: Texts, form_url: str | None) -> ButtonRow | None:
    if form_url is None:
        return None
    return [Button(t("在安全页面填写"), app=f"{form_url}?lang={t.locale}", style="primary")]


def _form_first(t: Texts, form_url: str | None) -> str | None:
    if form_url is None:
        return None
    return t("建议在安全页面填写，身份证号和手机号不会出现在聊天里；也可以直接在这里回答。")


def form_words(t: Texts) -> dict[str, str]:
    return {
        "title": t("把原来的账号搬过来"),
        "why": t("请填原来账号实名的身份证号和手机号，只用来找账号和发验证码。"),
        "id_number": t("身份证号（18 位，末位可以是 X）"),
        "phone": t("实名时留的手机号（11 位）"),
        "note": t("号码对得上，这个手机号就会收到 6 位验证码，请回到聊天里输入。"),
        **submit_words(t),
    }


def form_done(t: Texts, phone_mask: str) -> str:
    """Say the same whether a code was sent."""
    return t(
        "号码对得上的话，验证码已经发到 %(phone)s，10 分钟内有效。请关掉这个页面，回到聊天里输入。",
        phone=phone_mask,
    )


def form_used(t: Texts) -> str:
    return t("这一页已经提交过了，请回到聊天里继续。")


def form_under_way(t: Texts) -> str:
    return t("已经在办了，请回到聊天里看看进展。")


CODE_PROBLEMS = {
    "wrong": N_("验证码不对，请再输一次。"),
    "over": N_("验证码过期了，请再发一次。"),
    "used_up": N_("输错太多次，这个验证码不能用了，请再发一次。"),
    "no_code": N_("这里等您输入短信里的 6 位数字。还没收到的话，可以稍等一下、再发一次，或者请客服核实。"),
}


def code_problem(t: Texts, reason: str) -> Reply:
    return reply(
        t(CODE_PROBLEMS[reason]),
        keyboard=[[Button(t("没收到，再发一次"), TypePhone())], *_instead(t)],
    )


def _instead(t: Texts) -> list[list[Button]]:
    return [
        [Button(t("收不到短信，请客服核实"), AskStaffForProof())],
        [Button(t("取消"), OpenMove())],
    ]


def which_one(t: Texts) -> Reply:
    """Ask for the account of several: the code was right, so whose phone it is may know."""
    return reply(
        t("验证码对了。不过您的身份证号下有不止一个账号，凭验证码分不出要搬哪一个，要请客服核实。"),
        t("请输入要搬的那个账号的一个订单号（F 开头），我转给客服："),
        keyboard=[
            [Button(t("没有订单号，请客服核实"), AskStaffForProof())],
            [Button(t("取消"), OpenMove())],
        ],
    )


def not_moved(t: Texts) -> Reply:
    return reply(
        t("验证码对了，但现在搬不了，原因马上发给您。"), keyboard=[[Button(t("找客服"), OpenAgent())]]
    )


def moved(t: Texts) -> Reply:
    """In the new chat, when it is done."""
    return reply(
        t("✅ 账号搬过来了：订单、账单、提醒和记录都在这里，以后都发到这里。"),
        t("没下完的单要重新下。"),
        keyboard=[[Button(t("我的账单"), OpenBills(), style="primary")]],
    )


def _left_behind(t: Texts) -> str:
    return t("您那条消息我没能删除，请您自己删掉它。")


def asked(
    t: Texts, case: CaseView, hours: StaffHours, *, left_behind: bool, staff_only: bool = False
) -> Reply:
    """Say the same whether anybody was found. `left_behind`: the number could not be taken out of the chat. `staff_only`: a
    code is not enough, after 不是我.
    """
    return reply(
        t("原来的账号刚说过不是本人申请的，24 小时内不能凭验证码搬，只能请客服核实。")
        if staff_only
        else None,
        t("已经转给客服，编号 %(number)s。", number=bold(case.number)),
        _left_behind(t) if left_behind else None,
        t("客服会在这里和您说怎么核实。请不要在聊天里发证件照片和验证码。"),
        hours_line(t, hours),
        keyboard=[
            [Button(t("补充说明"), WriteToPerson(case.case_id), style="primary")],
            [back(t, OpenMove())],
        ],
    )


def announced(t: Texts, move_id: str, at: str | None) -> Reply:
    """In the old account, before anything is moved. `at`: when it is; None: 24 hours after this has arrived."""
    return reply(
        t("⚠️ 有人向客服证明了这个账号是自己的，申请搬到另一个 Telegram 账号。"),
        t("是您本人，不用理会，%(at)s 会搬过去；不是您，请马上点「不是我」，就不会搬。", at=bold(at))
        if at
        else t("是您本人，不用理会，从现在起满 24 小时会搬过去；不是您，请马上点「不是我」，就不会搬。"),
        keyboard=[
            [Button(t("不是我，不要搬"), SayNotMe(move_id), style="danger")],
            [Button(t("是我，现在就搬"), MoveNow(move_id))],
        ],
    )


def nothing_announced(t: Texts) -> Reply:
    return reply(t("这件事已经有结果了，没有等着搬的账号。"), keyboard=[[back(t, OpenHome())]])


def refused(t: Texts) -> Reply:
    """In the old account: nothing moves."""
    return reply(
        t("✅ 已经停下，账号没有搬，还在这里。"),
        t("有人知道您的信息，可能还会再试。先冻结账号，就怎么申请都搬不走了；核对清楚以后，客服可以解冻。"),
        keyboard=[
            [Button(t("先冻结账号"), AskFreeze(), style="danger")],
            [Button(t("找客服"), OpenAgent())],
        ],
    )


def left(t: Texts) -> Reply:
    """In the chat that was left: once, and nothing of anybody's."""
    return reply(
        t("这里原来的分期账号已经搬到另一个 Telegram 账号，以后的账单和提醒都发到那边，这里不再显示。"),
        t("不是您本人办的，请马上找客服。"),
        keyboard=[[Button(t("找客服"), OpenAgent())]],
    )


def leaving(t: Texts) -> Reply:
    return reply(t("好的，正在搬，很快就好，最晚半小时。"))


def when(t: Texts, at: datetime, now: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{t.day(business_day(at), business_day(now))} {local:%H:%M}"
