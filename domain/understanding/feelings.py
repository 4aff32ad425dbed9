"""What somebody feels who asks, where their words say so: it is met with a sentence before the answer. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.patterns import pattern
from domain.understanding.normalize import plain


class Feeling(StrEnum):
    """What the words are full of."""

    CHARGED = "charged"  # angry at money that was taken
    PRESSED = "pressed"  # tired of being reminded and called
    FLEECED = "fleeced"  # angry at what it costs
    ANGRY = "angry"
    WORRIED = "worried"


_SAID: tuple[tuple[Feeling, re.Pattern[str]], ...] = (
    (
        Feeling.CHARGED,
        pattern(
            r"(?:怎么|为什么|为啥|干嘛|凭什么|凭啥|咋)(?:又|老|总是?|一直|乱|偷偷|多)(?:给我)?(?:扣|划)|凭(?:什么|啥)(?:扣|划)"
            r"|(?:为什么|为啥|干嘛|怎么)(?:扣|划)(?:了|走)?我|又(?:乱|偷)?(?:扣|划)(?:了|走)?我|(?:乱|偷|白)扣(?:我|钱|款|费)"
            r"|why (?:did|do|was|were) .{0,20}(?:charge|debit|deduct)"
        ),
    ),
    (
        Feeling.PRESSED,
        pattern(
            r"(?:天天|整天|一直|老是?|总是?|每天|不停地?)(?:在|都|地)?(?:催|打电话|发短信|骚扰|提醒)|别再?催|不要再?催"
            r"|催(?:什么|啥|个?屁|命|个没完|死)|烦(?:死|不烦|透)|stop (?:bothering|nagging|calling|harassing)"
        ),
    ),
    (
        Feeling.FLEECED,
        pattern(
            r"抢(?:钱|劫)|高利贷|割韭菜|黑心|太黑|吃人|吸血|坑(?:人|钱|我|死|爹)|宰(?:人|客)|套路"
            r"|rip[- ]?off|robbery|scam(?:ming)? me"
        ),
    ),
    (
        Feeling.ANGRY,
        pattern(
            r"气死|气人|火大|垃圾(?!桶)|破(?:软件|平台|公司|玩意|东西)|什么(?:玩意|鬼东西|狗屁|垃圾|破)|骗子(?:公司|平台)|无语|受够|太过分|欺负人"
            r"|不讲理|忽悠|ridiculous|terrible|useless|garbage|angry|fed up"
        ),
    ),
    (
        Feeling.WORRIED,
        pattern(
            r"害怕|好怕|很怕|我怕|担心|焦虑|心慌|好慌|慌了|急死|愁死|好愁|睡不着|压力(?:好|很|太|真)?大|吓死|worried|scared|afraid|anxious"
        ),
    ),
)


def feeling_in(words: str) -> Feeling | None:
    """Return what is felt, the most urgent first; None where the words only ask."""
    said = plain(words)
    return next((feeling for feeling, form in _SAID if form.search(said)), None)
