"""One width, case and script, and blanks in place of what is neither an amount nor a day and must never be kept."""

from __future__ import annotations

import re
import unicodedata

from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.text import ascii_digits, simplified

LONGEST = 4096  # characters that are read: the longest message there is
FEWEST_TRADITIONAL = 3  # characters: one or two may be a name's
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
_FULL_WIDTH |= {0x3000: " ", 0xA0: " ", ord("￥"): "¥", ord("︰"): ":", ord("〔"): "【", ord("〕"): "】"}
_BETWEEN_FULL_WIDTH = pattern("(?<=[０-９])，(?=[０-９]{3})")
_NOTHING = pattern("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
# In place of a character that must not be read, and of one that has been; neither is part of a number, a word or the end
# of a sentence. A number that touches the first is not read, either.
SECRET, BLANK = "\x01", "\x02"
_SPACES = pattern(" +")
_BLANK_LINES = pattern(r"\s*\n\s*\n\s*")
_NEVER_READ = (
    # an address, whole
    pattern(r"https?://[^\s\u4e00-\u9fff,。;)】]+"),
    pattern(r"[a-z0-9.-]+\.(?:com|cn|net|cc|top|me|ly|hk|tw|link|vip)(?:/[a-z0-9_/?=&%.#-]*)?"),
    # cards, ID numbers, telephones and references: nine digits and more, also in groups
    pattern(r"(?<![0-9.,])[0-9][0-9*x]{7,}[0-9x](?![0-9,]|\.[0-9])"),
    pattern(r"(?<![0-9])[0-9]{4}(?:[ -][0-9*x]{4}){2,}(?:[ -]?[0-9]{1,4})?(?![0-9])"),
    pattern(r"(?<![0-9])[1-9](?:[ -]*[0-9]){16}[ -]*[0-9x](?![0-9])"),
    pattern(
        r"(?<![0-9])(?:400|800)-?[0-9]{3,4}-?[0-9]{3,4}(?![0-9])|"
        r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])"),
    pattern(
        r"(?:致电|热线|电话|拨打|拨|客服|咨询|"
        r"询)[^0-9\n。]{0,6}[0-9]{3,12}(?:[-转][0-9]{1,4})*(?![0-9.,]*元)"),
    # what is numbered
    pattern(
        r"(?:流水|订单|合同|借据|交易|参考|业务|凭证|受理|户|账|工|批|快递|运|保单|协议|账单|会员|"
        r"缴费|客户|单|编|用户)"
        r"(?:编)?(?:号码|号)(?:为|是)?[:\s#]*(?:尾号)?[a-z0-9*_-]*[0-9][a-z0-9*_-]*(?![0-9.,]*元)"
    ),
)  # fmt: skip
_NUMERALS = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟廿"
_SAID = pattern(
    f"(?<!第)(?<![{_NUMERALS}])第?([{_NUMERALS}]*[十百千万拾佰仟廿][{_NUMERALS}]*|"
    f"[{_NUMERALS}]+(?=[期号日月天年元块毛笔]|个月)|(?<=[块毛角])[{_NUMERALS}])"
)
_FIGURES, LENGTH_OF_A_YEAR = "零一二三四五六七八九〇", 4
_MIXED = pattern("[0-9]")


def plain(text: str) -> str:
    """Return the words in one width, case and script, with every number in digits."""
    text = _BETWEEN_FULL_WIDTH.sub(",", text[:LONGEST])
    text = _NOTHING.sub("", text).translate(_FULL_WIDTH)
    text = "".join(c if c >= " " or c == "\n" else " " for c in text)
    text = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text))
    words = simplified(ascii_digits(text)).lower().replace("帐", "账")
    return _SAID.sub(_in_digits, words)


def is_traditional(text: str) -> bool:
    """Return whether a text is in traditional characters, as far as these differ."""
    text = text[:LONGEST]
    return sum(one != other for one, other in zip(text, simplified(text), strict=False)) >= FEWEST_TRADITIONAL


def without_secrets(words: str) -> str:
    """Return plain words of the same length without cards, ID numbers, telephones, references and addresses."""
    for each in _NEVER_READ:
        words = each.sub(lambda found: SECRET * len(found[0]), words)
    return words


def blanked(words: str, found: re.Match[str] | range) -> str:
    """Return the words without what was found there."""
    first, last = found.span() if isinstance(found, re.Match) else (found.start, found.stop)
    return words[:first] + BLANK * (last - first) + words[last:]


def letters(words: str) -> str:
    """Return what may be kept of words nobody knows: letters and Chinese characters."""
    return "".join(c for c in words if unicodedata.category(c) in ("Lo", "Lu", "Ll"))


def _in_digits(found: re.Match[str]) -> str:
    said = found[1]
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if (before.isascii() and _MIXED.match(before)) or _MIXED.match(after):
        return found[0]
    if (
        len(said) == LENGTH_OF_A_YEAR
        and found.string[found.end() :][:1] == "年"
        and all(c in _FIGURES for c in said)
    ):
        return "".join(str(_FIGURES.index(c) % 10) for c in said)
    number = read_amount(said)
    if number is None or number % 100:
        return found[0]
    return found[0].replace(said, str(number // 100))
