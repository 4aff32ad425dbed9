"""What people say who want somebody else to see their due dates, in either script."""

from __future__ import annotations

from domain.patterns import pattern

_WHO = (
    "老婆|老公|太太|爱人|愛人|对象|對象|家人|家里人|家裡人|家里|爸|妈|媽|父母|孩子|儿子|兒子|女儿|女兒|男朋友|女朋友|男友|女友"
    "|妻子|丈夫|媳妇|媳婦|室友|姐|哥|弟|妹|另一半|伴侣|伴侶|别人|別人|另一个人|另一個人"
)
_WHAT = "还款|還款|繳款|账单|帳單|到期|哪天还|哪天繳|分期"
_WANTS = pattern(
    rf"(?:让|讓|给|給)我?(?:{_WHO})[爸妈媽姐哥弟妹们們]*(?:也|能|可以|一起|帮我|幫我|同时|同時)*(?:看到|看见|看見|看得到|看|知道)"
    rf"(?:一下|看)?(?:$|我?的?.{{0,6}}(?:{_WHAT}))"
    rf"|(?:共享|分享|同步)(?:给|給)我?(?:{_WHO})"
    rf"|(?:{_WHAT})\S{{0,6}}(?:共享|分享)(?:给|給)"
)
# Who does not want it, or asks whether somebody is told, means something else.
_NOT = pattern(
    r"不想|不要|不让|不讓|别让|別讓|别给|別給|怕|瞒|瞞|不敢|会不会|會不會|会告诉|會告訴|通知|打电话|打電話|商品|链接|連結"
)


def wants_to_share(words: str) -> bool:
    """Return whether the words ask to let somebody else see the due dates."""
    return _WANTS.search(words.rstrip("。.!！~ ")) is not None and _NOT.search(words) is None
