"""What is a fault: of a screen by itself, and of what a press came to."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.customers.consents import Purpose
from domain.customers.service import LOCALES
from handlers.ui.callback_data import VERSION, Ignore, bare, leads_back
from handlers.ui.consents import ASKED, asked_again, asked_in_form
from handlers.ui.i18n import texts_for
from handlers.ui.labels import room_in, width
from handlers.ui.refusals import REFUSALS
from tests.crawl.stage import Answer
from tests.crawl.telegram import Key, Shown

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]")
_TAG = re.compile(r"<[^>]+>")
_EMOJI = re.compile(
    "[\U0001f300-\U0001faff\u231a\u231b\u23e9-\u23f3\u2614\u2615\u26a0\u26a1\u26d4\u2705"
    "\u274c\u274e\u2753-\u2757\u2b50]"
)
_STALE = ("这条消息里的内容已经过期了，请从这里重新开始。", "这条消息里的内容已经更新了，给您最新的：")
_INCIDENT = ("抱歉，刚才出了点问题，这一步没有办成。请稍后再试。",)


@dataclass(frozen=True, slots=True)
class Fault:
    """`rule`: which was broken; `said`: by what."""

    rule: str
    said: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.said}"


def plain(text: str) -> str:
    """Return what is read of Telegram's HTML."""
    return html.unescape(_TAG.sub("", re.sub(r"</(p|tr|summary)>|<br/?>", "\n", text))).strip()


def code_of(key: Key) -> str:
    """Return which kind of button it is."""
    return "" if key.data is None else bare(key.data).split(":", 1)[0].removeprefix(VERSION)


def is_inert(key: Key) -> bool:
    """Return whether it only shows something, or leads out of the chat."""
    return key.data is None or code_of(key) == Ignore.code


# A screen


def faults_of(shown: Shown) -> Iterator[Fault]:
    yield from _labels(shown)
    yield from _back(shown)
    signs = _EMOJI.findall(plain(shown.text))
    if len(signs) > 1:
        yield Fault("one sign a message", " ".join(signs))


def _labels(shown: Shown) -> Iterator[Fault]:
    for row in shown.rows:
        widest = room_in(len(row))
        for key in row:
            if width(key.label) > widest:
                yield Fault("what a phone shows", f"{width(key.label)} > {widest}: {key.label}")
    # A sign (＋) stands in the row of what it is about.
    labels = Counter(key.label for key in shown.keys if not is_inert(key) and len(key.label) > 1)
    for label, count in labels.items():
        if count > 1:
            yield Fault("no two labels alike", label)


def _back(shown: Shown) -> Iterator[Fault]:
    for row in shown.rows[:-1]:
        if any(is_back(key) for key in row):
            yield Fault("返回 in the last row", " | ".join(key.label for key in row))


def is_back(key: Key) -> bool:
    return key.label in _backs() or (key.data is not None and leads_back(key.data))


@cache
def _backs() -> set[str]:
    return {texts_for(locale)("返回") for locale in LOCALES}


# What a press came to


def faults_of_press(pressed: Key, under: Shown, answer: Answer, locale: str) -> Iterator[Fault]:
    for line in answer.incidents:
        yield Fault("no incident", line)
    for method in answer.strange:
        yield Fault("known methods", method)
    if len(answer.toasts) != 1:
        yield Fault("answered once", f"{len(answer.toasts)} answers")
    changed = [one for one in answer.messages if one != under]
    if not changed and not any(toast.text for toast in answer.toasts) and not is_inert(pressed):
        yield Fault("answered", "nothing was said and nothing changed")
    for sentence in refusals_in(answer, locale):
        yield Fault("nothing offered then refused", sentence)
    unasked = {purpose for _, purpose in answer.consents} - asked_on(under, locale)
    if unasked:
        yield Fault("consent as asked", ", ".join(sorted(unasked)))


def refusals_in(answer: Answer, locale: str) -> list[str]:
    """Return what was refused, in the language the crawl began with or one that was chosen on the way."""
    said = [plain(one.text) for one in answer.messages] + [toast.text for toast in answer.toasts]
    known = [each for language in sorted({locale, *answer.languages}) for each in _refusals(language)]
    found = [msgid for msgid, sentence in known if any(sentence.search(text) for text in said)]
    return list(dict.fromkeys(found))


@cache
def _refusals(locale: str) -> list[tuple[str, re.Pattern[str]]]:
    t = texts_for(locale)
    msgids = [*(sentence for sentence, *_ in REFUSALS.values()), *_STALE, *_INCIDENT]
    return [(msgid, _pattern(t(msgid))) for msgid in dict.fromkeys(msgids)]


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what the sentence looks like with whatever stands for its placeholders."""
    return re.compile(".+?".join(map(re.escape, _PLACEHOLDER.split(sentence))))


def asked_on(shown: Shown, locale: str) -> set[Purpose]:
    """Return the purposes that the screen asks consent to, in the language it was reached in or one chosen on the way."""
    said, found = plain(shown.text), set[Purpose]()
    for t in map(texts_for, {locale, *LOCALES}):
        found |= {purpose for purpose, msgid in ASKED.items() if _pattern(t(msgid)).search(said)}
        if any(one in said for one in (asked_again(t), asked_in_form(t))):
            found.add(Purpose.IDENTITY)
    return found
