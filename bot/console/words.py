"""What verbs, outcomes and things are called in the console."""

from __future__ import annotations

from datetime import datetime

from domain.dates import SHANGHAI
from domain.staff.types import Outcome, ProposalStatus, Role, Subject, SubjectKind, Verb, Way
from handlers.ui.i18n import N_, Texts

VERBS = {
    Verb.SIGN_IN: N_("登录"),
    Verb.SIGN_OUT: N_("退出登录"),
    Verb.READ_LOG: N_("看操作记录"),
    Verb.FIND: N_("查找"),
    Verb.OPEN_CUSTOMER: N_("打开客户资料"),
    Verb.REVEAL: N_("看完整信息"),
    Verb.SEE_CASES: N_("看工单"),
    Verb.ANSWER_CASE: N_("回复客户"),
    Verb.DECIDE_CASE: N_("决定工单"),
    Verb.SEE_MONEY: N_("看退货和款项"),
    Verb.BOOK_RETURN: N_("退货入账"),
    Verb.DECLINE_RETURN: N_("不接受退货"),
    Verb.CONFIRM_PAYMENT: N_("确认机构已收款"),
    Verb.REJECT_PAYMENT: N_("确认机构没有收款"),
    Verb.PAY_BACK: N_("登记人工退款"),
    Verb.SEE_SHOP: N_("看商品和方案"),
    Verb.CHANGE_PRODUCT: N_("改商品"),
    Verb.CHANGE_PLAN: N_("改方案"),
    Verb.ADD_MEMBER: N_("添加成员"),
    Verb.SET_ROLE: N_("改角色"),
    Verb.DISABLE_MEMBER: N_("停用成员"),
    Verb.RESET_MEMBER: N_("重置成员"),
}
OUTCOMES = {
    Outcome.BEGUN: N_("开始办"),
    Outcome.DONE: N_("办好了"),
    Outcome.NO_RIGHT: N_("没有权限"),
    Outcome.REFUSED: N_("没有办成"),
    Outcome.PROPOSED: N_("等另一位确认"),
    Outcome.CONFIRMED: N_("另一位已确认"),
    Outcome.DECLINED: N_("没有同意"),
    Outcome.LAPSED: N_("过期作废"),
    Outcome.UNCHANGED: N_("之前已经办过"),
}
SUBJECTS = {
    SubjectKind.CUSTOMER: N_("客户"),
    SubjectKind.ORDER: N_("订单"),
    SubjectKind.LOAN: N_("分期"),
    SubjectKind.PAYMENT: N_("付款"),
    SubjectKind.RETURN: N_("退货"),
    SubjectKind.REFUND: N_("退款"),
    SubjectKind.CASE: N_("工单"),
    SubjectKind.DOCUMENT: N_("文件"),
    SubjectKind.MEMBER: N_("成员"),
    SubjectKind.PRODUCT: N_("商品"),
    SubjectKind.PLAN: N_("方案"),
    SubjectKind.SEARCH: N_("查找"),
}
STATES = {
    ProposalStatus.WAITING: N_("等另一位确认"),
    ProposalStatus.CONFIRMED: N_("已确认，还没办完"),
    ProposalStatus.DONE: N_("办好了"),
    ProposalStatus.FAILED: N_("没有办成"),
    ProposalStatus.DECLINED: N_("没有同意"),
    ProposalStatus.LAPSED: N_("过期作废"),
}
ROLES = {
    Role.VIEWING: N_("查看"),
    Role.SERVING: N_("客服"),
    Role.MONEY: N_("财务"),
    Role.OWNER: N_("负责人"),
}
WAYS = {Way.PASSWORD: N_("密码"), Way.TELEGRAM: "Telegram"}


def subject(t: Texts, about: Subject) -> str:
    if about.kind is SubjectKind.NOTHING:
        return "–"
    return f"{t(SUBJECTS[about.kind])} {about.id}"


def minute(at: datetime) -> str:
    """Return the instant in Beijing, to the minute."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def moment(at: datetime) -> str:
    """Return the instant in Beijing, to the second: `2026-12-01 10:00:05`."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
