"""What goes on with what was just asked about: 那下个月呢, 那空调呢, 那24期呢, 为什么. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from domain.enquiries.results import OwnOrder
from domain.patterns import pattern
from domain.quotes.typed_amount import read_amount
from domain.text import ascii_digits, folded, is_digits, simplified
from domain.understanding.slots import MOST_PERIODS, Slots
from domain.value import replace

MOST_OF_FOLLOW_UP, LONGEST_NAME = 16, 10
_BEGINNING = ("那", "and ", "what about", "how about")
_FRAME = pattern(r"那|么|呢|的|还|期|笔|个|是|吗|啊|呀|and|what about|how about|the|for|in|[\s?？!！。,，、]")
_TIME = pattern(
    r"[下上这本当第明后今昨大前去年月日号天底末份次回初内0-9零一二两三四五六七八九十最首]|next|last|month|one"
)
_UNIT_OF_TIME = pattern("[期月号日底]|month")
_WHY = pattern(
    r"(?:那|哦|啊|但是?|可是)?(?:这是|这|请问)?(?:为什么|为啥|为何|凭什么|咋回事|怎么回事|怎么会这样|怎么会|怎么这么[多少高久长早]|why)"
    r"(?:呢|啊|呀|会这样|这样|这么[多少高久长早]|so much|so long|is that)*"
)
_A_PERIOD = pattern(
    r"(?:那|这个|它)?(?:每期|一期|每个?月|一个月|月供|分期)(?:的话)?(?:要|是|得|还|付|交|给)*(?:多少|几)(?:钱|块|块钱)?(?:呢|啊|呀)?"
    r"|(?:那|这个|它)?(?:能|可以|可不可以|能不能)分期(?:吗|么|不)?(?:呢|啊|呀)?"
)
_POINTING = pattern("我|就|问|说|要|选|看|指|买|这|件|台|部|订单|分期")
_NO_NAME = pattern("^[0-9.,]+$|[买逛想算不没谢怎啥吗么?？]|看看|有没有|什么|多少|帮我|客服|人工")
_LONG_NUMBER = pattern("[0-9]{6}")
_NUMBER_ALONE = pattern(r"([0-9][0-9,]*(?:\.[0-9]{1,2})?)")
_AROUND = pattern(r"那么?|如果|要是|换成|改成|and|what about|how about|的话|的|呢|吗|[\s?？!！。,，、]")


def asks_why(words: str) -> bool:
    return _WHY.fullmatch(simplified(folded(words)).strip("?？!！。~， ")) is not None


def asks_what_a_period_costs(words: str) -> bool:
    """Return whether the words ask what a period, or buying in instalments, costs, and of what they do not say."""
    return _A_PERIOD.fullmatch(simplified(folded(words)).strip("?？!！。~， ")) is not None


def goes_on(words: str) -> bool:
    """Return whether the words sound as if they went on with something: 那…, …呢."""
    plain = simplified(folded(words))
    return len(plain) <= MOST_OF_FOLLOW_UP and (
        plain.startswith(_BEGINNING) or plain.rstrip("?？!！。~ ").endswith("呢")
    )


def sounds_like_a_follow_up(words: str) -> bool:
    """Return whether the words can go on with a question where an answer to something else is expected: no long number."""
    is_number = _LONG_NUMBER.search(ascii_digits(words)) is not None
    return not is_number and (asks_why(words) or goes_on(words) or asks_what_a_period_costs(words))


def names_nothing_else(words: str, named: Sequence[OwnOrder]) -> bool:
    """Return whether the words name a time, or one of these orders, and nothing else."""
    rest = _rest_of(words)
    names = "".join(
        simplified(folded(text)) for one in named for name in one.names for text in name.texts.values()
    )
    return all(char in names for char in rest)


def names_a_time_alone(words: str) -> bool:
    """Return whether the words are a time and nothing else: 下下期, 12月, 月底. Of which bill that is, `span_of` says."""
    plain = simplified(folded(words))
    return len(plain) <= MOST_OF_FOLLOW_UP and not _rest_of(plain) and _UNIT_OF_TIME.search(plain) is not None


def names_no_more_than(words: str, named: Sequence[OwnOrder]) -> bool:
    """Return whether the words only point at one of these orders: 手机那个, 我说的是耳机."""
    return names_nothing_else(_POINTING.sub("", simplified(folded(words))), named)


def is_a_bare_name(words: str) -> bool:
    """Return whether the words are as short as the name of something, and neither ask nor wish for anything."""
    plain = simplified(folded(words))
    return len(plain) <= LONGEST_NAME and _NO_NAME.search(plain) is None


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
    """Return what is named now, with the amount or the goods and the periods of before where it names none."""
    return replace(
        now,
        amounts_fen=now.amounts_fen or before.amounts_fen,
        periods=now.periods or before.periods,
        product_id=None if now.amounts_fen else before.product_id,
    )
