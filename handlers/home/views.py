"""Greeting, help, language, and what is said when words are not understood."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.loans.results import BillView
from domain.standing.results import Standing
from handlers.bills.cycles import pay_rows, payable_first
from handlers.bills.grace import running_graces
from handlers.bills.views import being_paid, late_line, paying_row, together_row
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.documents import ChooseCertificate
from handlers.buttons.home import ChooseLanguage, ChooseTables, OpenHelp, OpenHome, OpenLanguages
from handlers.buttons.notices import OpenNotices
from handlers.buttons.orders import OpenOrders
from handlers.buttons.repayment import QuoteRepayment
from handlers.buttons.support import OpenAgent
from handlers.buttons.tracked import OpenTracked
from handlers.identity.views import number_refused
from handlers.support.views import hardship_button
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import LANGUAGE_NAMES, back, bold, day_away, goods, resume_row
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

PAY_ROWS = 2  # of several loans; the others are among the bills


def home_screen(t: Texts, standing: Standing, *, is_new: bool, demo: bool, open_draft: str | None) -> Reply:
    """Answer first: what is due and what is the matter, for whoever has bills; the shop, for whoever has none."""
    has_bills = bool(standing.bills)
    return reply(
        *_how_it_stands(t, standing),
        None if has_bills else _greeting(t, is_new=is_new, paid_off=standing.paid_off),
        t("所有费用下单前都会列清楚，没有看不见的收费。") if is_new else None,
        t("您来是想买东西分期，还是管已有的分期？记在这里的，到期前我会提醒您。") if is_new else None,
        t("<i>演示环境：机构和额度都是模拟的，不会真的借款或扣款。</i>") if demo else None,
        keyboard=[
            *(_pay_rows(t, standing) if has_bills else []),
            status.frozen_row(t, standing),
            *status.waiting_rows(t, standing),
            *status.pause_rows(t, standing),
            resume_row(t, open_draft),
            [Button(t("结清证明"), ChooseCertificate())] if standing.paid_off else None,
            None if has_bills else [Button(t("去逛逛"), OpenShop(), style=None if open_draft else "primary")],
            None if has_bills else [Button(t("管我已有的分期"), OpenTracked(0))],
            [Button(t("我的账单"), OpenBills()), Button(t("我的订单"), OpenOrders(0))],
            [
                *([] if standing.frozen_on else [Button(t("去逛逛"), OpenShop())]),
                Button(t("购物车"), OpenCart()),
                Button(t("我的分期"), OpenTracked(0)),
            ]
            if has_bills
            else [Button(t("购物车"), OpenCart()), Button(t("帮助"), OpenHelp())],
            [Button(t("帮助"), OpenHelp()), Button(t("语言 / Language"), OpenLanguages())]
            if has_bills
            else [Button(t("语言 / Language"), OpenLanguages())],
        ],
    )


def _greeting(t: Texts, *, is_new: bool, paid_off: bool) -> str:
    if is_new:
        return t("您好，我是分期管家。买东西可以分期，账单、还款日和每一笔费用都能在这里查清楚。")
    if paid_off:
        return t("您好，欢迎回来。您的分期都结清了，没有待还的账单。")
    return t("您好，欢迎回来。现在没有待还的账单。")


def _how_it_stands(t: Texts, standing: Standing) -> list[str | None]:
    """Say what is the matter, then what comes next, then what is left."""
    left = standing.bills
    return [
        status.frozen_line(t, standing),
        late_line(t, standing),
        status.report_line(t, standing),
        *status.waiting_lines(t, standing),
        _paying(t, standing),
        running_graces(t, standing.past_due, standing.today),
        _coming(t, standing),
        t(
            "还剩 %(count)d 期，一共 %(amount)s。",
            count=len(left),
            amount=t.money(standing.left_fen),
        )
        if len(left) > 1
        else None,
        None if standing.frozen_on else status.debit_beside_pauses(t, standing),
        *status.pause_lines(t, standing),
    ]


def _paying(t: Texts, standing: Standing) -> str | None:
    """Say what a payment without an outcome is for."""
    if not standing.paying:
        return None
    titles = {bill.loan_id: goods(t, bill.title, bill.item_count) for bill in standing.paying}
    return t(
        "%(goods)s：有付款正在处理，不用再付一次。",
        goods=escape(t("、").join(titles.values())),
    )


def _coming(t: Texts, standing: Standing) -> str | None:
    bills = standing.coming
    if not bills:
        return None
    values = {
        "day": day_away(t, bills[0].due_date, standing.today),
        "amount": bold(t.money(sum(bill.owed_fen for bill in bills))),
    }
    if len(bills) > 1:
        said = t("下一个还款日 %(day)s，%(count)d 期一共 %(amount)s。", count=len(bills), **values)
    else:
        what = escape(goods(t, bills[0].title, bills[0].item_count))
        which = bill_names.of_plan(t, bills[0].no, bills[0].periods)
        said = t("下一期 %(day)s，还 %(amount)s（%(goods)s，%(bill)s）。", goods=what, bill=which, **values)
    return said if standing.past_due else f"🧾 {said}"


def _pay_rows(t: Texts, standing: Standing) -> list[ButtonRow | None]:
    """Offer what comes first, the late ones before all else."""
    first = payable_first(standing.bills)
    is_one = len({bill.loan_id for bill in standing.bills}) == 1
    return [
        *([_pay_one(t, bill) for bill in first] if is_one else pay_rows(t, first, PAY_ROWS)),
        *(paying_row(t, bill) for bill in being_paid(standing.bills)[:PAY_ROWS]),
        together_row(t, standing.bills, standing.today),
        [hardship_button(t, standing.past_due)] if standing.past_due else None,
    ]


def _pay_one(t: Texts, bill: BillView) -> ButtonRow:
    """Of a single loan what it is for stands above."""
    label = t("还 %(amount)s", amount=t.money(bill.owed_fen))
    return [Button(label, QuoteRepayment(bill.installment_id), style="primary")]


def went_unanswered(t: Texts, *, deleted: bool | None, open_draft: str | None) -> Reply:
    """Say that what was sent while the assistant was away is not carried out any more; of what came just before it went away
    nobody knows. `deleted`: whether it left the chat, where it was something that must."""
    return reply(
        None if deleted is None else number_refused(t, deleted=deleted),
        t("抱歉，刚才有一阵没能回您。那时发来的可能没有办成，请看看现在的情况，没有的话再发一次。"),
        keyboard=[
            resume_row(t, open_draft),
            [Button(t("我的账单"), OpenBills()), Button(t("回首页"), OpenHome())],
        ],
    )


def welcome_back(t: Texts, standing: Standing) -> Reply:
    """Say how things stand, for who had stopped the assistant."""
    return reply(
        t("您好，欢迎回来。停用期间的通知没有发给您，现在的情况是："),
        *_how_it_stands(t, standing),
        None if standing.bills else t("没有待还的账单。"),
        keyboard=[
            *(_pay_rows(t, standing) if standing.bills else []),
            [Button(t("看账单"), OpenBills()), Button(t("通知记录"), OpenNotices(0))],
            [back(t, OpenHome())],
        ],
    ).as_proof()


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


def words_only(t: Texts) -> Reply:
    return reply(
        t("语音和视频我还听不懂、看不懂，请直接打字或点按钮。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("帮助"), OpenHelp())]],
    )


def edited_words(t: Texts) -> Reply:
    return reply(t("编辑过的消息我不会再处理。要更改的话，请再发一条新消息。"))


def too_fast(t: Texts) -> Reply:
    return reply(t("消息太快了，有几条没处理，请稍后重发。"))


def private_chats_only(t: Texts) -> Reply:
    return reply(t("为了保护您的账单和个人信息，我只在私聊里服务。请点我的头像，发消息给我。"))


def nothing_to_cancel(t: Texts) -> Reply:
    return reply(
        t("现在没有进行中的操作。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("去逛逛"), OpenShop())]],
    )
