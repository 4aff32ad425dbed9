"""Who sends bills, and on what: names as data (`senders.toml`), read when a text is first read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from domain.billtexts.plain import letters
from domain.billtexts.results import Product
from domain.patterns import pattern
from domain.value import Value

SENDERS = Path(__file__).with_name("senders.toml")
LONGEST_NAME = 16
_SIGNATURE = pattern(r"【([^】\]\n]{2,24})】|(?m:^)\s*\[([^】\]\n]{2,24})\]|\[([^】\]\n]{2,24})\]\s*(?m:$)")
_NAME = r"[\u4e00-\u9fffa-z]{2,16}"
# What of a company's name says what kind of lender it is; nobody calls a line of a bill so.
_KIND = (
    r"(?:银行|信用社|农商行|农信社?|消费金融|消金|金融|金服|小贷|教育|学院|学校|大学|驾校|英语|公寓|口腔|健身|集团|科技|"
    r"租赁公司|有限公司)"
)
# Behind what is said, or in front of it, or alone on a line: ——启明教育.
_SIGNED_OFF = pattern(
    rf"(?m)(?:[—–]{{1,3}}|(?:^|(?<=[\s。,，;!.]))-{{1,3}})\s*(?![已未请无不可将为是如详])({_NAME})\s*[。.!]?\s*$|"
    rf"^\s*([\u4e00-\u9fff]{{2,12}}{_KIND})\s*(?:$|:)"
)
# Of these no name is made: 【还款提醒】.
_NO_NAME = pattern(
    "温馨|友情|提示|提醒|通知|消息|短信|推送|服务|客服|中心|账单|账户|还款|扣款|到期|逾期|成功|失败|自动|本期|每月|信用卡|贷记卡|银行卡|"
    "分期|贷款|助手|管家|日历|小秘书|重要|官方|公告|系统|尊敬的?|客户|用户|您好|图片|表情|微笑|链接|金融|银行|明细|详情|缴费|"
    "催收|催缴|月度|今天|明天|后天|月底|电子|订单|租金|房租|学费|payment|bill|reminder|notice|alert|message|statement|dear|customer|your|card|loan"
)
# A company of a place is the same company, and what only says what of it writes.
_PLACES = (
    "中国|北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    "陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|深圳|广州|杭州|南京|苏州|武汉|成都|西安|长沙|郑州|青岛|济南|大连|沈阳|"
    "宁波|厦门|福州|合肥|昆明|无锡|东莞|佛山|温州|哈尔滨|长春|石家庄|南昌|南宁|太原|贵阳|兰州|海口"
)
_OF_A_PLACE = pattern(rf"(?:{_PLACES})(?:省|市)?")
SHORTEST_OWN = 2  # letters of a name that stand before a known one: 松果白条
_PRODUCTS: tuple[tuple[Product, re.Pattern[str]], ...] = (
    (
        Product.MORTGAGE,
        pattern("房贷|住房贷款|个人住房|按揭|公积金贷款|购房贷款|住房按揭|商业性?住房|mortgage|home loan"),
    ),
    (Product.CAR, pattern("车贷|汽车贷款|购车贷款|汽车金融|汽车分期|购车分期|车辆贷款|(?:car|auto) loan")),
    (Product.TUITION, pattern("助学贷款|学费|培训费|课程分期|教育分期|教育贷|tuition|student loan")),
    (Product.RENT, pattern("房租|租金|租房|租约|月租金|\\brent\\b")),
    (Product.PHONE, pattern("合约机|合约计划|购机|手机分期|终端分期|合约期|话费分期|信用购机")),
    (Product.CARD, pattern("信用卡|贷记卡|龙卡|牡丹卡|账单日|credit card|minimum payment|statement balance")),
    (Product.PAY_LATER, pattern("月付|先用后付|先享后付")),
    (Product.CREDIT, pattern("消费贷|信用贷|借款|贷款|快贷|融e借|闪电贷|e招贷|快e贷|借据|贷|\\bloan")),
)


class Sender(Value):
    """A lender: its usual name; `product` where it has but one; a platform gives way to what it names beside itself. Of who
    is abroad, too, bills are in yuan where they do not look like those of there.
    """

    name: str
    names: tuple[str, ...]
    product: Product | None = None
    is_platform: bool = False
    is_foreign: bool = False
    is_abroad_too: bool = False


class Named(Value):
    """A sender that is named from `first` to `last`; `signed`: in 【】."""

    first: int
    last: int
    sender: Sender
    signed: bool


def read_table() -> list[dict[str, Any]]:
    """Return the rows of `senders.toml`, with their examples."""
    rows: list[dict[str, Any]] = tomllib.loads(SENDERS.read_text(encoding="utf-8"))["sender"]
    return rows


@cache
def _senders() -> tuple[dict[str, Sender], re.Pattern[str]]:
    by_name: dict[str, Sender] = {}
    for row in read_table():
        product = Product(row["product"]) if "product" in row else None
        flags = (row.get(each, False) for each in ("platform", "foreign", "abroad_too"))
        sender = Sender(row["name"], tuple(row["names"]), product, *flags)
        by_name.update(dict.fromkeys((row["name"].lower(), *sender.names), sender))
    longest_first = sorted(by_name, key=len, reverse=True)
    return by_name, re.compile("|".join(map(_as_word, longest_first)))


def _as_word(name: str) -> str:
    """Return the form of a name; one in letters ends with its word, since citi is none in citic."""
    return rf"{re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name)


def _known_in(words: str) -> Iterator[re.Match[str]]:
    """Return the known names; one in letters begins its word, too. That is looked at behind the form, which finds a place to
    try by its first characters, and could not if it looked back.
    """
    for found in _senders()[1].finditer(words):
        at = found.start()
        is_within = at > 0 and "a" <= words[at - 1] <= "z"
        if not (is_within and found[0].isascii()):
            yield found


def senders_in(words: str) -> Iterator[Named]:
    """Return the senders that plain words name, in their order. Who signs with a name of one's own is none of them, though
    a known one is a part of it (松果白条).
    """
    by_name, _ = _senders()
    signatures = [(range(*found.span()), _own_name(_first(found))) for found in _SIGNATURE.finditer(words)]
    owns = [own for _, own in signatures if own]
    for found in _known_in(words):
        of = next((each for each in signatures if found.start() in each[0]), None)
        if (of and of[1]) or any(_is_own(words, found.start(), own) for own in owns):
            continue
        yield Named(found.start(), found.end(), by_name[found[0]], of is not None)


def signature_of(words: str) -> str | None:
    """Return the name of a sender nobody knows: in 【】, behind a dash, or alone; letters only."""
    for signature in _SIGNATURE.finditer(words):
        if name := _own_name(_first(signature)):
            return name
    signed_off = _SIGNED_OFF.search(words)
    return _own_name(_first(signed_off)) if signed_off else None


def _first(found: re.Match[str]) -> str:
    return next(filter(None, found.groups()), "")


def _own_name(said: str) -> str | None:
    """Return the name, where it is none that is known, nor only says what the text is."""
    known = next(_known_in(said), None)
    before = said[: known.start()] if known else ""
    if known and not letters(_NO_NAME.sub("", _OF_A_PLACE.sub("", before))):
        return None
    name = letters(said)[:LONGEST_NAME]
    return name if len(name) > 1 and letters(_NO_NAME.sub("", said)) else None


def _is_own(words: str, at: int, own: str) -> bool:
    """Return whether what stands at a place is the end of somebody's own name: 松果白条, where 松果金融 signs."""
    before = words[max(0, at - LONGEST_NAME) : at]
    return any(before.endswith(own[:size]) for size in range(SHORTEST_OWN, len(own) + 1))


def product_in(words: str) -> Product | None:
    """Return what is owed on, by what it is called."""
    return next((product for product, called in _PRODUCTS if called.search(words)), None)
