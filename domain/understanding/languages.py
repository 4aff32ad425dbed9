"""Which of our languages words are typed in, where that is plain. Pure."""

from __future__ import annotations

import unicodedata

from domain.patterns import pattern
from domain.text import simplified

# Words that English questions have in them and that are no syllables of pinyin.
_ENGLISH = pattern(
    r"\b(?:how|what|when|where|why|which|much|many|my|the|is|are|do|does|did|was|pay|paid|payment|payments|bill|bills|please|next|"
    r"want|need|help|refund|charged|charge|late|owe|due|cancel|order|orders|interest|installments?|instalments?|months|"
    r"limit|account|and|for|with|could|would|should|speak|talk|human|person|someone|somebody|anyone|agent|support|representative|"
    r"this|that|there|have|has|to|of|it|not|am|i(?= [a-z]{2})|they|two|failed|keeps|i'(?:m|d|ve|ll)|"
    r"(?:ca|do|wo|does|is)n't|real|rate|apr|plan|money|loan|card|phone|"
    r"number|change|switch|turn|off|early|again|stop|calling|settle|return|show|nobody|never|after|delivery|total|balance|"
    r"complaint|hello|thank|thanks|english)\b"
)
# Of what questions are made of, the characters that only simplified writing has.
_SIMPLIFIED = pattern(
    "[这们说账单额过问题请银贷费罚减给让谁样办换开关电话联证记录报订买卖货运删约谢应该认实为么钱时间长会动结机张图够级总吗讯随"
    "须现]"
)
_HAN = pattern("[\u4e00-\u9fff]")


def language_of(words: str) -> str | None:
    """Return `en` or `zh_TW` where the words are plainly English, or have traditional characters in them; None else."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    if _HAN.search(plain):
        return None if simplified(plain) == plain else "zh_TW"
    return "en" if _ENGLISH.search(plain) else None


def answered_in(words: str, chosen: str) -> str:
    """Return the language in which a sentence is answered to who has chosen one: its own where that is plain, else that one.
    Of characters that both ways of writing have, who has chosen neither is answered in simplified ones.
    """
    typed = language_of(words)
    plain = unicodedata.normalize("NFKC", words)
    if typed is not None or chosen == "zh_CN" or not _HAN.search(plain):
        return typed or chosen
    return "zh_CN" if chosen == "en" or _SIMPLIFIED.search(plain) else chosen
