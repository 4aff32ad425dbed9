"""Reading a sentence: what it wants, how sure that is, and whether to answer, to ask or to decline.

Before everything come the words of somebody who may not want to live, or who is being cheated. Two questions in one
sentence are read one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise

from domain.patterns import pattern
from domain.understanding import sensitive
from domain.understanding.features import features
from domain.understanding.feelings import Feeling, feeling_in
from domain.understanding.model import Model, open_model, softmax
from domain.understanding.normalize import kinds_in, plain
from domain.understanding.slots import Slots, read_slots
from domain.understanding.smalltalk import is_small_talk
from domain.understanding.topics import (
    CRISIS,
    FRAUD,
    GRAVE,
    OF_THIS_SHOP,
    OUT_OF_SCOPE,
    Intent,
    head_intent,
)
from domain.understanding.views import ABSORBED, OF_STANDING, OF_WAITING, in_view_of, intent_meant
from domain.value import Value, replace

SURE = 0.7  # from here on it is answered
# A crisis and a fraud are answered from here on: one that is missed costs more than one that is none. `SUSPECTED`: from
# here on the nets of `sensitive` are cast: for one sentence in twenty, and for all of these.
SENSITIVE, SUSPECTED = 0.4, {CRISIS: 0.0005, FRAUD: 0.0001}
SURE_OF_AN_END = 0.85  # from here on it is a crisis also where only what is told of a fraud is in its words
SURE_OF_NOTHING = 0.6  # from here on it is no affair of ours
WORTH_A_TOPIC = (
    0.02  # from here on it is looked which topic of an intent is meant; below, the one that most ask
)
LEAST_KNOWN = 0.2  # of the features: below, nothing like it was ever read
MOST_CANDIDATES = 3
SHORTEST_PART, MOST_PIECES = 2, 6
# From here on a piece is a question of its own: one that asks, one that is short as a headline, and one that only tells.
SURE_OF_A_PART, SURE_OF_A_HEADLINE, SURE_OF_A_STATEMENT, SURE_OF_WHAT_HAPPENED = 0.5, 0.7, 0.93, 0.99
LONGEST_HEADLINE = 4
_BETWEEN_QUESTIONS = pattern(
    r"[?？;；。!！\n]+|[,，、]\s*|(?<=[^\x00-\x7f])\s+(?=\S{2})|\s+(?=[^\x00-\x7f])|\b(?:and|also|plus)\b"
    r"|(?:顺便|顺带|另外|其次|还有就是|(?<![前先早未要没])还有(?!多少|几|没|哪|什么|啥|额度|余|欠|[0-9一二两三四五六七八九十])|以及|然后|并且|同时"
    r"|再就是|再一个|还想(?:问|知道)|一是|二是|再(?:帮|看|问|查|告|说|给|把))"
    r"|(?<=多少)(?:还有(?=\S{3})|(?=会不会|能不能|可不可以|要不要|有没有|怎么|什么时候))"
    r"|(?<=吗)(?=[^\s,，。?？!！啊呀哦]{4})|\b(?:shunbian|haiyou|lingwai)\b"
)
_QUESTION = pattern(
    r"[吗嗎呢么麼不没沒]\s*$|怎|咋|多少|几|幾|什么|什麼|啥|哪|何|谁|誰|能不|能否|可以|可不可|会不|會不|是不是|有没有|有沒有|要不要|想|要|帮我|幫我|给我|发我|告诉我|找|看看|看下|查"
    r"|how|what|when|where|why|can |could |do |does |is |are |will |want|please|help|show"
    r"|\b(?:zenme|duoshao|yao|xiang|neng|ji)\b"
)
_TELLS = pattern("我|没|在|已|了")
_WISHES = pattern("[?？]|想|要|帮|给我|请|麻烦|找|看看|查|把|申请|改|换")
_POINTS_BACK = pattern("那天|到时|那时|那会儿")
# Nothing but a mail's or a page's address, whose letters are nobody's words.
_ADDRESS_ALONE = pattern(r"[^\s@]+@[^\s@]+\.[a-z]+|(?:https?://|www\.)\S+")
_CONDITION = pattern("^(?:如果|要是|假如|万一|假设|等我?|既然|因为|虽然|if |when )")

# What asks: between two such words the first question may end and the second begin, though nothing parts them.
_ASKS = pattern(
    r"多少|几多|有冇|唔使|㗎|咩|[几幾][号点张块元]|(?<![缓晚迟拖延宽过面后前这那])几[天期](?!的)|哪|多久|什么时候|啥时候|怎么|咋|为什么|为啥|能不能|会不会|可不可以|要不要|有没有|([^我你是])不\1|[吗么不没]$"
)
_HALF_SAID = pattern(
    "(?:[能会要是想就还再最才都先多哪几的至从在]|(?<!时候)(?<!多久)到|可以|怎么|什么时候|啥时候|为什么)$"
)
_GOES_ON = pattern("[的了吗呢啊着过得们么不没到至]|算[到至]")
_PARTED = pattern(r"[?？;；。!！,，、\s]")
# What is asked of one thing about another (the limit after a return): said of both, the second question is that.
OF_TWO_THINGS = frozenset(
    {
        "faq.early.debit_after", "faq.early.fee", "faq.early.interest", "faq.early.limit_back",
        "faq.refund.interest", "faq.refund.limit_back", "faq.refund.still_pay",
    }
)  # fmt: skip
# One of the two may be short of words and so less sure; the other has to be plain then.
SURE_OF_RUN_ON, SURE_OF_THE_OTHER, SHORTEST_RUN_ON, MOST_SEAMS = 0.55, 0.9, 3, 12


class Decision(StrEnum):
    """What to do about a sentence."""

    ANSWER = "answer"
    ASK = "ask"
    DECLINE = "decline"


class Candidate(Value):
    """One thing that may be meant; `topic` is None where it is no affair of this shop's."""

    intent: Intent
    confidence: float
    topic: str | None


