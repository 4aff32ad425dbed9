"""Another way to be reached (备用渠道): which there are, what is asked for, and what is wrong with an answer."""

from __future__ import annotations

from html import escape

from domain.notices.results import BackupChannelView, OfferedChannel
from domain.pii.addresses import AddressKind
from handlers.buttons.notices import OpenBackupChannel, OpenReminders, RemoveBackupChannel, TypeAddress
from handlers.ui.components import back, bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

_NAMES = {"email": N_("邮箱"), "sms": N_("短信"), "bark": N_("Bark 推送")}
_QUESTIONS = {
    AddressKind.EMAIL: N_("请输入您的邮箱地址："),
    AddressKind.PHONE: N_("请输入您的手机号（11 位）："),
    AddressKind.KEY: N_("请输入那个 App 里的设备号："),
}
_PROBLEMS = {
    AddressKind.EMAIL: N_("这个邮箱地址好像不完整，请检查后再发一次，比如 name@example.com。"),
    AddressKind.PHONE: N_("手机号应该是 11 位数字，以 1 开头，请再发一次。"),
    AddressKind.KEY: N_("设备号应该是 8 到 64 位字母或数字，请从 App 里复制后再发一次。"),
}


def channel_name(t: Texts, name: str) -> str:
    return t(_NAMES[name]) if name in _NAMES else name


def state_of(t: Texts, view: BackupChannelView) -> str:
    """Return one line for the settings."""
    if view.channel is None:
        return t("未设置")
    if view.mask is None:
        return t("读不出来了，请重新设置")
    return f"{channel_name(t, view.channel)} {view.mask}"


def overview(t: Texts, view: BackupChannelView) -> Reply:
    return reply(
        t("备用渠道：%(state)s", state=bold(escape(state_of(t, view)))),
        t("您停用助手、Telegram 发不到您时，通知会改发到这里；平时不会用。"),
        keyboard=[
            *([_button(t, one)] for one in view.offered),
            [Button(t("删除备用渠道"), RemoveBackupChannel())] if view.channel else None,
            [back(t, OpenReminders())],
        ],
    )


def _button(t: Texts, one: OfferedChannel) -> Button:
    return Button(t("用%(name)s接收", name=channel_name(t, one.name)), TypeAddress(one.name))


def ask_address(t: Texts, kind: AddressKind) -> Reply:
    return reply(
        t(_QUESTIONS[kind]),
        t("我会发一个验证码过去，确认是您的再用。地址加密保存，只用来发通知。"),
        keyboard=[[Button(t("取消"), OpenBackupChannel())]],
    )


def address_problem(t: Texts, reason: str) -> Reply:
    if reason == "unreachable":
        said = t("验证码没有发出去。请检查地址，或者稍后再试。")
    else:
        said = t(_PROBLEMS[AddressKind(reason)])
    return reply(said, keyboard=[[Button(t("取消"), OpenBackupChannel())]])


def too_many_codes(t: Texts) -> Reply:
    return reply(t("今天发的验证码太多了，请明天再试。"), keyboard=[[back(t, OpenReminders())]])


def ask_code(t: Texts, mask: str) -> Reply:
    return reply(
        t("验证码已发到 %(mask)s，请把 6 位数字发给我，10 分钟内有效。", mask=bold(escape(mask))),
        keyboard=[[Button(t("取消"), OpenBackupChannel())]],
    )


def code_problem(t: Texts, *, over: bool) -> Reply:
    if over:
        return reply(
            t("这个验证码已经不能用了，请重新获取。"),
            keyboard=[[Button(t("重新获取"), OpenBackupChannel(), style="primary")]],
        )
    return reply(t("验证码不对，请对照后再发一次。"), keyboard=[[Button(t("取消"), OpenBackupChannel())]])


def chosen(t: Texts, view: BackupChannelView) -> Reply:
    shown = overview(t, view)
    return Reply(parts=(t("✅ 备用渠道设好了。"), *shown.parts), keyboard=shown.keyboard)


def code_title(t: Texts) -> str:
    return t("分期管家：验证码")


def code_body(t: Texts) -> str:
    """Return the text of a message that brings a code, with %(code)s in it."""
    return t("您的验证码是 %(code)s，10 分钟内有效。如果不是您本人操作，请忽略。", code="%(code)s")
