"""What the model counts in a sentence: one to three characters in a row, one to three syllables, and a few flags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from domain.patterns import pattern

LONGEST_RUN = 3
_PINYIN = Path(__file__).with_name("pinyin.txt")
# One unit each: a Latin word, or any other character that is no space.
_UNIT = pattern(r"[a-z]+(?:'[a-z]+)?|\S")
_LATIN = pattern("[a-z']+")
# Sounds that many do not keep apart, as pinyin writes them.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_IGNORED = frozenset("。，,.!！~～…、·\"“”'‘’()（）[]【】{}<>《》:：;；-—_*#@&+=|/\\^`")
FLAGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("asks how", pattern("怎么|怎样|咋|如何|哪里|哪儿|在哪|how |where ")),
    ("asks why", pattern("为什么|为啥|为何|咋回事|怎么回事|凭什么|why ")),
    (
        "asks whether",
        pattern(
            "能不能|可不可以|可以.*吗|能.*吗|能否|是否|是不是|会不会|要不要|有没有|行不行|行吗"
            "|^(?:can|could|is|are|do|does|will) "
        ),
    ),
    ("asks how much", pattern("多少|几多|几块|how much|how many")),
    ("asks when", pattern("什么时候|啥时候|几号|哪天|几点|多久|何时|几时|when |how long")),
    ("says not", pattern("不|没|未|无法|别|莫|冇| not |n't|cannot")),
    ("is over", pattern("了|已经|过了|刚|昨天|上个?月")),
    ("is to come", pattern("下个?月|明天|以后|之后|后天|将来|下期")),
    ("is conditional", pattern("如果|要是|假如|万一|的话| if ")),
    ("is a wish", pattern("我想|我要|帮我|给我|麻烦|please")),
    ("has an amount", pattern("V")),
    ("has a number", pattern("[NM]")),
    ("has a day", pattern("D")),
    ("has a product", pattern("X")),
    ("has a bank", pattern("Y")),
    ("is latin", pattern(r"^[\x00-\x7f]+$")),
)


@cache
def syllables_of() -> Mapping[str, str]:
    """Return the folded syllable of each character that has one."""
    found: dict[str, str] = {}
    for line in _PINYIN.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        found.update(dict.fromkeys(characters, syllable))
    return found


@cache
def _written() -> frozenset[str]:
    return frozenset(_PINYIN.with_name("syllables.txt").read_text(encoding="utf-8").split())


def folded_syllable(syllable: str) -> str:
    """Return it without what many do not keep apart: zh is z, ang is an, l before a vowel stays."""
    for written, sound in _ALIKE:
        if syllable.startswith(written) or (written[0] in "aei" and syllable.endswith(written)):
            syllable = syllable.replace(written, sound, 1)
    return syllable


@cache
def _in_syllables(word: str) -> tuple[str, ...]:
    """Return the syllables that a Latin word is made of, as few as can be; none where it is no pinyin."""
    known = _written()
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before, part = best[start], word[start:end]
            if (
                before is not None
                and part in known
                and (best[end] is None or len(before) + 1 < len(best[end] or ()))
            ):
                best[end] = (*before, folded_syllable(part))
    return best[-1] or ()


def features(normal: str) -> list[str]:
    """Return what occurs in `normalize`d words, each once, in the order of occurrence."""
    units = [unit for unit in _UNIT.findall(normal) if unit not in _IGNORED]
    found = dict.fromkeys(_runs(["^", *units, "$"], ""))
    found.update(dict.fromkeys(_runs(list(_sounds(units)), "~")))
    found.update((f"#{name}", None) for name, flag in FLAGS if flag.search(normal))
    found[f"#length {min(len(units) // 4, 6)}"] = None
    return list(found)


def syllables_in(plain: str) -> list[str]:
    """Return the syllables of words in their order, those of Latin words that are pinyin among them."""
    return list(_sounds([unit for unit in _UNIT.findall(plain) if unit not in _IGNORED]))


def _sounds(units: Sequence[str]) -> Iterator[str]:
    known = syllables_of()
    for unit in units:
        if _LATIN.fullmatch(unit):
            yield from _in_syllables(unit[:40]) or (unit,)
        else:
            yield known.get(unit, unit)


def _runs(units: Sequence[str], mark: str) -> Iterator[str]:
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(units) - length + 1):
            yield mark + " ".join(units[start : start + length])
