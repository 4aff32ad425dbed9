"""Changing the phone number on file."""

from __future__ import annotations

from domain.cases.types import CaseView
from domain.errors import InvalidInput
from domain.phones.results import PhoneView
from handlers.buttons.home import OpenHome
from handlers.buttons.phones import OpenPhone, ProvePhoneByStaff, SendToOldPhone, TypeNewPhone, TypePhoneCode
from handlers.buttons.privacy import OpenPrivacy
from handlers.buttons.support import OpenAgent, WriteToPerson
from handlers.identity.views import form_problem
from handlers.services import StaffHours
from handlers.ui.components import back, bold, hours_line
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply


def overview(t: Texts, view: PhoneView) -> Reply:
    title = bold(t("换手机号"))
    if view.number is not None:
        return reply(
            title,
            t("已经转给客服，编号 %(number)s，等客服核实。", number=bold(view.number)),
            keyboard=[[Button(t("找客服"), OpenAgent())], [back(t, OpenPrivacy())]],
        )
    return reply(
        title,
        t("实名留的手机号是 %(phone)s。", phone=view.phone_mask),
        t("新号要是您本人实名的。先验证新号，再用原来的号收验证码；原来的号不用了，请客服核实。")
        if view.by_code
        else t("新号要是您本人实名的，要请客服核实。"),
        t("换好以后，新签的合同用新号；已经签的合同不变。"),
        keyboard=[
            *([[Button(t("输入验证码"), TypePhoneCode(), style="primary")]] if view.takes_code else []),
            [Button(t("重新开始"), TypeNewPhone())]
            if view.takes_code
            else [Button(t("换手机号"), TypeNewPhone(), style="primary")],
            [back(t, OpenPrivacy())],
        ],
    )


def not_verified(t: Texts) -> Reply:
    return reply(
        t("您还没有实名，也没有留过手机号。第一次分期时会请您填。"), keyboard=[[back(t, OpenPrivacy())]]
    )


def ask_new(t: Texts) -> Reply:
    return reply(t("请输入新的手机号："), keyboard=_cancel(t))


def new_problem(t: Texts, error: InvalidInput) -> Reply:
    text = t("这就是现在留的手机号，不用换。") if error.reason == "same" else None
    return reply(text or form_problem(t, error.field, error.reason), keyboard=_cancel(t))


def ask_code(t: Texts, phone_mask: str) -> Reply:
    return reply(
        t("验证码已经发到 %(phone)s，10 分钟内有效。", phone=bold(phone_mask)),
        t("请输入 6 位验证码。只在这里输入，不要告诉任何人，客服也不会问您要。"),
        keyboard=_cancel(t),
    )


def ask_code_again(t: Texts) -> Reply:
    return reply(
        t("请输入 6 位验证码。只在这里输入，不要告诉任何人，客服也不会问您要。"), keyboard=_cancel(t)
    )


_PROBLEMS = {
    "wrong": N_("验证码不对，请再输一次。"),
    "over": N_("验证码过期了，请重新开始。"),
    "used_up": N_("输错太多次，这个验证码不能用了，请重新开始。"),
    "no_code": N_("这里等您输入短信里的 6 位数字。还没收到的话，可以稍等一下，或者取消后重新开始。"),
}


def code_problem(t: Texts, reason: str) -> Reply:
    return reply(t(_PROBLEMS[reason]), keyboard=_cancel(t))


def choose_proof(t: Texts, view: PhoneView) -> Reply:
    """Ask for proof of who asks: the new number is theirs."""
    return reply(
        t("✅ 新号验证好了。最后一步，证明是您本人："),
        keyboard=[
            [Button(t("发验证码到 %(phone)s", phone=view.phone_mask), SendToOldPhone(), style="primary")],
            [Button(t("原来的号收不到，请客服核实"), ProvePhoneByStaff())],
            *_cancel(t),
        ],
    )


def ask_last_digits(t: Texts) -> Reply:
    return reply(t("请输入您身份证号的后 6 位，读完会立刻删除："), keyboard=_cancel(t))


def last_digits_problem(t: Texts, reason: str) -> Reply:
    return reply(
        t("输错太多次，请重新开始。") if reason == "used_up" else t("后 6 位不对，请再输一次。"),
        keyboard=_cancel(t),
    )


def asked(t: Texts, case: CaseView, hours: StaffHours) -> Reply:
    return reply(
        t("已经转给客服，编号 %(number)s。", number=bold(case.number)),
        t("客服会在这里和您说怎么核实。请不要在聊天里发证件照片和验证码。"),
        hours_line(t, hours),
        keyboard=[
            [Button(t("补充说明"), WriteToPerson(case.case_id), style="primary")],
            [back(t, OpenPhone())],
        ],
    )


def done(t: Texts, view: PhoneView) -> Reply:
    return reply(
        t("✅ 手机号换成 %(phone)s 了，新签的合同用这个号。", phone=bold(view.phone_mask)),
        keyboard=[[back(t, OpenPrivacy())], [Button(t("回首页"), OpenHome())]],
    )


def _cancel(t: Texts) -> list[list[Button]]:
    return [[Button(t("取消"), OpenPhone())]]
