"""What things are called to the shop's people; what became of a notice is said of the customer, not to them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.autopay.results import RunOutcome
from domain.customers.consents import Purpose
from domain.identity.types import IdentityState
from domain.lookups.results import Field, HitKind, Lateness, NoticeLine
from domain.lookups.rules import ClueKind
from domain.outbox.results import SkipReason
from handlers.notices.views import kind_label
from handlers.ui.i18n import N_, Texts

# Why somebody looks; the words are what the log keeps.
REASONS = (N_("客户来找"), N_("处理工单"), N_("核对还款"), N_("投诉或监管查询"), N_("内部检查"))
CLUES: Mapping[ClueKind, str] = {
    ClueKind.ORDER: N_("订单号"),
    ClueKind.CASE: N_("工单编号"),
    ClueKind.DOCUMENT: N_("单据编号"),
    ClueKind.DOCUMENT_CODE: N_("核对码"),
    ClueKind.OUR_ID: N_("借款或付款编号"),
    ClueKind.CONTRACT: N_("合同号"),
    ClueKind.REFERENCE: N_("支付流水号"),
    ClueKind.ID_NUMBER: N_("身份证号"),
    ClueKind.PHONE: N_("手机号"),
    ClueKind.TELEGRAM: N_("Telegram 编号"),
    ClueKind.NAME: N_("姓名"),
    ClueKind.NAME_MASK: N_("打码的姓名"),
}
HITS: Mapping[HitKind, str] = {
    HitKind.PERSON: N_("客户"),
    HitKind.ORDER: N_("订单 %(number)s"),
    HitKind.LOAN: N_("借款 %(number)s"),
    HitKind.PAYMENT: N_("付款 %(number)s"),
    HitKind.CASE: N_("工单 %(number)s"),
    HitKind.DOCUMENT: N_("单据 %(number)s"),
}
FIELDS: Mapping[Field, str] = {
    Field.NAME: N_("姓名"),
    Field.ID_NUMBER: N_("身份证号"),
    Field.PHONE: N_("手机号"),
    Field.ADDRESS: N_("收货信息"),
}
IDENTITY: Mapping[IdentityState, str] = {
    IdentityState.NONE: N_("未实名"),
    IdentityState.INCOMPLETE: N_("实名待补充"),
    IdentityState.REVIEWING: N_("实名审核中"),
    IdentityState.VERIFIED: N_("已实名"),
    IdentityState.REJECTED: N_("实名未通过"),
    IdentityState.EXPIRED: N_("实名已过期"),
}
PAYMENTS: Mapping[str, str] = {
    "pending": N_("刚发起"),
    "waiting": N_("等客户付款"),
    "unknown": N_("结果不明，正在查"),
    "posted": N_("已入账"),
    "void": N_("没有扣成"),
    "credited": N_("多付的钱"),
}
DEBITS: Mapping[RunOutcome | None, str] = {
    None: N_("正在扣"),
    RunOutcome.POSTED: N_("扣成了"),
    RunOutcome.PARTIAL: N_("只扣了一部分"),
    RunOutcome.DECLINED: N_("没有扣成"),
    RunOutcome.UNKNOWN: N_("结果不明，正在查"),
    RunOutcome.IN_FLIGHT: N_("客户正在还，没有扣"),
    RunOutcome.NOTHING: N_("不用扣了"),
    RunOutcome.MISSED: N_("错过了扣款时间"),
}
NOTICES: Mapping[str, str] = {
    "planned": N_("待发送"),
    "claimed": N_("待发送"),
    "sending": N_("正在发送"),
    "sent": N_("已发送"),
    "skipped": N_("没有发"),
    "failed": N_("没能发出"),
    "unreachable": N_("没能送达"),
    "uncertain": N_("可能没有送达"),
}
SKIPPED: Mapping[str, str] = {
    SkipReason.NOTHING_OWED: N_("没有发：那时已经不用还了"),
    SkipReason.TOLD_ALREADY: N_("没有发：别的通知已经说过"),
    SkipReason.TOLD_TOGETHER: N_("没有单独发：和同一时间的几笔一起说了"),
    SkipReason.ALREADY_TOLD_TODAY: N_("没有发：当天已经提醒过"),
    SkipReason.BLOCKED: N_("没有发：客户停用了助手，也没有备用渠道"),
    SkipReason.ON_HOLD: N_("没有发：工单还在处理，提醒暂停"),
    SkipReason.OVERTAKEN: N_("没有发：已经过了提醒的时候"),
    SkipReason.BY_DEBIT: N_("没有发：已开自动扣款，前一天提醒过"),
    SkipReason.NOT_THAT_DAY: N_("没有发：这一天不用提醒"),
}
# Why a notice could not be sent, in the words of the channels (`bot.adapters.channels`) and of the delivery.
UNDELIVERED: Mapping[str, str] = {
    "blocked": N_("客户停用了助手"),
    "chat_not_found": N_("Telegram 找不到这个对话"),
    "too_many_requests": N_("Telegram 要求稍后再发"),
    "refused": N_("Telegram 没有接受"),
    "not_delivered": N_("连不上 Telegram"),
    "account_refused": N_("客户的 Telegram 账号和封存的不一致"),
    "fault": N_("内容生成时出错，详情在程序日志里"),
}
PURPOSES: Mapping[str, str] = {
    Purpose.IDENTITY: N_("核实身份"),
    Purpose.FACE: N_("人脸核验"),
    Purpose.LENDER: N_("把资料交给机构"),
    Purpose.BINDING: N_("绑卡"),
    Purpose.DEBIT: N_("自动扣款"),
    Purpose.CARD: N_("绑卡和自动扣款"),
}
LATENESS: Mapping[Lateness, str] = {
    Lateness.TODAY: N_("今天到期"),
    Lateness.DAYS_1_3: N_("过还款日 1–3 天"),
    Lateness.DAYS_4_30: N_("过还款日 4–30 天"),
    Lateness.OVER_30: N_("过还款日 30 天以上"),
}
DOCUMENTS: Mapping[str, str] = {
    "receipt": N_("还款回单"),
    "certificate": N_("结清证明"),
    "statement": N_("对账单"),
    "purchase": N_("付款回单"),
}


def notice_kind(t: Texts, notice: NoticeLine) -> str:
    return kind_label(t, notice.kind) if notice.kind else t("还款提醒")


def notice_outcome(t: Texts, notice: NoticeLine) -> str:
    """Say what became of a notice, and why."""
    reason = notice.reason or ""
    if notice.status == "skipped" and reason in SKIPPED:
        return t(SKIPPED[reason])
    if reason in UNDELIVERED:
        return t("%(state)s：%(why)s", state=t(NOTICES[notice.status]), why=t(UNDELIVERED[reason]))
    return t(NOTICES[notice.status])


def hit_label(t: Texts, kind: HitKind, number: str) -> str:
    return t(HITS[kind], number=number)
