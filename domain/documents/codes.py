"""The codes by which a document is checked: not to be guessed, easy to read out, and forgiven how they are typed."""

from __future__ import annotations

from domain.ids import ALPHABET, random_symbols
from domain.patterns import pattern
from domain.text import folded, is_digits

CODE_LENGTH = 16  # 79 random bits
GROUP_LENGTH = 4

_CODE = pattern(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
# As it is printed, perhaps with symbols that no code has: plainly meant as one, though it cannot be right.
_IN_GROUPS = pattern(rf"[0-9a-z]{{{GROUP_LENGTH}}}(?:[^0-9a-z]+[0-9a-z]{{{GROUP_LENGTH}}}){{3}}")

_VERIFY = r"^(?:核对|核對|查核|验证码?|驗證碼?|verify\b)[\W_]*+"
_BEFORE = pattern(_VERIFY)
_MISTYPED_AFTER = pattern(rf"{_VERIFY}(?=.*[0-9])[0-9a-z][0-9a-z\W_]*")


def new_code() -> str:
    """Make a code with a letter and a digit in it, so that no card number and no sentence is taken for a code."""
    code = random_symbols(CODE_LENGTH)
    while not _is_mixed(code):
        code = random_symbols(CODE_LENGTH)
    return code


def grouped(code: str) -> str:
    """`8F3K-29QX-7M2P-WXYZ`, as it is printed."""
    starts = range(0, len(code), GROUP_LENGTH)
    return "-".join(code[start : start + GROUP_LENGTH] for start in starts).upper()


def read_code(text: str) -> str | None:
    """Return the code in `text`, whatever its case, width and grouping, after a word like 核对; None where there is
    none.
    """
    rest = _BEFORE.sub("", folded(text), count=1)
    bare = "".join(char for char in rest if char.isalnum())
    meant = _CODE.fullmatch(bare) or _IN_GROUPS.fullmatch(rest)
    return bare if meant and _is_mixed(bare) else None


def is_meant_as_code(text: str) -> bool:
    """Return whether nothing but a code, right or mistyped, can be meant."""
    return read_code(text) is not None or _MISTYPED_AFTER.fullmatch(folded(text)) is not None


def _is_mixed(code: str) -> bool:
    return any(map(is_digits, code)) and any(char.isalpha() for char in code)
