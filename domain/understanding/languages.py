"""Which of our languages words are typed in, where that is plain. Pure."""

from __future__ import annotations

import unicodedata

from domain.patterns import pattern
from domain.text import simplified

# Words that English questions have in them and that are no syllables of pinyin.
_ENGLISH = pattern(
    r"\b(?:how|what|when|where|why|which|much|many|my|the|is|are|do|does|did|was|pay|paid|payment|payments|bill|bills|please|next|"
    r"want|need|help|refund|charged|charge|late|owe|due|cancel|order|orders|interest|installments?|instalments?|months|"
    r"limit|account|and|for|with)\b"
)
_HAN = pattern("[\u4e00-\u9fff]")


def language_of(words: str) -> str | None:
    """Return `en` or `zh_TW` where the words are plainly English, or have traditional characters in them; None else."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    if _HAN.search(plain):
        return None if simplified(plain) == plain else "zh_TW"
    return "en" if _ENGLISH.search(plain) else None
