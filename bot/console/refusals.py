"""What the console says where something is refused."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import NotFound, SealBroken, Stale
from domain.loans.errors import PaymentInFlight
from domain.rules.errors import RuleError
from domain.staff.errors import MayNot, ProposalOver, ReasonMissing, SamePerson, SignInRefused
from domain.unit_of_work import Conflict
from handlers.ui.i18n import N_, Texts

_SAID: Mapping[type[Exception], str] = {
    MayNot: N_("您的角色没有这个权限，什么都没有改。需要的话请找负责人。"),
    ReasonMissing: N_("请写明原因，再提交一次。"),
    SamePerson: N_("这是您自己提的，要由另一位成员确认。"),
    ProposalOver: N_("这件事已经有结果了，或者超过一天作废了。"),
    SignInRefused: N_("名字、密码或验证码不对。连续几次不对以后要等一会儿再试，最长 15 分钟。"),
    NotFound: N_("没有找到这一页，或者已经不在了。"),
    Stale: N_("刚才已经有变化，请回到上一页看一下再办。"),
    Conflict: N_("刚才已经有变化，请回到上一页看一下再办。"),
    PaymentInFlight: N_("这笔分期有一笔付款还没有结果，现在不能办，请稍后再试。"),
    RuleError: N_("按今天的情况算不出来，什么都没有改。"),
    SealBroken: N_("有一项加密内容打不开，请告诉负责系统的同事。"),
}


def said_of(t: Texts, error: Exception) -> str:
    found = next((said for kind, said in _SAID.items() if isinstance(error, kind)), None)
    return t(found) if found is not None else t("现在不能这样办，什么都没有改。")
