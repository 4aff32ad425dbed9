"""Greetings and thanks: they are answered in kind, and ask nothing."""

from __future__ import annotations

from domain.patterns import pattern
from domain.text import folded

_GREETING = (
    r"(?:你好|您好|哈喽|哈囉|哈罗|嗨|在吗|在嗎|在不在|有人吗|有人嗎|早上好|上午好|中午好|下午好|晚上好|早安|午安|晚安|早"
    r"|hi|hello|hey|good (?:morning|afternoon|evening))"
)
_THANKS = (
    r"(?:谢谢|謝謝|谢了|謝了|多谢|多謝|感谢|感謝|辛苦了|好的|好|嗯|嗯嗯|知道了|明白了|收到|再见|再見|拜拜"
    r"|thanks|thank you|thx|ok|okay|bye|goodbye)"
)
_GREETS = pattern(_GREETING)
_AFTER = r"(?:[啊呀哦噢呢哈吧啦了你您]|客服|小管家|管家|机器人|there)?"
_SMALL_TALK = pattern(rf"(?:(?:{_GREETING}|{_THANKS}){_AFTER}[\s,，。.!！?？~～、]*){{1,3}}")


def is_small_talk(words: str) -> bool:
    """Return whether the whole message is a greeting, thanks or a goodbye."""
    return len(words) <= 30 and _SMALL_TALK.fullmatch(folded(words)) is not None


def greets(words: str) -> bool:
    """Return whether small talk begins with a greeting."""
    return _GREETS.match(folded(words)) is not None
