"""From a state to every screen that can be reached, nearest first: each button is pressed as its screen was shown, so
that what one press changes does not spoil the next.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from domain.tracked.results import TrackedField
from handlers.buttons.documents import SendCertificate, SendReceipt, SendStatement
from handlers.commands import COMMANDS
from handlers.ui.callback_data import bare, leads_back
from tests.crawl.rules import Fault, asked_on, code_of, faults_of, faults_of_press, is_back, is_inert, plain
from tests.crawl.stage import STAFF, Answer, Moment, Stage, content
from tests.crawl.states import PERSON, Scene, seen_by, set_up
from tests.crawl.telegram import Key, Shown
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.buttons import kinds_of_button

# What is typed where a conversation waits: by its name and state.
WORDS = {
    ("checkout", 1): NAME,
    ("checkout", 2): ADULT,
    ("checkout", 3): PHONE,
    ("card", 1): "6222020000000000018",
    ("amount", 1): "800",
    ("case", 1): "请问这笔什么时候到期",
    ("address", 1): "hotel@example.com",
}
CODE_OF_ADDRESS = ("address", 2)  # the code that came there
TRACKED = ("tracked", 1)
# … and of a bill of elsewhere, by what is asked of it; None: a whole sentence.
OF_TRACKED = {
    None: "白条 还剩8期 每期268 每月15号",
    TrackedField.NAME: "蚂蚁花呗",
    TrackedField.DUE: "8号",
    TrackedField.PERIODS: "5期",
    TrackedField.AMOUNT: "300",
}
# Written by looking: what a screen showed is kept, so that what is confirmed is what was shown.
_BY_LOOKING = {"repayment_quotes", "conversation_states"}
PLACES = {kind.code for kind in kinds_of_button() if kind.is_place}
# What makes a file takes a hundred times as long as a screen.
_FILES = {SendReceipt.code, SendCertificate.code, SendStatement.code}
EVERYTHING = 10**9
_ALIKE = 2  # of many buttons of one kind on a screen so many are pressed, and the last one


@dataclass(frozen=True)
class Node:
    """A screen as it stood. `led_here`: what the button said; `before`: what the same message showed before."""

    shown: Shown
    moment: Moment
    path: tuple[str, ...]
    led_here: str | None = None
    before: Node | None = None

    @property
    def is_place(self) -> bool:
        return self.led_here is None or _kind(self.led_here) in PLACES


@dataclass
class Findings:
    presses: int = 0
    typed: int = 0
    screens: int = 0
    codes: set[str] = field(default_factory=set)
    faults: dict[tuple[Fault, str], str] = field(
        default_factory=dict
    )  # with the kind of button, where it was first

    def add(self, fault: Fault, code: str, where: str) -> None:
        self.faults.setdefault((fault, code), where)


Signature = tuple[object, ...]


class Crawl:
    """`known`: presses that were made from another state already, and are not made again; None: all are made. `most`: after
    so many of this state only kinds of buttons that nobody has pressed yet.
    """

    def __init__(
        self, stage: Stage, locale: str, found: Findings, known: set[Signature] | None, most: int = EVERYTHING
    ) -> None:
        self._stage, self._locale, self._found, self._known, self._most = stage, locale, found, known, most
        self._seen: set[Signature] = set()
        self._queue: deque[Node] = deque()
        self._begun = found.presses
        self._customer_id = ""

    async def run(self, state: str, then: Callable[[Scene], Awaitable[None]] | None) -> None:
        scene = await set_up(self._stage, state, self._locale)
        self._customer_id = scene.customer.id
        chats = seen_by(state)
        start = self._stage.moment()
        for (chat_id, _), shown in sorted(start.chats.items(), reverse=True):
            if chat_id in chats:
                self._reach(Node(shown, start, (state,)))
        for command in COMMANDS if PERSON in chats else ():
            self._stage.put_back(start)
            answer = await self._stage.say(f"/{command.name}", PERSON)
            self._note(answer, Node(Shown(PERSON, 0, "", ()), start, (state,)), f"/{command.name}")
        while self._queue:
            await self._press_all(self._queue.popleft())
        if then is not None:
            self._stage.put_back(start)
            await then(scene)

    async def _press_all(self, node: Node) -> None:
        for key in self._keys(node):
            self._stage.put_back(node.moment)
            assert key.data is not None
            by = STAFF if node.shown.chat_id < 0 else PERSON
            answer = await self._stage.press(node.shown, key.data, by)
            self._found.presses += 1
            self._found.codes.add(code_of(key))
            for fault in (
                *faults_of_press(key, node.shown, answer, self._locale),
                *self._faults_of_return(node, key, answer),
            ):
                self._found.add(fault, code_of(key), " > ".join((*node.path, key.label)))
            self._note(answer, node, key.label, key.data)
            await self._speak(node, key)

    async def _speak(self, node: Node, key: Key) -> None:
        """Type what is asked for after the press."""
        waits = self._stage.waits_for(PERSON)
        if waits is None or (words := await self._answer_to(waits)) is None:
            return
        asked = Node(node.shown, self._stage.moment(), (*node.path, key.label))
        consents = {purpose for one in self._stage.server.said for purpose in asked_on(one, self._locale)}
        answer = await self._stage.say(words, PERSON)
        path = (*asked.path, f"[{waits[0]}]")
        for line in answer.incidents:
            self._found.add(Fault("no incident", line), "", " > ".join(path))
        unasked = {purpose for _, purpose in answer.consents} - consents
        if unasked:
            self._found.add(Fault("consent as asked", ", ".join(sorted(unasked))), "", " > ".join(path))
        self._note(answer, asked, f"[{waits[0]}]")

    async def _answer_to(self, waits: tuple[str, int]) -> str | None:
        if waits == CODE_OF_ADDRESS:
            return self._stage.mail.newest_code()
        if waits == TRACKED:
            draft = await self._stage.container.services.tracked.draft(self._customer_id)
            return OF_TRACKED[None if draft is None else draft.asking]
        return WORDS.get(waits)

    def _keys(self, node: Node) -> Iterator[Key]:
        """Yield what is to be pressed of a screen."""
        of_kind: dict[str, list[Key]] = {}
        for key in node.shown.keys:
            if not is_inert(key):
                of_kind.setdefault(code_of(key), []).append(key)
        for code, keys in of_kind.items():
            few = keys if len(keys) <= _ALIKE else [*keys[:_ALIKE], keys[-1]]
            for place, key in enumerate(few):
                if code in self._found.codes and self._found.presses - self._begun >= self._most:
                    continue
                if self._known is not None:
                    press: Signature = (self._locale, code)
                    if code not in _FILES:
                        press = (*press, _shape(node.shown), _gist(node.shown), place)
                    if press in self._known:
                        continue
                    self._known.add(press)
                yield key

    def _note(self, answer: Answer, node: Node, label: str, data: str | None = None) -> None:
        """Take up every screen that came of it."""
        for shown in answer.messages:
            if shown.rows or shown.is_text:
                led_here, before = _way(node, shown, data)
                self._reach(Node(shown, node.moment, (*node.path, label), led_here, before), later=True)

    def _reach(self, node: Node, *, later: bool = False) -> None:
        signature = (node.led_here and _kind(node.led_here), _shape(node.shown))
        if signature in self._seen:
            return
        self._seen.add(signature)
        self._found.screens += 1
        for fault in faults_of(node.shown):
            self._found.add(fault, "", f"{' > '.join(node.path)}: {plain(node.shown.text)[:60]!r}")
        if node.shown.rows:
            moment = self._stage.moment() if later else node.moment
            self._queue.append(Node(node.shown, moment, node.path, node.led_here, node.before))

    def _faults_of_return(self, node: Node, key: Key, answer: Answer) -> Iterator[Fault]:
        if not is_back(key) or key.data is None:
            return
        if answer.wrote:
            yield from self._written(node.moment)
        before = node.before
        if not leads_back(key.data) or before is None or before.led_here is None:
            return
        if not node.is_place or not before.is_place:
            return  # where something was done it is as it is now
        if node.led_here is not None and node.led_here in _led(before):
            return  # a screen that was shown before ends the way that led from it
        shows = [one for one in answer.messages if one.message_id == node.shown.message_id]
        if not shows or not _are_alike(shows[0], before.shown):
            said = plain(shows[0].text)[:40] if shows else "nothing"
            yield Fault("返回 returns", f"not to {plain(before.shown.text)[:40]!r}, but to {said!r}")

    def _written(self, moment: Moment) -> Iterator[Fault]:
        was, is_now = content(moment.database), self._stage.database.rows()
        changed = {name for name in is_now if was.get(name) != is_now[name]} - _BY_LOOKING
        if changed:
            yield Fault("返回 does nothing", ", ".join(sorted(changed)))


async def crawl(
    stage: Stage,
    state: str,
    locale: str,
    found: Findings,
    known: set[Signature] | None,
    most: int = EVERYTHING,
    then: Callable[[Scene], Awaitable[None]] | None = None,
) -> None:
    """Crawl from a state, on a stage that is as it was opened before and afterwards. `then`: what else is done in it."""
    empty = stage.moment()
    await Crawl(stage, locale, found, known, most).run(state, then)
    stage.put_back(empty)


def _way(node: Node, shown: Shown, data: str | None) -> tuple[str | None, Node | None]:
    """Return what led to a screen, and the screen before it in the same message."""
    if data is None or (shown.chat_id, shown.message_id) != (node.shown.chat_id, node.shown.message_id):
        return (None if data is None else bare(data)), None
    if not leads_back(data):
        return bare(data), node
    before = node.before
    while before is not None and not (before.is_place and _are_alike(before.shown, shown)):
        before = before.before
    if before is None:
        return bare(data), None
    return before.led_here, before.before


def _led(node: Node | None) -> set[str]:
    """Return all that led to what the message has shown up to this screen."""
    found = set[str]()
    while node is not None:
        found |= {node.led_here} if node.led_here is not None else set()
        node = node.before
    return found


def _kind(data: str) -> str:
    return code_of(Key("", data))


def _are_alike(one: Shown, other: Shown) -> bool:
    """Return whether both are the same screen: what it is of can have changed meanwhile, by what was pressed on it."""
    if one.text == other.text and one.rows == other.rows:
        return True
    return _beginning(one) == _beginning(other) or _shape(one) == _shape(other)


def _gist(shown: Shown) -> str:
    """Return what is said, without the figures."""
    return re.sub(r"[0-9]", "", plain(shown.text))


def _beginning(shown: Shown) -> str:
    return _gist(shown)[:6]


def _shape(shown: Shown) -> Signature:
    """Return what the screen offers, whatever it is about."""
    return (shown.chat_id > 0, tuple(tuple(code_of(key) for key in row) for row in shown.rows))
