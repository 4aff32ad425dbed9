"""The sentences that are trained on, and the same with the slips that people make."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain.understanding.features import syllables_of
from domain.understanding.topics import Topic, read_topics

FOLDER = Path("locales/zh_CN/understanding")


@dataclass(frozen=True, slots=True)
class Sentence:
    topic: Topic
    text: str


def read_sentences(folder: Path = FOLDER) -> list[Sentence]:
    """Read every file of sentences. End the program where a line is no known topic and a new sentence."""
    topics = {topic.id: topic for topic in read_topics(folder / "topics.tsv")}
    found: dict[str, Sentence] = {}
    for file in sorted((folder / "sentences").glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            topic, _, text = line.partition("\t")
            if topic not in topics or not text.strip():
                raise SystemExit(
                    f"{file.name}, line {number}: a topic, a tab and a sentence are expected: {line[:60]}"
                )
            if text in found:
                raise SystemExit(
                    f"{file.name}, line {number}: said before, of {found[text].topic.id}: {text}"
                )
            found[text] = Sentence(topics[topic], text)
    return list(found.values())


def fingerprint(folder: Path = FOLDER) -> str:
    """Return what the weights are to say they were made from."""
    files = [folder / "topics.tsv", *sorted((folder / "sentences").glob("*.tsv"))]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


class Slips:
    """Makes one slip in a sentence: a character for another that sounds alike, or one left out. Always the same."""

    def __init__(self, texts: list[str], seed: int = 7) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same slips every time
        syllables = syllables_of()
        # Only characters that occur, so that no slip is stranger than what people type.
        alike: defaultdict[str, set[str]] = defaultdict(set)
        for text in texts:
            for char in text:
                if char in syllables:
                    alike[syllables[char]].add(char)
        self._alike = {syllable: sorted(chars) for syllable, chars in alike.items()}

    def of(self, text: str) -> Iterator[str]:
        if (one := self.swapped(text)) is not None:
            yield one
        if len(text) > 4:
            at = self._random.randrange(len(text))
            yield text[:at] + text[at + 1 :]

    def swapped(self, text: str) -> str | None:
        syllables = syllables_of()
        places = [at for at, char in enumerate(text) if len(self._alike.get(syllables.get(char, ""), ())) > 1]
        if not places:
            return None
        at = self._random.choice(places)
        others = [char for char in self._alike[syllables[text[at]]] if char != text[at]]
        return text[:at] + self._random.choice(others) + text[at + 1 :]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is not trained on, and the intents that are right answers to it."""

    part: str
    text: str
    intents: tuple[str, ...]


def read_questions(file: Path) -> list[Question]:
    """Read `part, text, intent, another intent that is right, too` from tab-separated lines."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return [Question(row[0], row[1], tuple(filter(None, row[2:4]))) for row in rows]