class Reading(Value):
    """`candidates`: at most three, the likeliest first, of different intents; `intents`: several where several things are
    asked, in their order, and `parts` their readings; `near`: other topics of the first intent, the likeliest first;
    `feeling`: what the words are full of, beside what they ask.
    """

    candidates: tuple[Candidate, ...]
    decision: Decision
    slots: Slots
    near: tuple[str, ...] = ()
    parts: tuple[Reading, ...] = ()
    feeling: Feeling | None = None

    @property
    def intent(self) -> Intent:
        return self.candidates[0].intent

    @property
    def confidence(self) -> float:
        return self.candidates[0].confidence

    @property
    def topic(self) -> str | None:
        return self.candidates[0].topic

    @property
    def intents(self) -> tuple[Intent, ...]:
        return tuple(dict.fromkeys(part.intent for part in self.parts)) or (self.intent,)


class Reader:
    """Reads sentences with one set of weights."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._at = {head: at for at, head in enumerate(model.heads)}
        self._intents = {head: head_intent(head) for head in model.heads}

    def read(self, text: str) -> Reading:
        """Read one sentence, of whatever length and content."""
        words = plain(text)
        whole = self._read_one(words, text)
        if whole.topic in GRAVE:
            return whole
        if _ADDRESS_ALONE.fullmatch(words):
            return Reading((Candidate(Intent.OTHER, 1.0, None),), Decision.DECLINE, whole.slots)
        whole = replace(whole, feeling=feeling_in(words))
        parts = self._parts(words, whole)
        if not parts:
            return whole
        if len(parts) == 1:
            return replace(parts[0], slots=whole.slots, feeling=whole.feeling)
        # What the whole sentence is taken for comes first where it is one of them.
        of_parts = {part.intent: part.candidates[0] for part in reversed(parts)}
        of_parts = {part.intent: of_parts[part.intent] for part in parts}
        first = of_parts.get(whole.intent, parts[0].candidates[0])
        others = (c for c in (*of_parts.values(), *whole.candidates) if c.intent is not first.intent)
        candidates = (first, *{c.intent: c for c in others}.values())[:MOST_CANDIDATES]
        return replace(whole, candidates=candidates, decision=Decision.ANSWER, parts=tuple(parts), near=())

    def _parts(self, words: str, whole: Reading) -> list[Reading]:
        """Return the readings of the questions in a sentence, where they are several; a single one where the rest only tells
        how things stand, and the sentence as a whole was taken for that.
        """
        pieces = [piece.strip() for piece in _BETWEEN_QUESTIONS.split(words) if piece]
        pieces = [piece for piece in pieces if len(piece) >= SHORTEST_PART]
        if len(pieces) <= MOST_CANDIDATES:
            pieces = [each for piece in pieces for each in self._run_on(piece)]
        if not 2 <= len(pieces) <= MOST_PIECES:
            return []
        asked = self._asked(pieces)
        if not asked:
            return []
        told = [self._read_one(piece).topic for piece in pieces if piece not in {one for _, one in asked}]
        found: dict[str | None, Reading] = {}
        for intent, piece in asked:
            reading = self._read_one(piece)
            if reading.intent is not intent:
                return []
            if reading.topic in OF_STANDING and _is_told(piece):
                told.append(reading.topic)
                continue
            reading = _in_view(reading, [*told, *found], piece, whole)
            if reading.confidence == 1.0:
                found = {
                    topic: one
                    for topic, one in found.items()
                    if topic not in ABSORBED.get(reading.topic or "", ())
                }
            found.setdefault(reading.topic, reading)
        if len(found) == 1:
            return self._only_question(next(iter(found.values())), asked, told, whole)
        if not 2 <= len(found) <= MOST_CANDIDATES:
            return []
        first, *others = found.values()
        is_whole = not _PARTED.search(words) and whole.topic in OF_TWO_THINGS and whole.topic != first.topic
        return [first, whole] if is_whole else [first, *others]

    def _only_question(
        self,
        reading: Reading,
        asked: Sequence[tuple[Intent, str]],
        told: Sequence[str | None],
        whole: Reading,
    ) -> list[Reading]:
        """Return the one question of a sentence, where the whole was taken for what is only told, or it is another in view
        of that.
        """
        taken_for_what_is_told = whole.topic in told and whole.topic in OF_STANDING
        is_another = len(asked) > 1 and reading.confidence == 1.0
        is_plain = reading.decision is Decision.ANSWER and reading.topic != whole.topic
        if not is_plain or not (taken_for_what_is_told or is_another):
            return []
        first = reading.candidates[0]
        intent = (intent_meant(first.topic or "") if is_another else None) or first.intent
        return [replace(reading, candidates=(replace(first, intent=intent), *reading.candidates[1:]))]

    def _asked(self, pieces: Sequence[str]) -> list[tuple[Intent, str]]:
        """Return what each piece asks by itself; of those of one intent, where some ask, without those that only tell."""
        every = [(intent, piece) for piece in pieces if (intent := self._asked_in(piece)) is not None]
        asking = {intent for intent, piece in every if _ASKS.search(piece)}
        kept: dict[Intent, list[str]] = {}
        for intent, piece in every:
            before = kept.setdefault(intent, [])
            if intent in asking and _is_told(piece):
                continue
            if not before or (_is_question(intent, before[0]) and _ASKS.search(piece)):
                before.append(piece)  # else it is the same again, in other words
        return [(intent, piece) for intent, piece in every if piece in kept[intent]]

    def _run_on(self, words: str) -> list[str]:
        """Return two questions that are said without a pause: each asks, and is hardly anything else by itself."""
        best, parted = SURE_OF_RUN_ON, [words]
        asking = [found.span() for found in _ASKS.finditer(words)]
        seams = {at for (_, end), (start, _) in pairwise(asking) for at in range(end, start + 1)}
        for at in sorted(seams)[:MOST_SEAMS]:
            first, then = words[:at].rstrip(), words[at:]
            if (
                min(len(first), len(then)) < SHORTEST_RUN_ON
                or _HALF_SAID.search(first)
                or _GOES_ON.match(then)
            ):
                continue
            share, other = sorted((self._surest(first)[0], self._surest(then)[0]))
            if share > best and other >= SURE_OF_THE_OTHER:
                best, parted = share, [first, then]
        return parted

    def _asked_in(self, piece: str) -> Intent | None:
        """Return what a piece of a sentence asks by itself: it sounds so, or it can hardly be anything else."""
        share, intent = self._surest(piece)
        return intent if share >= _least_of(piece) else None

    def _surest(self, piece: str) -> tuple[float, Intent]:
        """Return the intent that a piece of a sentence has by itself, and how sure that is."""
        shares = self._shares(features(kinds_in(piece)))
        by_intent: dict[Intent, float] = {}
        for head, share in shares.items():
            by_intent[self._intents[head]] = by_intent.get(self._intents[head], 0.0) + share
        share, intent = max((share, intent) for intent, share in by_intent.items())
        if intent is Intent.OTHER:  # many things: it has to be one that is answered
            share = max(shares[head] for head in OF_THIS_SHOP)
            if share < SURE or not _QUESTION.search(piece) or is_small_talk(piece):
                return 0.0, intent
        return share, intent

    def _read_one(self, words: str, said: str | None = None) -> Reading:
        """Read plain words; what they name is read of what was `said`."""
        slots = read_slots(words if said is None else said)
        found = features(kinds_in(words))
        shares = self._shares(found)
        if (topic := self._grave(shares, words)) is not None:
            return _only(topic, max(shares[GRAVE[topic]], SURE), slots)
        return self._ranked(found, shares, slots)

    def _grave(self, shares: Mapping[str, float], words: str) -> str | None:
        """Return the grave thing that words tell of. A crisis comes first, but that no word says which tells of a fraud."""
        if not self._is(CRISIS, shares, words, sensitive.CRISIS):
            return FRAUD if self._is(FRAUD, shares, words, sensitive.FRAUD) else None
        is_plain = shares[GRAVE[CRISIS]] >= SURE_OF_AN_END or sensitive.CRISIS.catches(words)
        return FRAUD if not is_plain and sensitive.FRAUD.catches(words) else CRISIS

    def _is(self, topic: str, shares: Mapping[str, float], words: str, net: sensitive.NetOf) -> bool:
        share = shares[GRAVE[topic]]
        if share < SUSPECTED[topic]:
            return False
        if net.catches(words):
            return True
        if share < SENSITIVE or sensitive.is_an_address(words) or sensitive.is_a_bill(words):
            return False
        # What the model thinks it is may be what is only said so.
        rest = net.without_harmless(words)
        return rest == words or self._shares(features(kinds_in(rest)))[GRAVE[topic]] >= SENSITIVE

    def _shares(self, found: Sequence[str]) -> dict[str, float]:
        unit = self._model.steepness / self._model.scale
        scores = [score * unit for score in self._model.head_scores(found)]
        return dict(zip(self._model.heads, softmax(scores), strict=True))

    def _ranked(self, found: Sequence[str], shares: dict[str, float], slots: Slots) -> Reading:
        by_intent: dict[Intent, list[tuple[float, str]]] = {}
        for head, share in shares.items():
            if head in GRAVE.values():  # they would have been answered before
                continue
            by_intent.setdefault(self._intents[head], []).append((share, head))
        ranked = sorted(
            ((sum(s for s, _ in heads), max(heads)[1]) for heads in by_intent.values()), reverse=True
        )
        del ranked[MOST_CANDIDATES:]
        topics = self._topics(found, ranked)
        candidates = tuple(
            Candidate(self._intents[head], share, None if head == OUT_OF_SCOPE else topics[head][0])
            for share, head in ranked
        )
        first, head = candidates[0], ranked[0][1]
        decision = _decision(first, shares[head], self._model.share_known(found))
        return Reading(candidates, decision, slots, tuple(topics[head][1:3]) if first.topic else ())

    def _topics(self, found: Sequence[str], ranked: Sequence[tuple[float, str]]) -> dict[str, list[str]]:
        """Return the topics of each head, the likeliest first."""
        worth = [self._at[head] for share, head in ranked if share >= WORTH_A_TOPIC]
        scores = self._model.topic_scores(found, worth or [self._at[ranked[0][1]]])
        names, usual = self._model.topics, self._model.topic_offsets
        return {
            head: _by_score(names[at], scores.get(at, usual[at]))
            for _, head in ranked
            for at in (self._at[head],)
        }


def _by_score(names: Sequence[str], scores: Sequence[int]) -> list[str]:
    return [name for _, name in sorted(zip((-score for score in scores), names, strict=True))]


def _is_told(piece: str) -> bool:
    """Return whether a piece of a sentence only tells something: it neither asks nor wishes, and is no headline."""
    return len(piece) > LONGEST_HEADLINE and not _ASKS.search(piece) and not _WISHES.search(piece)


def _is_question(intent: Intent, piece: str) -> bool:
    """Return whether a piece is a question by its words, or since it names what is to be worked out: 5500的手机想分一年."""
    is_of_plans = intent is Intent.PLAN_INFO and bool(read_slots(piece).amounts_fen)
    return is_of_plans or _ASKS.search(piece) is not None


def _in_view(reading: Reading, others: Sequence[str | None], piece: str, whole: Reading) -> Reading:
    """Return what a piece asks in view of the others; what points back is about the day or the amount said before."""
    meant = in_view_of([one for one in others if one is not None], reading.topic or "")
    if meant is not None:
        first = Candidate(reading.intent, 1.0, meant)
        return replace(reading, candidates=(first,), decision=Decision.ANSWER, slots=whole.slots, near=())
    names_no_day = reading.topic in OF_WAITING and reading.slots == Slots()
    if not names_no_day and not _POINTS_BACK.search(piece):
        return reading
    return replace(reading, slots=replace(whole.slots, words=reading.slots.words))


def _least_of(piece: str) -> float:
    """Return how sure a piece of a sentence has to be for a question of its own."""
    if _CONDITION.search(piece):
        return 1.0
    if _QUESTION.search(piece):
        return SURE_OF_A_PART
    if piece.endswith("了") and "也" not in piece:
        return SURE_OF_WHAT_HAPPENED
    is_headline = len(piece) <= LONGEST_HEADLINE and not piece.isascii() and not _TELLS.search(piece)
    return SURE_OF_A_HEADLINE if is_headline else SURE_OF_A_STATEMENT


def _decision(first: Candidate, head_share: float, known: float) -> Decision:
    """Decide; `other` is many things, so it is the one thing that has to be sure."""
    if known < LEAST_KNOWN or (first.topic is None and head_share >= SURE_OF_NOTHING):
        return Decision.DECLINE
    is_sure = head_share >= SURE or (first.intent is not Intent.OTHER and first.confidence >= SURE)
    return Decision.ANSWER if is_sure and first.topic is not None else Decision.ASK


def _only(topic: str, confidence: float, slots: Slots) -> Reading:
    return Reading((Candidate(Intent.OTHER, confidence, topic),), Decision.ANSWER, slots)


@cache
def open_reader() -> Reader:
    """Return the reader of this program; the weights are read at the first sentence."""
    return Reader(open_model())
