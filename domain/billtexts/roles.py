"""What an amount or a day is, by the words beside it: due, the least, what is left, paid; or something else entirely."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.patterns import pattern


class Role(StrEnum):
    """What a number stands for; what is `OTHER` is not read."""

    DUE = "due"
    PERHAPS_DUE = "perhaps_due"
    TOTAL = "total"  # of a bill; of the whole plan, where periods are spoken of
    NEXT = "next"  # of the period after this one
    MINIMUM = "minimum"
    LEFT = "left"
    PAID = "paid"
    STATEMENT = "statement"
    OTHER = "other"


_MONEY = r"(?:总?(?:金额|额度?|款额|余额|款|额)|总额|总计)?"
_AMOUNT_BEFORE = pattern(
    rf"(?P<minimum>最低(?:还款|应还款?|应缴|缴款|需还|还)?{_MONEY}|min(?:imum)?\.? (?:re)?(?:payment|"
    rf"amount|due)(?: amount)?(?: due| payable)?)"
    rf"|(?P<left>(?:剩余|尚余|余下|还剩|剩下|尚欠|仍欠|还欠|未还清?|尚未(?:还|归还|结清|偿还)|"
    rf"仍有|未结清|剩|还需|仍需|尚需|还应)(?:的)?(?:应还|待还|未还|欠款|还款?|部分|未偿还|未缴|支付)*{_MONEY}|"
    rf"remaining(?: balance| amount)?|(?:still )?outstanding(?! balance))"
    r"|(?P<total>(?<![期款单同品])(?:总金额|总额|总计|全款)|in total|plan total)"
    r"|(?P<spent>(?:还款|还贷)支出)|(?P<other>原(?:本|来)?(?:应还|应缴|应付|待还|需还|账单)|上期|上月|上一期|信用额度|可用额度|额度|账户余额|"
    r"可用余额|余额|可用|限额|积分|"
    r"本金|利息|手续费|服务费|违约金|滞纳金|罚息|优惠|立减|减免|已减|满减|满|券|红包|奖励|返现|"
    r"消费(?!贷|金融|信贷)|交易|刷卡|支出|收入|转账|取现|溢缴款?|存款"
    r"|利率|(?:分期|贷款|借款|合同|订单|商品|产品)(?:总金额|总额|总计|金额|本金)|放款|总价|原价|"
    r"每万元|每千元|最高|可借|可享|充值|缴存(?:额|基数)?|押金|保证金|单笔|价值|首付|其中|包括|包含|含|借款|"
    r"提前结清|全部结清|结清|担保费|保费|退款|退还|节省|少还|累计|日息|借(?!呗|记|据)|年费|每日|每天|"
    r"一次性|(?:credit |cash )?limit|"
    r"(?<!statement )(?<!new )(?<!outstanding )(?<!current )(?<!total )balance(?! due)|"
    r"available(?: credit)?|application(?: for)?|申请(?:的|了)?|previous balance|last (?:payment|statement)|"
    r"purchases?|transactions?|spent|fees?|interest|principal|points|rewards?|cashback|refund(?:ed)?|bonus|"
    r"loan amount|loan of|charges?|\bover\b)"
    r"|(?P<paid>(?:已)?(?:入账|转入|到账)还款(?:金额|额)?|已(?:经)?(?:成功)?(?:还款?|缴|付|收到|扣款?|归还|偿还|支付|扣收|扣除|入账|"
    r"代扣)(?:您的?)?(?:还款)?(?:金额|额)?"
    r"|成功(?:还款|扣款|支付|扣除|缴费|缴纳|入账|归还|偿还|扣收|代扣|扣划|划扣)(?:金额|额)?|"
    r"(?:还款|扣款|支付|入账|缴费|代扣)(?:成功|已到账|到账|入账)(?:金额|额)?|"
    r"收到(?:您)?[^0-9,。;\n]{0,16}?(?:还款|款项|缴费|付款)?(?:金额|额)?|"
    r"received (?:your |a |the )?(?:re)?payment(?: of)?|you(?:'ve| have)? paid|amount (?:paid|received))"
    rf"|(?P<due>(?:本期|本月|当期|当月|每期|每月|合计|本次|月|共|总)?(?:应还款?|应缴款?|待还款?|"
    rf"需还款?|须还款?|应付款?|待付款?|需缴|应缴纳|待缴|需付|应扣|待扣|要还|该还){_MONEY}"
    rf"|账单(?:总?金额|总额|应还|额){_MONEY}|(?:欠款|欠费){_MONEY}|月供{_MONEY}|"
    rf"(?:月)?还款(?:总?金额|总?额)|供款(?:金额|额)?|本息(?:合计|共计|共)?|本金(?:及|和|与|加|\+)利息|逾期{_MONEY}"
    r"|(?:扣款|代扣|扣收|划扣|扣划)(?:金额|额)|每期(?:还款)?|最近1?[期笔]|"
    r"(?:new|statement|outstanding|current|total) balance|"
    r"balance due|(?:total |payment |repayment |installment )?amount (?:due|payable|owed)|"
    r"(?:total|payment|repayment) due|you owe|overdue (?:amount|balance)|monthly (?:payment|installment)|"
    r"(?:payment|repayment|instal?lment|bill|statement) amount|instal?lment(?: of)?)"
    r"|(?P<perhaps>账单|还款|扣款|代扣|扣收|扣除|划扣|扣划|扣|归还|缴纳|缴费|缴|支付|付款|存入|"
    r"存足|租金|学费|话费|月租|合计|共计|总计|共|金额|款项|待支付|费用|付|还(?!呗)|分期款|房租|贷款|"
    r"(?:re)?payment(?: of)?|pay|repay|bill|statement|amount|debit(?:ed)?|\bdue)"
)
_AMOUNT_AFTER = pattern(
    r"\s*(?P<filler>\)|】)?\s*(?:"
    r"(?P<paid>(?:的?(?:账单|欠款|还款|款项|月供)?)?(?:已(?:经)?(?:成功)?(?:还款?|扣|到账|入账|"
    r"收到|缴|支付|划扣|结清)|(?:还款|扣款|支付|缴费|代扣|扣收|入账)?成功|成功(?:扣款|还款|"
    r"入账)|入账|到账|(?:has been |have been |was |is )?(?:received|paid\b|credited|posted|successful)))"
    r"|(?P<other>[\u4e00-\u9fff]{0,4}(?:(?<![证债])券|红包|礼包)|(?:的)?(?:可用)?(?:额度|优惠|红包|立减|券|积分|免息|现金|奖励|消费|交易|刷卡|"
    r"话费|流量|备用金|周转|借款额度|起|以内|以下|以上|,?分[0-9]+期|的?(?:现金|信用)?额度|额|"
    r"将[^,，。;]{0,10}到账|"
    r"(?:的)?(?:个人|消费|信用|现金|抵押)*(?:贷款|借款)(?=[\x02第])|"
    r"(?:个人|消费|信用|现金|抵押)*(?:贷款|借款|贷)?(?:申请|已|成功|获)*(?:放款|发放|到账|获批|审批|通过|批准)|"
    r"(?:loan )?(?:has been |was |is )?(?:approved|disbursed)|"
    r"左右|/天|/日|每天|每日|提额)|手续费|的(?:分期)?手续费|利息|(?:credit )?limit|cashback|off\b|reward|"
    r"points|interest|fee\b|at [a-z])"
    r"|(?P<minimum>[(]?(?:为)?最低(?:还款|应还))"
    r"|(?P<left>(?:尚)?未(?:还|结清|归还|缴)|未偿还)"
    r"|(?P<due>(?:的)?(?:账单|贷款|欠款|月供|还款|款项|借款|分期款)?(?:将)?(?:待还|应还|需还|"
    r"要还|到期|须还|待支付|待缴|需要还)|"
    r"(?:(?:car |auto |home |student |credit card )?(?:loan |instal?lment |mortgage |bill )?(?:(?:re)?payment |bill )?)"
    r"(?:is |will be |falls |becomes )?(?:due|payable)\b)"
    r"|(?P<perhaps>(?:的)?(?:账单|月供|欠款|还款|租金|房租)))"
)
_DAY_BEFORE = pattern(
    r"(?P<statement>账单日期?(?!提醒)|出账日|结账日|账单生成日?|出单日|"
    r"statement (?:date|closing date|closed on|generated on)|closing date)"
    r"|(?P<other>活动|有效期?|截至|截止(?=\s*$)|交易|消费(?!贷|金融|信贷)|周期|起息日?|放款日?|办理|开通|"
    r"发送时间|生效|失效|领取|下个?账单日|下期|下次|上期|出具|打印|查询|签订|签署|申请|"
    r"借款日|发放|自|从|至|到(?!期)|统计|首次用款|valid|expir(?:es|y)|offer|\bends?\b|from|as of|transaction|"
    r"purchase|since|between|until)"
    r"|(?P<due>还款(?:到期|截止|最后)?(?:日期?|时间|期限)|到期(?:还款)?(?:日期?|时间)|"
    r"最[后晚](?:还款|缴款|付款|缴费)?(?:日期?|期限|时间)?|缴款(?:截止)?(?:日期?|期限)|"
    r"缴费(?:截止)?(?:日期?|时间|期限)|扣款(?:日期?|时间)|应还款?(?:日期?|时间)|应还|"
    r"付款(?:截止)?(?:日期?|时间)|截止(?:还款)?(?:日期?|时间|还款)|还款截止|到期|供款日|"
    r"应缴日?|交租(?:日期?|截止日)?|待还|"
    r"(?:re)?payment date|pay(?:able)? (?:by|before|on)|due(?: date)?(?: is)?(?: on| by| before)?|"
    r"(?:no later than|by|before))"
    r"|(?P<perhaps>请您?(?:务必)?[于在]|将[于在会]?|须[于在]|应[于在]|务必[于在]|还款|扣款|"
    r"本期|当期|应|需|于|在|will be|\bon)"
)
_DAY_AFTER = pattern(
    r"\s*(?:\([^)]{0,6}\))?\s*(?:[0-9]{1,2}(?:[:点时][0-9]{0,2}分?)?)?\s*(?:"
    r"(?P<statement>(?:(?:的)?账单已(?:出|生成)|出账|为账单日|是账单日|账单日|生成账单|出账单))"
    r"|(?P<other>起|(?:的)?(?:消费|交易|刷卡|取现|放款|办理|申请|借款日|至|-|~|—|"
    r"到(?![期账]))|开始|生效|签订|开通|(?:之?前|以前)?(?:办理|申请|领取|开通|激活|提现|使用|有效|报名|参与|下单|参加))"
    r"|(?P<due>(?:[(]?含[)]?)?(?:之?前|以前|当天前|日终前)|(?:将)?到期|(?:是|为)(?:您|"
    r"你)?(?:的)?[^,。;0-9]{0,12}(?:还款日|到期日|扣款日|还款)|应还|待还|还款日|需还|要还|须还|"
    r"还款(?!成功|已|失败|[0-9¥])|(?:将)?(?:自动)?(?:扣款|代扣|扣收|划扣|从)(?!成功|失败)|截止|"
    r"缴费|缴纳|缴款)"
    r"|(?P<perhaps>还|扣|付|交|,?(?:您|应还)))"
)
_OF_ANOTHER = pattern("上期|上月|上个月|上一期|其中|(?<!不)含|包括|内含|累计")
_OF_THE_NEXT = pattern(
    "下期|下个?月(?:应还|待还|账单|还款|月供|需还)|下一期|下次|下1期|下1次|next (?:installment|payment|bill|statement|due)"
)
# One period's, and not the whole's: what stands before an amount, and how many periods it may be parted into behind it.
_OF_A_PERIOD = pattern(
    "最近|本期|当期|每期|每月|每个月|本月|本次|月供|单期|期供|第[0-9]+(?:/[0-9]+)?期|[0-9]+/[0-9]+期|per month|"
    "monthly|each|this month|instal?lment|(?:扣款|代扣|扣收|扣除|划扣|扣划|还款|已还|账单)(?:金?额)?[:为]?\\s*$"
)
_MAY_BE_OF_ALL = pattern(
    r"(?:总额|总金额|总计|全部|总的?)[^0-9]{0,6}$|^[^日号]*(?:待还|未还|欠款)(?:款|金额)?[^0-9]{0,3}$|in total|total"
)
# What is due after all: 退款抵扣50元后实际应还732元, 现应还220元.
_IS_AFTER_ALL = pattern(
    "(?:实际|实|(?<!兑)现|(?:调整|抵扣|减免|优惠|更正)后)(?:的)?(?:应还|应缴|应付|需还|待还|需缴)[^0-9]{0,6}$"
)
_IS_A_SUM = pattern(r"(?:合计|共计|总计|一共|总共)[^0-9]{0,6}$")
_IS_PARTED = pattern(
    r"\s*(?:(?:已|将)[^,，。0-9]{0,6}到账)?\s*[,，(、]?\s*(?:已经?|被|办理|成功|申请)*(?:分(?:成|为|期|期数)?[:为]?\s*[0-9]{1,3}\s*(?:期|个月|次还|次付)|"
    r"[0-9]{1,3}\s*期(?![待未到应账])|"
    r"(?:is |to be )?(?:over|in|split into|divided into) [0-9]{1,3} (?:monthly |equal )?(?:months|instal|periods|payments))"
)
_ROLES = {
    "minimum": Role.MINIMUM,
    "left": Role.LEFT,
    "other": Role.OTHER,
    "paid": Role.PAID,
    "spent": Role.PAID,
    "total": Role.TOTAL,
    "due": Role.DUE,
    "perhaps": Role.PERHAPS_DUE,
    "statement": Role.STATEMENT,
}


def role_of_amount(before: str, after: str, *, marked: bool = True) -> Role | None:
    """Return what an amount is by the words of its clause before it, and those behind it. `marked`: as only money is; what
    is not and has but a word behind it that may be another's (12还款) is nothing.
    """
    if _OF_ANOTHER.search(before):
        return Role.OTHER
    left, right = _last(_AMOUNT_BEFORE, before), _role(_AMOUNT_AFTER.match(after))
    role = _of_both(left, right)
    if role is Role.PERHAPS_DUE and left is None and not marked:
        return None
    if role in (Role.DUE, Role.PERHAPS_DUE) and _OF_THE_NEXT.search(before):
        return Role.NEXT
    return role


def _of_both(left: Role | None, right: Role | None) -> Role | None:
    if right in (Role.OTHER, Role.PAID) or left is None:
        return right if not (right is Role.PAID and left in (Role.OTHER, Role.MINIMUM)) else left
    if left is Role.PERHAPS_DUE and right is not None:
        return right
    return left


def is_a_sum(before: str) -> bool:
    """Return whether an amount is what others come to: 租金3,200元、水电费186.5元，合计3,386.5元."""
    return _IS_A_SUM.search(before) is not None


def is_after_all(before: str) -> bool:
    """Return whether an amount is what is due after all, whatever else was."""
    return _IS_AFTER_ALL.search(before) is not None


def is_of_a_period(before: str) -> bool:
    """Return whether the clause before an amount speaks of one period."""
    return _OF_A_PERIOD.search(before) is not None


def may_be_of_all(before: str) -> bool:
    """Return whether the clause before an amount that is due may speak of all periods: 待还总额, 待还 without a day."""
    return _MAY_BE_OF_ALL.search(before) is not None


def is_parted(after: str) -> bool:
    """Return whether an amount is a whole that is parted into periods: 12,000元，分24期."""
    return _IS_PARTED.match(after) is not None


def role_of_day(before: str, after: str) -> Role | None:
    """Return what a day is by the words of its clause before it, and those behind it."""
    left, right = _last(_DAY_BEFORE, before), _role(_DAY_AFTER.match(after))
    if _OF_THE_NEXT.search(before) and Role.STATEMENT not in (left, right):
        return Role.NEXT
    if Role.STATEMENT in (left, right):
        return Role.STATEMENT if left is Role.STATEMENT or left is None or left is Role.PERHAPS_DUE else left
    if Role.OTHER in (left, right):
        return Role.OTHER
    if Role.DUE in (left, right):
        return Role.DUE
    return left or right


def _last(form: re.Pattern[str], words: str) -> Role | None:
    found = None
    for found in form.finditer(words):  # noqa: B007
        pass
    return _role(found)


def _role(found: re.Match[str] | None) -> Role | None:
    if found is None:
        return None
    return next(role for name, role in _ROLES.items() if name in found.groupdict() and found[name])
