"""Amounts in plain words: where they stand, in fen, and whether they are yuan at all."""

from __future__ import annotations

from collections.abc import Iterator

from domain.patterns import pattern
from domain.quotes.typed_amount import LARGEST_FEN, read_amount
from domain.text import is_digits
from domain.value import Value

YUAN = r"(?:人民币|rmb|cny|¥)"
FOREIGN = (
    r"(?:us\$|hk\$|nt\$|s\$|a\$|c\$|mop\$|\$|€|£|₩|฿|₫|₱|usd|hkd|twd|ntd|eur|gbp|jpy|krw|sgd|aud|cad|chf|thb|mop|"
    r"美元|美金|港币|港元|港纸|新台币|台币|欧元|英镑|日元|日币|韩元|韩币|新加坡元|新币|澳元|"
    r"加元|澳门币|澳门元|泰铢|外币)"
)
_NUMBER = (
    r"[1-9][0-9]{0,2}万[1-9](?:千(?:[1-9]百)?)?(?![0-9])"  # 1万2, 1万2千
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?(?![0-9.]|,[0-9])"
    r"|[0-9]+(?:\.[0-9]{1,4})?(?![0-9.]|,[0-9])"
)
# A letter before a number makes it part of a name, but for a currency's: A12 is none, RMB12 and 人民币¥12 are.
_TOKEN = pattern(
    rf"(?P<before>{YUAN}(?:[\s:]*{YUAN})*|"
    rf"{FOREIGN})?[\s:]*(?P<sign>[-−+]\s*)?(?(before)|(?<![0-9a-z._*#/\x01]))(?<![0-9\x01][,.])(?<![0-9]:)"
    rf"(?P<number>{_NUMBER})\s*(?P<scale>[万千百wk](?![a-z])|亿)?\s*"
    rf"(?P<after>元|块钱?|圆|人民币|rmb|yuan|的?{FOREIGN}|\({FOREIGN}\))?"
    r"(?P<small>[0-9](?:角|毛)(?:[0-9]分?)?|(?<=块)[0-9](?![^\s,，。;]|,[0-9]))?"
)
_NO_MONEY = pattern(
    r"\s*(?:期|天|日|月|号|年|%|‰|折|次|笔|分(?!期|成|[0-9])|个|位|点|时|:|张|岁|人|户|家|周|"
    r"倍|秒|小时|台|件|份|星|页|条|楼|室|章|度|级|g|gb|m\b|mb|积分|bp|-[0-9]|/[0-9])"
)
_BEFORE_NO_MONEY = pattern(
    r"(?:第|尾号|末四位|后四位|年化|利率|费率|代码|编码|回复|回|发送|按|no\.?|积分|"
    r"[*#])\s*[:为是]?\s*$"
)
_TORN, _TORN_OFF = pattern("[0-9] "), pattern(" [0-9]")
_FOREIGN = pattern(FOREIGN)
_BOTH = rf"{YUAN}\s?[/、]\s?{FOREIGN}|{FOREIGN}\s?[/、]\s?{YUAN}"  # what stands beside both is yuan first
_MARKS = pattern(rf"(?P<both>{_BOTH})|(?P<yuan>{YUAN})|(?P<foreign>{FOREIGN})|(?P<end>[。\n;!])")


class Amount(Value):
    """A number that may be money: `first` to `last` in the words. `marked`: with 元 or ¥, or written as only
    money is."""

    first: int
    last: int
    fen: int
    marked: bool
    is_yuan: bool


def amounts_in(words: str, *, apart: bool = False) -> Iterator[Amount]:
    """Return the amounts in their order; numbers that count something else are none. `apart`: a space parts two numbers,
    as people type them; where machines write, one is torn, and neither part is read.
    """
    foreign = _foreign_spans(words)
    for found in _TOKEN.finditer(words):
        before, after, small = found["before"], found["after"], found["small"] if found["after"] else None
        last = max(found.end(part) for part in ("number", "scale", "after"))
        if (found["sign"] or "+")[0] != "+" or (not after and _NO_MONEY.match(words, last)):
            continue
        if not (after or before) and _BEFORE_NO_MONEY.search(
            words, max(0, found.start() - 8), found.start("number")
        ):
            continue
        fen = _fen(found["number"], found["scale"], small)
        if fen is None or (not apart and _is_torn(words, found.start("number"), last)):
            continue
        marked = bool(before or after) or not is_digits(found["number"])
        if before or (after and _FOREIGN.search(after)):
            is_yuan = _FOREIGN.search(after or "") is None and _FOREIGN.match(before or "") is None
        else:
            is_yuan = not any(found.start("number") in span for span in foreign)
        first = found.start("before") if before else found.start("number")
        yield Amount(first, found.end("small") if small else last, fen, marked, is_yuan)


def _is_torn(words: str, first: int, last: int) -> bool:
    """Return whether a space and a digit stand before or behind the number."""
    return (
        _TORN.match(words, max(first - 2, 0), first) is not None or _TORN_OFF.match(words, last) is not None
    )


def _fen(number: str, scale: str | None, small: str | None) -> int | None:
    fen = read_amount(number + (scale or "") + ("元" + small if small else ""))
    return fen if fen is not None and 0 < fen <= LARGEST_FEN else None


def _foreign_spans(words: str) -> list[range]:
    """Return where the last currency that was named is not the yuan: from its name to another's, or the sentence's end."""
    spans: list[range] = []
    since: int | None = None
    for mark in _MARKS.finditer(words):
        if since is not None:
            spans.append(range(since, mark.start()))
        since = mark.start() if mark["foreign"] else None
    return [*spans, range(since, len(words))] if since is not None else spans
