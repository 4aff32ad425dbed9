"""What goes on with what was just asked about: 那下个月呢, 那空调呢, 那24期呢, 为什么. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.enquiries.results import OwnOrder
from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.text import folded, is_digits, simplified
from domain.understanding.slots import MOST_PERIODS, Slots

MOST_OF_FOLLOW_UP = 16
_BEGINNING = ("那", "and ", "what about", "how about")
_FRAME = pattern(r"那|么|呢|的|还|期|笔|个|是|吗|啊|呀|and|what about|how about|the|for|in|[\s?？!！。,，、]")
_TIME = pattern(
    r"[下上这本当第明后今昨大前去年月日号天底末份次回初内0-9零一二两三四五六七八九十最首]|next|last|month|one"
)
_WHY = pattern(
    r"(?:那|哦|啊|但是?|可是)?(?:这是|这|请问)?(?:为什么|为啥|为何|凭什么|咋回事|怎么回事|怎么会这样|怎么会|怎么这么[多少高久长早]|why)"
    r"(?:呢|啊|呀|会这样|这样|这么[多少高久长早]|so much|so long|is that)*"
)
_NUMBER_ALONE = pattern(r"([0-9][0-9,]*(?:\.[0-9]{1,2})?)")
_AROUND = pattern(r"那么?|如果|要是|换成|改成|and|what about|how about|的话|的|呢|吗|[\s?？!！。,，、]")


def asks_why(words: str) -> bool:
    return _WHY.fullmatch(simplified(folded(words)).strip("?？!！。~， ")) is not None


def goes_on(words: str) -> bool:
    """Return whether the words sound as if they went on with something: 那…, …呢."""
    plain = simplified(folded(words))
    return len(plain) <= MOST_OF_FOLLOW_UP and (
        plain.startswith(_BEGINNING) or plain.rstrip("?？!！。~ ").endswith("呢")
    )


def names_nothing_else(words: str, named: Sequence[OwnOrder]) -> bool:
    """Return whether the words name a time, or one of these orders, and nothing else."""
    rest = _rest_of(words)
    names = "".join(
        simplified(folded(text)) for one in named for name in one.names for text in name.texts.values()
    )
    return all(char in names for char in rest)


def _rest_of(words: str) -> str:
    return _TIME.sub("", _FRAME.sub("", simplified(folded(words))))


def with_number_alone(words: str, slots: Slots, *, of_plans: bool) -> Slots:
    """Return what is named where a number stands alone, too: 那5000呢 is an amount; `of_plans`: 那24呢 is of periods."""
    found = _NUMBER_ALONE.fullmatch(_AROUND.sub("", simplified(folded(words))))
    if found is None or slots.amounts_fen or slots.periods:
        return slots
    amount_fen = read_amount(found[1])
    if of_plans and is_digits(found[1]) and 1 < int(found[1]) <= MOST_PERIODS:
        return replace(slots, periods=(int(found[1]),))
    return replace(slots, amounts_fen=(amount_fen,)) if amount_fen else slots


def kept(before: Slots, now: Slots) -> Slots:
    """Return what is named now, with the amount and the periods of before where it names none."""
    return replace(
        now,
        amounts_fen=now.amounts_fen or before.amounts_fen,
        periods=now.periods or before.periods,
    )
