"""Words as the model reads them: one width, one case, one script; names of products and numbers by their kind only."""

from __future__ import annotations

import re
import unicodedata

from domain.patterns import pattern
from domain.text import simplified

LONGEST = 400  # characters that are read; what is longer says what it wants at its beginning and its end
# Kinds of words, as capital letters: nothing else is one after casefolding.
PRODUCT, BANK, SMALL, LARGE, AMOUNT, DAY = "XYNMVD"

# What people call a lender's product, with what they mistype; the longer first.
_PRODUCTS = pattern(
    r"蚂蚁(?:花呗|借呗|消费金融|金服)|支付宝(?:花呗|借呗)|京东(?:白条|金条|金融)|微信(?:分付|微粒贷)|美团(?:月付|生活费|借钱)|"
    r"抖音月付|滴滴(?:月付|金融)|携程(?:拿去花|金融)|苏宁任性付|唯品花|先用后付|小米(?:分期|金融|随星借|消费金融|贷款)|随星借|"
    r"[花化华][呗被贝坝唄吧](?!子)|[借接][呗被贝坝唄]|[微威][粒力利立]贷|白条(?!子)|打白条|金条(?!价)|月付|分付|任性付|任性贷|有钱花|度小满|"
    r"放心借|安逸花|拿去花|拍拍贷|360借条|借条|网商贷|马上(?:消费|金融)|招联(?:金融|好期贷)?|好期贷|即有分期|捷信|"
    r"爱又米|来分期|分期乐|桔多多|省呗|还呗|你我贷|宜人贷|平安普惠|微博借钱|"
    r"\b(?:huabei|jiebei|weilidai|baitiao|jintiao|yuefu)\b"
)
_BANKS = pattern(
    r"(?:工商|建设|农业|中国|交通|招商|邮政储蓄|邮储|平安|浦发|兴业|中信|光大|民生|广发|华夏|北京|上海|网商|微众)银行|"
    r"[工建农中交招]行(?![为走动不得业程情李])|邮储"
)
_AMOUNT = pattern(
    r"[¥￥$]\s*[0-9][0-9,]*(?:\.[0-9]+)?|[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:元|块|圆|rmb|yuan)|[0-9]+(?:\.[0-9]+)?\s*[万千百wk](?![a-z])"
)
_DAY = pattern(
    r"[0-9]{1,2}月[0-9]{1,2}[日号]?|[0-9]{4}[-/年][0-9]{1,2}(?:[-/月][0-9]{1,2}[日号]?)?|[0-9]{1,2}[日号]"
)
_NUMBER = pattern(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_SPOKEN = pattern(
    "[零〇一二两三四五六七八九十百千万几]*[一二两三四五六七八九十百千万]+(?=[块元期个天月号日年折成])"
)
_SPACES = pattern(r"\s+")
_BETWEEN_HAN = pattern(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_DIGIT = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}


def plain(text: str) -> str:
    """Return the words in one width, case and script, without control characters, with single spaces."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + " " + text[-LONGEST // 2 :]
    wide = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in wide)
    return _SPACES.sub(" ", simplified(kept)).strip()


def normalize(text: str) -> str:
    """Return `plain` words in which each product, bank, amount, day and number stands as one capital letter."""
    return kinds_in(plain(text))


def kinds_in(words: str) -> str:
    """Return words that are `plain` already the same way."""
    words = _PRODUCTS.sub(PRODUCT, words)
    words = _BANKS.sub(BANK, words)
    words = _SPOKEN.sub(_number_of, words)
    words = _AMOUNT.sub(AMOUNT, words)
    words = _DAY.sub(DAY, words)
    words = _NUMBER.sub(lambda found: SMALL if len(found[0]) < 3 else LARGE, words)
    return _BETWEEN_HAN.sub("", words)


def _number_of(found: re.Match[str]) -> str:
    """Return a spoken number as digits of about its size: only whether it is small matters."""
    said = found[0]
    if any(c in said for c in "百千万"):
        return "1000"
    return "12" if "十" in said else "".join(_DIGIT.get(c, "") for c in said) or said
