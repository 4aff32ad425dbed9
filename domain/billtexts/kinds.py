"""What a message is about, by its words: a bill that is made up, due, paid, not debited or overdue; a code; advertising."""

from __future__ import annotations

from domain.billtexts.results import BillEvent
from domain.patterns import pattern

_CODES = (
    r"(?:验证码|校验码|动态码|动态密码|动态口令|短信密码|确认码|激活码|随机码|交易码|授权码|重置码|安全码|登录码|"
    r"(?:verification|security|one[- ]time|log-?in|auth[a-z]*) ?(?:code|password|pin)|\botp\b|passcode)"
)
_CODE = pattern(
    rf"{_CODES}[^0-9\n。;]{{0,16}}?(?<![0-9])[0-9]{{4,8}}(?![0-9])"
    rf"|(?<![0-9.,*])[0-9]{{4,8}}(?![0-9.,元])(?:(?!勿|不要|never|not )[^0-9\n。;]){{0,16}}{_CODES}"
)
_NAMES_A_CODE = pattern(_CODES)
# What only might have been: it says nothing of what is.
_IF = pattern(
    r"(?:如|若|倘若|如果|假如|如您?|若您?)(?:您|果)?(?:本人)?(?:已|已经|有|未|没有|需|要|对|遇|"
    r"出现|发生|扣款|逾期|还款|因|忘|余额|办理|不|为|想)[^。;!\n]{0,40}"
    r"|(?:避免|以免|防止|谨防|免得|以防|防范|以避免|请勿|切勿|影响)[^,。;!\n]{0,24}"
    r"|逾期(?:将|会|可能|后|未还款?的?(?:将|会)|还款(?:将|会)|不还)[^。;!\n]{0,30}"
    r"|(?:扣款|还款|代扣)(?:成功|失败)(?:后|前|时|的话|与否|为准)[^,。;!\n]{0,24}"
    r"|\b(?:if|unless|in case)\b[^。;!\n]{0,60}|\b(?:to avoid|avoid|may incur|may be charged)\b[^。;!\n]{0,40}"
)
_FAILED = pattern(
    "(?:扣款|代扣|扣收|自动还款|还款|划扣|扣划|扣费|缴费|付款|"
    "支付)(?:[^,。;!\n]|(?<=[0-9]),(?=[0-9])){0,16}?(?:失败|未成功|不成功|没有成功|没成功|未能成功|未完成)"
    "|(?:未能|没能|没有|未|未成功|无法)(?:成功)?(?:从[^,。;]{0,20})?(?:扣款|扣收|扣划|扣到|"
    "划扣|代扣|扣成)|余额不足[^。;\n]{0,12}(?:未|失败|没)"
    "|(?:payment|debit|auto-?pay)[^。;!\n]{0,40}? (?:failed|unsuccessful|declined|could not be|was not successful|"
    "was returned)|insufficient (?:funds|balance)|unable to (?:debit|collect|process)"
)
_OVERDUE = pattern(
    "已经?(?:[于在][^,。;\n]{2,12})?逾期|逾期(?:[0-9]+|了|未还|欠款|第|提醒|账单[^,。;\n]{0,14}待还|通知|账单|天数|贷款|"
    "还款提醒|金额|中)|"
    "已(?:超过|过)(?:了)?(?:还款|到期)|(?:仍|尚|还)未(?:还款|归还|还清|收到您?的?还款|结清|"
    "缴纳|足额)|仍有[^,。;]{0,16}未还"
    "|未收到(?:您)?[^,。;\n]{0,20}还款|未按(?:时|期)(?:还款|归还|足额)|past due|overdue|"
    "not (?:yet )?received (?:your )?(?:re)?payment|missed (?:your |a )?(?:re)?payment"
)
_PAID = pattern(
    "(?:还款|扣款|代扣|支付|扣收|扣划|划扣|还贷|偿还|归还)(?:[^,，。;\n失未否]|(?<=[0-9]),){1,20}成功|"
    "(?:还款|还贷)支出|(?:入账|转入|存入|到账)还款(?!账户|账号|卡)|"
    "(?:还款|扣款|代扣|缴费|缴款|付款|支付|扣收|划扣|还贷|扣费|缴纳|归还|扣缴|缴付|"
    "自动还款)(?:已)?(?:完成|成功|到账|入账)|已(?:经)?(?:完成)?(?:成功|全部|全额|"
    "自动)?(?:还款|扣款|扣收|还清|"
    "结清|缴费|缴清|扣除|代扣|归还|偿还|收到|还|扣划|划扣|入账|支付|到账)"
    "|成功(?:还款|扣款|扣收|还清|结清|偿还|归还|缴费|缴纳|支付|扣除|代扣|入账|扣划|划扣)|"
    "收到(?:您|了)?[^,。;\n]{0,16}(?:还款|款项|缴费|付款)|(?:还款|"
    "款项)[^,。;\n]{0,24}(?:已入账|已到账|已收到|已还清|成功)|payment (?:received|successful)|"
    "(?:have |has been |successfully |was )(?:successfully )?(?:re)?paid|repaid successfully|"
    "received (?:your |a )?(?:re)?payment|payment[^。;!\n]{0,30}? (?:was|has been|is) (?:received|successful|posted|"
    "credited|processed)|(?:thank you|thanks) for (?:your|the) (?:re)?payment|paid in full|"
    "has been paid|全部结清|已无欠款|已从[^,。;\n]{0,10}扣(?:除|款)"
)
_MADE_UP = pattern(
    "账单(?:已|已经)?(?:出|生成|寄|发送|产生|出炉|来)|已?出账|账单日|对账单|电子账单|statement"
)
_STATEMENT = pattern("账单(?!分期|提醒|账单[^,。;\n]{0,14}待还|待|还款提醒|将)")
_DUE_NOW = pattern(
    "将到期|(?:将|会)(?:于|在|从)|(?:明天|今天|今日|明日|后天)|提醒|账单[^,。;\n]{0,14}待还|"
    "最后还款日?到|还有[0-9]+天|账单待|笔账单"
)
_DUE = pattern(
    "还款|应还|待还|到期|账单|月供|应缴|缴费|缴纳|缴清|扣款|代扣|扣收|划扣|扣划|欠款|欠费|"
    "需还|须还|该还|要还|还清|应付|待付|付清|"
    "付款|归还|扣缴|缴付|供款|缴款|租金|房租|学费|自动扣|扣除|交租|备款|payment due|amount due|due date|statement|"
    "min(?:imum)?\\.? payment|(?:statement|new|outstanding|total|current) balance|\\bdue\\b|"
    "\\bbill\\b|you owe|instal?lment|\\brepay"
)
# What is paid is a bill only where it is owed on: an order, a ticket or a subscription is none.
_OWED = pattern(
    "还款|还贷|账单|月供|贷|第[0-9]+期|期|租|学费|欠|信用卡|月付|花呗|白条|归还|偿还|本息|"
    "结清|还清|分付|金条|借|供款|"
    "repaid|received (?:your |a )?(?:re)?payment|payment received|has been paid|for (?:your|the) (?:re)?payment|repayment|"
    "instal?lment|statement|credit card|loan"
)
_SPENT = pattern("消费(?!贷|金融|信贷|者)|刷卡|取现|订单|购买|交易|purchase|transaction|merchant|spent")
_PAID_BACK = pattern(
    "还款|还贷|归还|偿还|还清|结清|月供|代扣|第[0-9]+期|租金|房租|学费|your (?:re)?payment|repayment|repaid"
)
# What was bought just now, with what is owed on the card since: no bill, while no day of paying is told.
_BOUGHT = pattern("(?:消费(?!贷|金融|信贷|者)|刷卡|取现|支出)(?:人民币|¥|rmb|cny)?\\s*[0-9][0-9,.]*\\s*元?")
_IS_TO_BE_PAID = pattern("应还|待还|需还|还款|到期|账单|本期|当期|归还|最低")
# What comes to the reader: what was borrowed, a rent, wages.
_COMES_IN = pattern(
    "(?:借款|放款|贷款|万用金|备用金|提现|资金)(?:[^。;!\\n还]|(?<=[0-9]),){0,24}?(?:到账|放款成功|已放款|发放)|元将[^,。;\\n]{0,8}到账|"
    "(?:您|你)(?:的账户)?(?:已)?收到(?:房租|租金|转账|汇款|工资|货款)[^。;\\n]*"
)
# One's own money, that falls due, too: 理财产品将于12月25日到期.
_SAVED = pattern("理财|存款(?!卡)|存单|定投|基金|收益|红利|savings|deposit|matures|salary|investment")
_BORROWED = pattern(
    "应还|待还|还款|账单|欠|贷|租|信用卡|月付|花呗|白条|分期|借|缴|amount due|payment due|loan|card|instal|"
    "mortgage|statement"
)
# What will be another way, and nothing is due of: 利率调整后月供4,012.33元.
_CHANGES = pattern("利率[^。;\n]{0,24}(?:调整|变更|下调|上调|重定价)|重定价|rate (?:change|adjustment)")
_IS_DUE = pattern("应还|待还|还款日|扣款日|到期|欠款|本期|当期|\\bdue\\b")
# Somebody else's bill, that the reader paid or may pay.
_ANOTHERS = pattern(
    "(?:为|替|帮|给|向)(?!您|你|本人|自己)(?:您的|你的)?(?:[\u4e00-\u9fff]{1,2}(?<![号户卡])[*x]{1,2}(?![0-9*x])|他人|别人|好友|朋友|亲友|家人|[爸妈哥姐弟妹]|父亲|母亲|老[公婆]|丈夫|妻子|儿子|女儿|"
    "[\u4e00-\u9fff]{1,3}(?:先生|女士|某))[^,。;\n]{0,24}(?:还款|代还|代付|代缴|缴费|缴纳|归还|充值|支付)|代他人还|亲友代付"
)
# How to be left alone: behind an advertisement as a rule, behind bills too.
_UNSUBSCRIBE = pattern(
    r"(?:拒收|退订|退阅|不想接收|不再接收)[^,。;!\n0-9]{0,4}(?:回复?|发送?|按)?\s*[a-z0-9]{0,4}(?![a-z0-9])|"
    r"(?:回复?|发送?)\s*[a-z]{0,2}\s*(?:退订|拒收|退阅)|\b(?:reply|text|send) (?:stop|[a-z]{1,2})\b[^。;\n]{0,24}|"
    r"unsubscribe|opt[- ]out"
)
_ADVERTISEMENT = pattern(
    r"提额|提升额度|临时额度|邀您|邀请您?|诚邀|限时|最高可(?:借|贷|领|享|获|得|分)|"
    r"可借(?:额度)?|额度(?:最高|已|高达|已为您|为您|可达)|利率低至|日息|低至|立即(?:领取|申请|"
    r"办理|开通|提现|借款)|速领|领取|秒(?:到账|批|放款)|"
    r"优惠(?:券|活动)|免息券|红包|恭喜|"
    r"专享|福利|抽奖|预(?:审批|授信|审)|特邀|尊享|活动|钜惠|好礼|礼品|借钱|借款额度|无抵押|"
    r"当天放款|放款快|周转|急用钱|"
    r"账单(?:可)?分期(?:享|,|优惠|立享|低)|(?<!成功)(?<!已)办理分期|分期(?:手续费|费率|利率)|一键办理|戳|点击|"
    r"速办|免年费|推荐(?:办|好友)|开卡|办卡"
    "|降息|特惠|抢购|快来|支用|加赠|赠送|免息(?:券|额度)|仅需[0-9.]+元起|月月返|返现|升级|"
    "(?<![证债])券|权益|超值|秒杀|立享|首期0|有礼|立减|满减|apply now|limited time|"
    "pre-?approved|exclusive|earn |rewards?\\b|bonus|"
    "cash ?back|special offer|promo|low(?:er)? rate|as low as|up to|interest-free|instant (?:cash|loan)|congratulations"
)
_OWED_NOW = pattern(
    "应还|待还|应付|应缴|需还|欠款|账单(?!可?分期)|本期|当期|逾期|到期|已还|还款(?:日|成功|失败)|扣款(?:成功|失败|日)|due|statement"
)


