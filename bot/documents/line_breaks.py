"""Where a line may end: between Chinese characters and after words, never inside an amount, a number or a word.

Source: the customary rules of Chinese setting (避头尾): a line does not begin with a closing mark nor end with an opening
one. The setting library breaks either at spaces only, which Chinese does not have, or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from domain.patterns import pattern

_OPENING = "（《「『【“‘(["
_CLOSING = "，。；：！？）》」』】、…”’％,.;:!?)%]"
_CHINESE = "\u2e80-\uffef"
# What stays on one line: a word, number or single Chinese character, with the marks that belong to it.
_UNIT = pattern(rf"[{re.escape(_OPENING)}]*(?:[^\s{_CHINESE}]+|.)[{re.escape(_CLOSING)}]*\s*")


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """`text` in lines of at most `width` by `measure`; a unit that is longer by itself has its own line."""
    lines = [""]
    for unit in _UNIT.findall(text):
        if lines[-1] and measure((lines[-1] + unit).rstrip()) > width:
            lines.append("")
        lines[-1] += unit
    return [line.rstrip() for line in lines]
