"""Amounts as people type them: ¥1,200.50, 三百五十块五毛, 一万二, 3.5千, 壹仟貳佰圓整, RMB 1,200.

Source: how numbers are said in Chinese. A last digit without its unit stands one place below the unit before it
(一千二 is 1,200), after 零 it stands for itself (一千零二 is 1,002), after the yuan it is a tenth (十二块五 is 12.50).
What can be read in two ways is not read at all: money is asked for again rather than guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from domain.patterns import pattern
from domain.text import is_digits

LARGEST_FEN = 10_000_000_00  # more than any loan: so much and more is read, and refused as too much
LONGEST_TEXT = 40

_FULL_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {0x3000: " ", ord("￥"): "¥"}
_SPELLINGS = str.maketrans(
    "壹贰貳叁參弍叄肆伍陆陸柒捌玖两兩〇○拾佰仟萬块塊億圆圓毛點正錢",
    "一二二三三二三四五六六七八九二二零零十百千万元元亿元元角点整钱",
)
_DIGITS = "零一二三四五六七八九"
_SCALES = {"": 1, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_NEXT_BELOW = {"百": 10, "千": 100}

_D = "[一二三四五六七八九1-9]"
_FULL_STOP_AS_POINT = pattern("(?<=[0-9])。(?=[0-9])")
_GAP_BETWEEN_DIGITS = pattern(r"[0-9]\s+[0-9]")
_CURRENCY_BEFORE = pattern("^(?:¥|rmb|cny|人民[币幣])")
_CURRENCY_AFTER = pattern("(?:yuan|rmb|cny)$")
_SAID_AT_THE_END = pattern("(?<=[元角分])[整钱]$|[。.!]$")
_WESTERN = pattern(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?([百千万亿kw]?)")
_SPOKEN_DECIMAL = pattern("([^点]++)点([零一二三四五六七八九]+)([百千万亿]?)")
# 零 stands for exactly the places that are skipped.
_BELOW_10_000 = pattern(
    f"(?:(?P<thousands>{_D})千)?(?:(?P<hundreds>{_D})百|(?<=千)零)?(?:(?P<tens>{_D}?)(?P<ten>十)|(?<=百)零)?"
    f"(?P<ones>{_D})?(?<!零)"
)
_AFTER_YUAN = pattern(
    f"(?:(?P<jiao>{_D})(?:角(?:(?P<fen>{_D})分?)?)?|零?(?P<only_fen>{_D})分|零(?P<bare_fen>{_D})"
    "|(?P<two_places>[0-9]{2})|(?P<half>半))?"
)
_WITHOUT_YUAN = pattern(f"(?P<jiao>{_D})角(?:(?P<fen>{_D})分?)?|(?P<only_fen>{_D})分")


def read_amount(text: str) -> int | None:
    """Return the typed amount in fen; None where `text` is not clearly one amount. Above `LARGEST_FEN` it is a fen more."""
    plain = _normalised(text)
    if plain is None:
        return None
    yuan, mark, small = plain.partition("元")
    if mark:
        amount_fen = _yuan_and_small(yuan, small)
    elif plain.endswith(("角", "分")) or "角" in plain:
        amount_fen = _small_fen(_WITHOUT_YUAN, plain)
    else:
        amount_fen = _yuan_fen(plain)
    return min(amount_fen, LARGEST_FEN + 1) if amount_fen else None


def _normalised(text: str) -> str | None:
    """Half width, simple numerals, one spelling of each unit, no currency but a 元 behind the yuan."""
    plain = text.translate(_FULL_WIDTH).strip().lower()
    if len(plain) > LONGEST_TEXT or _GAP_BETWEEN_DIGITS.search(plain):
        return None
    plain = "".join(plain.split()).translate(_SPELLINGS).replace("廿", "二十").replace("卅", "三十")
    plain = _CURRENCY_BEFORE.sub("", _SAID_AT_THE_END.sub("", _FULL_STOP_AS_POINT.sub(".", plain)))
    return _SAID_AT_THE_END.sub("", _CURRENCY_AFTER.sub("元", plain))


def _yuan_and_small(yuan: str, small: str) -> int | None:
    yuan_fen = _yuan_fen(yuan)
    small_fen = _small_fen(_AFTER_YUAN, small)
    if yuan_fen is None or small_fen is None:
        return None
    if small and ("." in yuan or "点" in yuan):
        return None
    return yuan_fen + small_fen


def _small_fen(pattern: re.Pattern[str], text: str) -> int | None:
    """Return the jiao and fen in `text`."""
    match = pattern.fullmatch(text)
    if match is None:
        return None
    said = match.groupdict()
    if said.get("half"):
        return 50
    if said.get("two_places"):
        return int(said["two_places"])
    fen = said["fen"] or said["only_fen"] or said.get("bare_fen")
    return _digit(said["jiao"]) * 10 + _digit(fen)


def _yuan_fen(text: str) -> int | None:
    """Return the fen of a number of yuan, written in digits or said."""
    if match := _WESTERN.fullmatch(text):
        return _scaled_fen(match[1].replace(",", ""), match[2] or "", match[3])
    if match := _SPOKEN_DECIMAL.fullmatch(text):
        whole = 0 if match[1] == "零" else _spoken(match[1])
        places = "".join(str(_digit(char)) for char in match[2])
        return None if whole is None else _scaled_fen(str(whole), places, match[3])
    whole = _spoken(text)
    return None if whole is None else whole * 100


def _scaled_fen(whole: str, places: str, scale: str) -> int | None:
    """`whole.places` times `scale`, where that is whole fen; two places at most are written behind plain yuan."""
    if not scale and len(places) > 2:
        return None
    fen = Decimal(f"{whole}.{places or 0}") * _SCALES[scale] * 100
    return int(fen) if fen == fen.to_integral_value() else None


def _spoken(text: str) -> int | None:
    """Read a number in numerals; None for nothing and for what is not one."""
    upper, mark, lower = text.partition("亿")
    if not mark:
        return _below_100_million(text)
    hundred_millions = int(upper) if is_digits(upper) else _below_100_million(upper)
    rest = _below_100_million(lower.removeprefix("零")) if lower else 0
    if hundred_millions is None or rest is None:
        return None
    return hundred_millions * 100_000_000 + rest


def _below_100_million(text: str) -> int | None:
    upper, mark, lower = text.partition("万")
    if not mark:
        return _below_10_000(text)
    ten_thousands = int(upper) if is_digits(upper) else _below_10_000(upper)
    rest = _after_ten_thousands(lower)
    return None if ten_thousands is None or rest is None else ten_thousands * 10_000 + rest


def _after_ten_thousands(text: str) -> int | None:
    if not text:
        return 0
    if re.fullmatch(_D, text):
        return _digit(text) * 1000
    number = _below_10_000(text.removeprefix("零"))
    if number is None or (text.startswith("零") and number >= 1000):
        return None
    return number


def _below_10_000(text: str) -> int | None:
    match = _BELOW_10_000.fullmatch(text)
    if match is None or not text:
        return None
    tens = _digit(match["tens"]) or (1 if match["ten"] else 0)
    # A last digit right behind 百 or 千 has swallowed its unit.
    ones = _digit(match["ones"]) * (_NEXT_BELOW.get(text[-2:-1], 1) if match["ones"] else 1)
    return _digit(match["thousands"]) * 1000 + _digit(match["hundreds"]) * 100 + tens * 10 + ones


def _digit(char: str | None) -> int:
    if not char:
        return 0
    return _DIGITS.index(char) if char in _DIGITS else int(char)
