"""What plain words mean: the phrases of every feature as they are; the rest as `domain.understanding` reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from domain.calculator.sentences import is_a_calculation
from domain.documents.codes import is_meant_as_code
from domain.documents.results import DocumentKind
from domain.documents.wordings import document_asked_for
from domain.enquiries.follow_ups import sounds_like_a_follow_up
from domain.enquiries.wordings import INTENT_OF, topic_said
from domain.hardship.wordings import wants_a_plan
from domain.patterns import pattern
from domain.periods import is_meant_as_period
from domain.sharing.wordings import wants_to_share
from domain.text import folded
from domain.understanding.feelings import feeling_in
from domain.understanding.normalize import plain as plain_of
from domain.understanding.reader import Candidate, Decision, Reading, open_reader
from domain.understanding.refusals import refuses_to_pay
from domain.understanding.slots import read_slots
from domain.understanding.topics import GRAVE
from domain.understanding.topics import Intent as Meaning
from domain.value import replace
from handlers.calculator.handlers import TOPIC as CALCULATOR
from handlers.checkout.typed import nothing_to_cancel
from handlers.documents import handlers as documents
from handlers.features import FEATURES
from handlers.hardship import handlers as hardship
from handlers.home import handlers as home
from handlers.questions.care import CARE
from handlers.questions.faq import every_question
from handlers.questions.handlers import answering, going_on
from handlers.sharing import handlers as sharing
from handlers.ui.intent import Intent, Leaving
from handlers.ui.screen import Phrases, WordHandler

# Whole messages that leave whatever is asked; where nothing is, back leads home, and an open checkout is given up.
BACK = ("返回", "上一步", "back")
CANCEL = ("取消", "cancel")
DOCUMENTS = {
    DocumentKind.RECEIPT: documents.receipt_words,
    DocumentKind.CERTIFICATE: documents.certificate_words,
    DocumentKind.STATEMENT: documents.statement_words,
}
LONGEST, LONGEST_QUESTION = 40, 300  # characters of a phrase, and of what is answered
# What only questions and wishes have in them, and what they are about; no name has either.
_ASKING = pattern(
    r"\?|([\u4e00-\u9fff])[不没沒]\1|怎么|怎麼|怎样|怎樣|如何|为什么|為什麼|啥|什么|什麼|几时|幾時|多少|几多|幾多"
    r"|[几幾](?:号|號|期|笔|筆|天|个|個|次|点|點|家|张|張)|哪里|哪裡|哪儿|哪个|哪個|哪家|[吗嗎么麼呢呀吧啊咯喇啦]$"
    r"|可不可以|可以|能否|请问|請問|想问|想問|帮我|幫我|不想|^[我你您]|还[清款钱]|還[清款錢]|扣款"
    r"|征信|徵信|利息|手续费|手續費|分期|额度|額度|逾期|退货|退貨|退款|客服|实名|實名|贷款|貸款|借款"
    r"|^(?:what|when|where|please|how (?:do|does|can|to|much|many|long|is|are|about))\b"
    r"|^(?:can|could|may|do|does|is|are|will|would) (?:i|you|we|it|my|the|there)\b|^i (?:want|need|would|have|am|can)\b"
    r"|^(?:what|when|where|why|which|who|how|do|does|did|is|are|can|will|would|should)(?: \S+){3}"
    r"|\b(?:zen ?me|duo ?shao|shen ?me|ke ?yi|neng ?bu ?neng)\b"
)
_LONG_SENTENCE = pattern("[\u4e00-\u9fff]{13}")  # of a name as long, the parts stand apart


def fold(words: str) -> str:
    """Return the words without what does not matter: width, case, spaces around and punctuation."""
    return _without_punctuation(folded(words))


def _without_punctuation(plain: str) -> str:
    return "".join(c for c in plain if not unicodedata.category(c).startswith(("P", "C")) or c == "?").strip()


def _by_phrase(*offered: Phrases) -> dict[str, WordHandler]:
    """Return the screen of each whole message, folded."""
    return {
        fold(phrase): handler for phrases in offered for handler, said in phrases.items() for phrase in said
    }


_EXACT = _by_phrase(*(feature.PHRASES for feature in FEATURES), {home.start: BACK, nothing_to_cancel: CANCEL})


def classify(words: str) -> Intent:
    """Return what the words mean: those of a known phrase, else as they are read."""
    plain = folded(words)
    bare = _without_punctuation(plain)
    known = (_EXACT.get(bare) or _by_form(words)) if len(words) <= LONGEST else None
    leaving = _leaving(known, bare)
    if known is not None or leaving is not None:
        return Intent(known=known, guessed=known, request=_is_asking(plain), leaving=leaving)
    asked = _frequent(words)
    reading = asked or _read(words)
    is_grave, refuses = reading.topic in GRAVE, refuses_to_pay(plain_of(words))
    is_plain = asked is not None or is_grave or refuses or reading.topic == CALCULATOR
    # A page of words is a letter, whatever a part of it is about.
    is_answered = reading.decision is Decision.ANSWER and (is_grave or len(words) <= LONGEST_QUESTION)
    return Intent(
        known=None,
        guessed=answering(reading, refuses=refuses) if is_answered else None,
        request=_is_asking(plain) or is_plain or (is_answered and reading.topic in CARE),
        leaving=None,
        reading=reading,
        follow_up=going_on(reading) if sounds_like_a_follow_up(words) else None,
    )


def _frequent(words: str) -> Reading | None:
    """Return the words as the frequent question that they are, as it stands; else None."""
    asked = _questions().get(fold(words).rstrip("? ")) if len(words) <= LONGEST else None
    if asked is None:
        return None
    return Reading((asked,), Decision.ANSWER, read_slots(words), feeling=feeling_in(plain_of(words)))


def _read(words: str) -> Reading:
    """Read the words; where they leave no doubt what is asked, as that."""
    reading, said = open_reader().read(words), topic_said(words) or _calculation(words)
    if said is None or reading.topic in GRAVE:
        return reading
    intent = INTENT_OF.get(said, Meaning.PLAN_INFO)
    candidates = (Candidate(intent, 1.0, said), *reading.candidates[:2])
    return replace(reading, candidates=candidates, decision=Decision.ANSWER, parts=())


def _calculation(words: str) -> str | None:
    """Return the calculator's topic where the words plainly name a loan to be worked out."""
    return CALCULATOR if is_a_calculation(words) else None


@cache
def _questions() -> Mapping[str, Candidate]:
    """Return every frequent question as it stands in any language, folded: nobody means anything else by one."""
    return {
        fold(question).rstrip("? "): Candidate(Meaning(intent), 1.0, topic)
        for intent, topic, question in every_question()
    }


def _by_form(words: str) -> WordHandler | None:
    if is_meant_as_code(words):
        return documents.verify_words
    if wants_to_share(words):
        return sharing.sharing_words
    if wants_a_plan(words):
        return hardship.hardship_plan_words
    if (kind := document_asked_for(words)) is not None:
        return DOCUMENTS[kind]
    return documents.statement_words if is_meant_as_period(words) else None


def _is_asking(plain: str) -> bool:
    plain = plain.rstrip("。.!~ ")
    return bool(_LONG_SENTENCE.search(plain) or _ASKING.search(plain))  # the quicker question first


def _leaving(known: WordHandler | None, bare: str) -> Leaving | None:
    if bare in BACK:
        return Leaving.BACK
    if known is nothing_to_cancel:
        return Leaving.CANCEL
    return Leaving.HOME if known is home.start else None