def holds_a_code(words: str) -> bool:
    """Return whether a code stands in plain words, or they are about nothing else."""
    return _CODE.search(words) is not None


def names_a_code(words: str) -> bool:
    return _NAMES_A_CODE.search(words) is not None


def as_it_is(words: str) -> str:
    """Return the words without what only might be: 如已还款请忽略, 以免逾期."""
    return _IF.sub(lambda found: "\x01" * len(found[0]), words)


def event_in(words: str) -> BillEvent | None:
    """Return what is said of a bill in words as they are (`as_it_is`)."""
    words = _COMES_IN.sub("", words)
    if _FAILED.search(words):
        return BillEvent.DEBIT_FAILED
    if _PAID.search(words) and not _OVERDUE.search(words):
        is_spent = _SPENT.search(words) and not _PAID_BACK.search(words)
        return (
            BillEvent.PAID if _OWED.search(words) and not is_spent and not _ANOTHERS.search(words) else None
        )
    if _OVERDUE.search(words):
        return BillEvent.OVERDUE
    if _SAVED.search(words) and not _BORROWED.search(words):
        return None
    if _BOUGHT.search(words) and not _IS_TO_BE_PAID.search(words):
        return None
    if not _DUE.search(words) or (_CHANGES.search(words) and not _IS_DUE.search(words)):
        return None
    is_made_up = _MADE_UP.search(words) or (_STATEMENT.search(words) and not _DUE_NOW.search(words))
    return BillEvent.STATEMENT if is_made_up else BillEvent.DUE


def without_ways_out(words: str) -> str:
    """Return the words without how to be left alone: 退订回T."""
    return _UNSUBSCRIBE.sub("", words)


def advertises(words: str) -> bool:
    """Return whether words offer something; how to be left alone (退订回T) does so where nothing is said to be owed."""
    bare = without_ways_out(words)
    return _ADVERTISEMENT.search(bare) is not None or (bare != words and _OWED_NOW.search(bare) is None)
