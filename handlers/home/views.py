"""Greeting, help, language, and what is said when words are not understood."""

from __future__ import annotations

from collections.abc import Sequence

from domain.loans.results import BillsView
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.home import ChooseLanguage, ChooseTables, OpenHelp, OpenHome, OpenLanguages
from handlers.buttons.notices import OpenNotices
from handlers.buttons.orders import OpenOrders
from handlers.buttons.support import OpenAgent
from handlers.ui.components import LANGUAGE_NAMES, back, bold, day_away, resume_row
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def welcome(t: Texts, *, is_new: bool, demo: bool, open_draft: str | None) -> Reply:
    greeting = (
        t("您好，我是分期管家。买东西可以分期，账单、还款日和每一笔费用都能在这里查清楚。")
        if is_new
        else t("您好，欢迎回来。想看账单、还款，还是去逛逛？")
    )
    return reply(
        greeting,
        t("所有费用下单前都会列清楚，没有看不见的收费。") if is_new else None,
        t("<i>演示环境：机构和额度都是模拟的，不会真的借款或扣款。</i>") if demo else None,
        keyboard=[
            resume_row(t, open_draft),
            [Button(t("去逛逛"), OpenShop(), style=None if open_draft else "primary")],
            [Button(t("我的账单"), OpenBills()), Button(t("我的订单"), OpenOrders(0))],
            [Button(t("购物车"), OpenCart()), Button(t("帮助"), OpenHelp())],
            [Button(t("语言 / Language"), OpenLanguages())],
        ],
    )


def went_unanswered(t: Texts) -> Reply:
    """Say that what was sent while the assistant was away is not carried out any more."""
    return reply(
        t("抱歉，刚才有一阵没能回您。您那时发来的，我没有接着办，请从这里继续。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("回首页"), OpenHome())]],
    )


def welcome_back(t: Texts, view: BillsView) -> Reply:
    """Say how things stand, for who had stopped the assistant."""
    late = [bill for bill in view.bills if bill.due_date < view.today]
    coming = [bill for bill in view.bills if bill.due_date >= view.today]
    return reply(
        t("您好，欢迎回来。您停用期间的通知没有发给您，现在的情况是："),
        t(
            "有 %(count)d 期过了还款日，今天还一共 %(amount)s。",
            count=len(late),
            amount=bold(t.money(sum(bill.owed_fen for bill in late))),
        )
        if late
        else None,
        t(
            "下一期在 %(day)s，要还 %(amount)s。",
            day=day_away(t, coming[0].due_date, view.today),
            amount=bold(t.money(coming[0].owed_fen)),
        )
        if coming
        else None,
        None if view.bills else t("没有要还的账单。"),
        keyboard=[
            [Button(t("看账单"), OpenBills(), style="primary"), Button(t("通知记录"), OpenNotices(0))],
            [back(t, OpenHome())],
        ],
    )


def help_screen(t: Texts, commands: Sequence[tuple[str, str]]) -> Reply:
    listed = "\n".join(f"/{command}　{description}" for command, description in commands)
    return reply(
        bold(t("我能帮您做这些：")),
        listed,
        t("也可以直接打字，比如「账单」「还款」「订单」「去逛逛」。"),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("去逛逛"), OpenShop())],
            [Button(t("找客服"), OpenAgent())],
            [back(t, OpenHome())],
        ],
    )


def languages(t: Texts, *, plain: bool) -> Reply:
    """Language, and how tables are shown."""
    return reply(
        t("请选择语言："),
        keyboard=[
            *(
                [Button(_ticked(label, code == t.locale), ChooseLanguage(code))]
                for code, label in LANGUAGE_NAMES.items()
            ),
            [
                Button(_ticked(t("表格"), not plain), ChooseTables(0)),
                Button(_ticked(t("纯文字"), plain), ChooseTables(1)),
            ],
            [back(t, OpenHome())],
        ],
    )


def _ticked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def language_chosen(t: Texts) -> Reply:
    return reply(
        t("好的，以后用简体中文和您说话。"),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("去逛逛"), OpenShop())],
            [back(t, OpenHome())],
        ],
        toast=t("已切换"),
    )


def not_understood(t: Texts, *, open_draft: str | None) -> Reply:
    return reply(
        t("我没完全听懂。您是想问："),
        keyboard=[
            resume_row(t, open_draft),
            [Button(t("这个月还多少"), OpenBills())],
            [Button(t("我买过什么"), OpenOrders(0))],
            [Button(t("去逛逛"), OpenShop()), Button(t("找客服"), OpenAgent())],
        ],
    )


def words_only(t: Texts) -> Reply:
    return reply(
        t("图片、文件和语音我还看不懂，请直接打字或点按钮。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("帮助"), OpenHelp())]],
    )


def edited_words(t: Texts) -> Reply:
    return reply(t("编辑过的消息我不会再处理。要更改的话，请再发一条新消息。"))


def too_fast(t: Texts) -> Reply:
    return reply(t("您发得太快了，请歇一会儿再发。刚才太快的那些我没有处理。"))


def private_chats_only(t: Texts) -> Reply:
    return reply(t("为了保护您的账单和个人信息，我只在私聊里服务。请点我的头像，发消息给我。"))


def nothing_to_cancel(t: Texts) -> Reply:
    return reply(
        t("现在没有进行中的操作。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("去逛逛"), OpenShop())]],
    )
