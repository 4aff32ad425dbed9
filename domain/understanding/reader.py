"""Reading a sentence: what it wants, how sure that is, and whether to answer, to ask or to decline.

Before everything come the words of somebody who may not want to live, or who is being cheated. Two questions in one
sentence are read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from domain.understanding import sensitive
from domain.understanding.features import features
from domain.understanding.model import Model, open_model, softmax
from domain.understanding.normalize import normalize, plain
from domain.understanding.slots import Slots, read_slots
from domain.understanding.topics import CRISIS, FRAUD, GRAVE, OUT_OF_SCOPE, Intent, head_intent

SURE = 0.7  # from here on it is answered
# A crisis and a fraud are answered from here on: one that is missed costs more than one that is none. `SUSPECTED`: from
# here on the nets of `sensitive` are cast: for one sentence in twenty, and for all of these.
SENSITIVE, SUSPECTED = 0.4, 0.002
SURE_OF_NOTHING = 0.6  # from here on it is no affair of ours
LEAST_KNOWN = 0.2  # of the features: below, nothing like it was ever read
MOST_CANDIDATES = 3
SHORTEST_PART, MOST_PIECES = 3, 5
SURE_OF_A_PART, SURE_OF_A_STATEMENT = 0.5, 0.85
_BETWEEN_QUESTIONS = re.compile(
    r"[?？;；。!！\n]+|[,，、]\s*|\s+(?=\S{2})|\b(?:and|also|plus)\b"
    r"|(?:顺便|顺带|另外|还有就是|还有(?!多少|几)|以及|然后|并且|同时|再(?:帮|看|问|查|告|说|给|把))"
)
_QUESTION = re.compile(
    r"[吗嗎呢么麼不没沒]\s*$|怎|咋|多少|几|幾|什么|什麼|啥|哪|何|谁|誰|能不|能否|可以|可不可|会不|會不|是不是|有没有|有沒有|要不要|想|帮我|幫我|找|看看|看下|查"
    r"|how|what|when|where|why|can |could |do |does |is |are |will |want|please|help|show"
)

# The crisis first: whoever is being cheated and sees no way out is cared for.
_NETS: Mapping[str, Callable[[str], bool]] = {CRISIS: sensitive.is_crisis, FRAUD: sensitive.is_fraud}


class Decision(StrEnum):
    """What to do about a sentence."""

    ANSWER = "answer"
    ASK = "ask"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may be meant; `topic` is None where it is no affair of this shop's."""

    intent: Intent
    confidence: float
    topic: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """`candidates`: at most three, the likeliest first, of different intents; `intents`: several where several things are
    asked, in their order, and `parts` their readings; `near`: other topics of the first intent, the likeliest first.
    """

    candidates: tuple[Candidate, ...]
    decision: Decision
    slots: Slots
    near: tuple[str, ...] = ()
    parts: tuple[Reading, ...] = ()

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
        return tuple(part.intent for part in self.parts) or (self.intent,)


class Reader:
    """Reads sentences with one set of weights."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._at = {head: at for at, head in enumerate(model.heads)}

    def read(self, text: str) -> Reading:
        """Read one sentence, of whatever length and content."""
        whole = self._read_one(text)
        if whole.topic in GRAVE:
            return whole
        parts = self._parts(text)
        if not parts:
            return whole
        # What the whole sentence is taken for comes first where it is one of them.
        of_parts = {part.intent: part.candidates[0] for part in parts}
        first = of_parts.get(whole.intent, parts[0].candidates[0])
        others = (c for c in (*of_parts.values(), *whole.candidates) if c.intent is not first.intent)
        candidates = (first, *{c.intent: c for c in others}.values())[:MOST_CANDIDATES]
        return replace(whole, candidates=candidates, decision=Decision.ANSWER, parts=tuple(parts), near=())

    def _parts(self, text: str) -> list[Reading]:
        """Return the readings of the questions in a sentence, where they are several."""
        pieces = [piece.strip() for piece in _BETWEEN_QUESTIONS.split(plain(text)) if piece]
        pieces = [piece for piece in pieces if len(piece) >= SHORTEST_PART]
        if not 2 <= len(pieces) <= MOST_PIECES:
            return []
        read = [(piece, self._read_one(piece)) for piece in pieces]
        asked = [reading for piece, reading in read if _is_asked(piece, reading)]
        different = list({reading.intent: reading for reading in asked}.values())
        return different if 2 <= len(different) <= MOST_CANDIDATES else []

    def _read_one(self, text: str) -> Reading:
        words, slots = plain(text), read_slots(text)
        found = features(normalize(text))
        shares = self._shares(found)
        for topic, is_caught in _NETS.items():
            if self._is(topic, shares, words, is_caught):
                return _only(topic, max(shares[GRAVE[topic]], SURE), slots)
        return self._ranked(found, shares, slots)

    def _is(self, topic: str, shares: dict[str, float], words: str, is_caught: Callable[[str], bool]) -> bool:
        share = shares[GRAVE[topic]]
        if share >= SENSITIVE and not sensitive.is_an_address(words):
            return True
        return share >= SUSPECTED and is_caught(words)

    def _shares(self, found: Sequence[str]) -> dict[str, float]:
        unit = self._model.steepness / self._model.scale
        scores = [score * unit for score in self._model.head_scores(found)]
        return dict(zip(self._model.heads, softmax(scores), strict=True))

    def _ranked(self, found: Sequence[str], shares: dict[str, float], slots: Slots) -> Reading:
        by_intent: dict[Intent, list[tuple[float, str]]] = {}
        for head, share in shares.items():
            if head in GRAVE.values():  # they would have been answered before
                continue
            by_intent.setdefault(head_intent(head), []).append((share, head))
        ranked = sorted(
            ((sum(s for s, _ in heads), max(heads)[1]) for heads in by_intent.values()), reverse=True
        )
        del ranked[MOST_CANDIDATES:]
        topics = self._topics(found, [head for _, head in ranked])
        candidates = tuple(
            Candidate(head_intent(head), share, None if head == OUT_OF_SCOPE else topics[head][0])
            for share, head in ranked
        )
        first, head = candidates[0], ranked[0][1]
        decision = _decision(first, shares[head], self._model.share_known(found))
        return Reading(candidates, decision, slots, tuple(topics[head][1:3]) if first.topic else ())

    def _topics(self, found: Sequence[str], heads: Sequence[str]) -> dict[str, list[str]]:
        """Return the topics of each head, the likeliest first."""
        scores = self._model.topic_scores(found, [self._at[head] for head in heads])
        return {
            head: [
                name for _, name in sorted(zip((-s for s in scores[at]), self._model.topics[at], strict=True))
            ]
            for head in heads
            for at in (self._at[head],)
        }


def _is_asked(piece: str, reading: Reading) -> bool:
    """Return whether a piece of a sentence asks something by itself: it sounds so, or it can hardly be anything else."""
    if reading.intent is Intent.OTHER or reading.confidence < SURE_OF_A_PART:
        return False
    return bool(_QUESTION.search(piece)) or reading.confidence >= SURE_OF_A_STATEMENT


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
