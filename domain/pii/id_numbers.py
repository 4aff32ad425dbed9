"""ID numbers (身份证号): recognised wherever they are written, checked, masked; and names and phones masked."""

from __future__ import annotations

import unicodedata
from datetime import date

from domain.patterns import pattern
from domain.text import ascii_digits
from domain.value import Value

OLDEST_BIRTH_YEAR = 1900


ID_LENGTH = 18


PHONE_LENGTH = 11


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


_CHECK_DIGITS = "10X98765432"


_DASHES = pattern("[-\u2010-\u2015\u2212]")


_VARIATION_SELECTORS = pattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


_MOBILE = pattern(r"1[3-9][0-9]{9}")


# The gaps stand inside the pattern, so that a telephone number or a count beside the number does not grow onto it;
# the look-ahead lets a match begin anywhere, so that a number before it does not swallow it.
_NUMBER_IN_WORDS = pattern(r"(?<![0-9])(?=([1-9](?:[ \-]*[0-9]){16}[ \-]*[0-9X])(?![0-9]))")


_GAP_IN_NUMBER = pattern(r"[ \-]")


_COMPOUND_SURNAMES = (
    " 欧阳 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太史 太叔 申屠 端木 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 "
    "轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五 歐陽 司馬 東方 獨孤 南宮 聞人 諸葛 尉遲 赫連 "
    "澹臺 濮陽 公孫 仲孫 鍾離 長孫 鮮于 閭丘 子車 巫馬 顓孫 壤駟 樂正 穀梁 夾谷 軒轅 東郭 南門 東門 西門 "
)


class IdNumber(Value):
    """A number that passed the checks: 17 digits and a digit or X. Shown masked, also in a traceback."""

    text: str
    birth_date: date

    def age_on(self, day: date) -> int:
        """Full years; a year is reached on the birthday."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    def __repr__(self) -> str:
        return f"IdNumber({mask_id_number(self.text)})"


def contains_id_number(text: str) -> bool:
    """Return whether words hold what looks like an ID number, mistyped or not: 18 places with a possible birth date."""
    found = _NUMBER_IN_WORDS.findall(ascii_digits(_folded(text)).upper())
    return any(_birth_date(_GAP_IN_NUMBER.sub("", number)) is not None for number in found)


def mask_name(name: str) -> str:
    """Return the surname and a star for each other character: 张*, 欧阳**."""
    shown = 2 if len(name) > 2 and f" {name[:2]} " in _COMPOUND_SURNAMES else 1
    return name[:shown] + "*" * (len(name) - shown)


def mask_id_number(number: str) -> str:
    """First and last only: more would give away the year of birth."""
    return f"{number[:1]}{'*' * (ID_LENGTH - 2)}{number[-1:]}"


def mask_phone(phone: str) -> str:
    """138****0000."""
    return f"{phone[:3]}****{phone[-4:]}"


def is_dash(sign: str) -> bool:
    """Return whether it is a hyphen or one of the dashes that stand for one."""
    return _DASHES.fullmatch(sign) is not None


def _folded(text: str) -> str:
    """Full width to plain (NFKC), without zero-width and bidirectional control characters."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if unicodedata.category(char) != "Cf")


def _birth_date(number: str) -> date | None:
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return day if day.year >= OLDEST_BIRTH_YEAR else None


def _check_digit(number: str) -> str:
    weighted = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[weighted % 11]


def _without_country(phone: str) -> str:
    for prefix in ("+86", "0086"):
        if phone.startswith(prefix):
            return phone.removeprefix(prefix)
    is_prefixed = phone.startswith("86") and len(phone) == PHONE_LENGTH + 2
    return phone[2:] if is_prefixed else phone
