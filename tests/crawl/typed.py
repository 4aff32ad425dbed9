"""In a state, or in the middle of a conversation, sentences are typed, each as if it were the first: what is answered is
judged, and so is what its main button and its 返回 come to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.customers.service import LOCALES
from domain.value import replace
from handlers.ui.i18n import texts_for
from tests.crawl.crawler import PLACES, Findings
from tests.crawl.middles import MIDDLES
from tests.crawl.rules import Fault, code_of, faults_of, faults_of_press, is_back, plain
from tests.crawl.sentences import Opens, Sentence
from tests.crawl.stage import Answer, Moment, Stage, arrived
from tests.crawl.states import PERSON, Scene, set_up
from tests.crawl.telegram import Key, Shown
from tests.crawl.typed_rules import faults_of_words, main_of, screen_of
from tests.support.people import buy, id_number_of

STRANGER, THEIR_NAME, THEIR_PHONE, THEIR_CARD = 2, "欧阳别人", "13911114567", "6217000000000000020"

_MISSED = (
    "我没完全听懂。您是想问：",
    "这个我帮不上忙。我能帮您查账单、还款和办分期；别的事可以找客服问问。",
)


class Typist:
    """Types in one language; what is wrong goes to `found`, with where it was."""

    def __init__(self, stage: Stage, locale: str, found: Findings) -> None:
        self._stage, self._locale, self._found = stage, locale, found
        self._strange, self._own = frozenset[str](), frozenset[str]()
        self._where = ""

    async def in_state(self, state: str, sentences: Iterable[Sentence]) -> None:
        """Type them in a state, where nothing is asked."""
        empty = self._stage.moment()
        await self.here(state, sentences, await set_up(self._stage, state, self._locale))
        self._stage.put_back(empty)

    async def here(self, state: str, sentences: Iterable[Sentence], scene: Scene) -> None:
        """Type them in this state, which is on the stage."""
        self._own = await self._named(scene)
        await self._let_somebody_else_in()
        moment = self._stage.moment()
        for sentence in sentences:
            self._where = f"{state} in {self._locale}: {sentence.text}"
            answer = await self._say(sentence, moment)
            if (screen := screen_of(answer, PERSON)) is not None:
                await self._press_on(screen, is_place=_first_line(screen) == sentence.text)

    async def in_the_middle(self, name: str, sentences: Iterable[Sentence]) -> None:
        """Type them where an answer is waited for, then the answer: it is taken as if nothing had been said."""
        middle, empty = MIDDLES[name], self._stage.moment()
        scene = await set_up(self._stage, middle.state, self._locale)
        await self._let_somebody_else_in()
        before = self._stage.moment()
        await middle.reach(scene)
        moment = self._stage.moment()
        outside_of_it = replace(moment, conversations=before.conversations, questions=before.questions)
        assert self._stage.waits_for(PERSON) is not None, name
        self._own = await self._named(scene)
        answer = middle.answer_in(scene)
        undisturbed = await self._stage.say(answer, PERSON)
        for wrong in middle.wrong:
            self._where = f"in the middle of {name} in {self._locale}: {wrong}"
            await self._say_what_is_none(wrong, moment)
            await self._go_on(answer, undisturbed)
        for sentence in sentences:
            self._where = f"in the middle of {name} in {self._locale}: {sentence.text}"
            self._stage.put_back(outside_of_it)
            outside = await self._stage.say(sentence.text, PERSON)
            of_letter = middle.is_letter and not sentence.is_grave
            said = replace(sentence, opens=Opens.ANYTHING) if of_letter else sentence
            is_question = sentence.asks and not _is_missed(outside)
            inside = await self._say(said, moment, is_answer=not is_question and not middle.is_letter)
            if is_question and not middle.is_letter:
                self._judge_detour(outside, inside)
            if is_question or sentence.is_grave:
                await self._go_on(answer, undisturbed)
        self._stage.put_back(empty)

    async def _say_what_is_none(self, wrong: str, moment: Moment) -> None:
        """Say what is no answer: it is asked for once more."""
        self._stage.put_back(moment)
        waits = self._stage.waits_for(PERSON)
        said = await self._stage.say(wrong, PERSON)
        self._found.typed += 1
        sentence = Sentence(wrong, Opens.ANYTHING, "noise")
        for fault in self._faults(sentence, said, chosen=True):
            self._found.add(fault, "", self._where)
        if self._stage.waits_for(PERSON) != waits:
            self._found.add(
                Fault("asked once more", _first_line(screen_of(said, PERSON))[:40]), "", self._where
            )

    async def _say(self, sentence: Sentence, moment: Moment, *, is_answer: bool = False) -> Answer:
        """`is_answer`: it can only be taken for what is asked, which is asked in the language that was chosen."""
        self._stage.put_back(moment)
        answer = await self._stage.say(sentence.text, PERSON)
        self._found.typed += 1
        faults = self._faults(sentence, answer)
        if is_answer:
            faults &= self._faults(sentence, answer, chosen=True)
        for fault in faults:
            self._found.add(fault, "", self._where)
        return answer

    def _faults(self, sentence: Sentence, answer: Answer, *, chosen: bool = False) -> set[Fault]:
        judged = faults_of_words(
            sentence, answer, PERSON, self._locale, self._strange, own=self._own, chosen=chosen
        )
        return set(judged)

    async def _named(self, scene: Scene) -> frozenset[str]:
        """Return what the person named themselves."""
        view = await self._stage.container.services.tracked.overview(scene.customer.id)
        terms = [bill.terms for bill in view.bills]
        if view.draft is not None:
            terms.append(view.draft.terms)
        return frozenset(one.name for one in terms if one.name)

    async def _press_on(self, screen: Shown, *, is_place: bool) -> None:
        """Press the main button and 返回 under what it shows, and 返回 under the answer. `is_place`: 返回 can lead there."""
        moment = self._stage.moment()
        if (main := main_of(screen)) is not None:
            led = await self._press(screen, main)
            shown = screen_of(led, PERSON)
            if shown is not None and (back := _back_under(shown)) is not None:
                returned = screen_of(await self._press(shown, back), PERSON)
                leads_on = code_of(main) in PLACES and shown.message_id == screen.message_id
                if is_place and leads_on and _first_line(returned) != _first_line(screen):
                    self._blame(Fault("返回 returns", f"to {_first_line(returned)[:40]!r}"), main)
        if (back := _back_under(screen)) is not None:
            self._stage.put_back(moment)
            await self._press(screen, back)

    async def _press(self, under: Shown, key: Key) -> Answer:
        assert key.data is not None
        answer = await self._stage.press(under, key.data, PERSON)
        self._found.presses += 1
        self._found.codes.add(code_of(key))
        for fault in faults_of_press(key, under, answer, self._locale):
            self._blame(fault, key)
        if is_back(key):
            self._judge_return(under, key, answer)
        for shown in answer.messages:
            for fault in faults_of(shown):
                self._blame(fault, key)
        return answer

    def _judge_return(self, under: Shown, key: Key, answer: Answer) -> None:
        shown = screen_of(answer, PERSON)
        if shown is None or shown.text == under.text:
            self._blame(Fault("返回 returns", plain(under.text)[:40]), key)

    def _blame(self, fault: Fault, key: Key) -> None:
        self._found.add(fault, code_of(key), f"{self._where} > {key.label}")

    def _judge_detour(self, outside: Answer, inside: Answer) -> None:
        """What is asked in the middle of something else is answered as it is anywhere."""
        answers = [screen_of(one, PERSON) for one in (outside, inside)]
        first, second = (_first_line(one) for one in answers)
        if first not in second:
            self._found.add(
                Fault("detours are answered", f"{second[:40]!r}, not {first[:40]!r}"), "", self._where
            )

    async def _go_on(self, answer: str, undisturbed: Answer) -> None:
        """Give the answer that was waited for."""
        given = await self._stage.say(answer, PERSON)
        expected, said = (_gist(screen_of(one, PERSON)) for one in (undisturbed, given))
        if said != expected:
            self._found.add(Fault("it goes on", f"{said[:40]!r}, not {expected[:40]!r}"), "", self._where)

    async def _let_somebody_else_in(self) -> None:
        """Somebody else buys: nothing of theirs may be seen."""
        container, stranger = self._stage.container, await arrived(self._stage, STRANGER, "zh_CN")
        identity = container.services.identity
        await identity.submit_name(stranger.id, THEIR_NAME)
        await identity.submit_id_number(stranger.id, id_number_of(7))
        await identity.submit_phone(stranger.id, THEIR_PHONE)
        order = await buy(container, stranger, product_id="laptop-14", plan_id="demo-merchant-10")
        await container.services.autopay.add_card(stranger.id, THEIR_CARD, 100, sure=True)
        self._strange = frozenset((order.summary.number, THEIR_NAME, THEIR_NAME[0], THEIR_PHONE[-4:]))


def _back_under(shown: Shown) -> Key | None:
    return next((key for key in shown.keys if is_back(key) and key.data is not None), None)


def _is_missed(answer: Answer) -> bool:
    """Return whether guesses are all that was answered, or that it is no affair of the shop's, in whatever language."""
    said = _first_line(screen_of(answer, PERSON))
    return any(texts_for(locale)(one).startswith(said) for one in _MISSED for locale in LOCALES)


def _first_line(shown: Shown | None) -> str:
    return "" if shown is None else plain(shown.text).split("\n", 1)[0]


def _gist(shown: Shown | None) -> str:
    return "" if shown is None else re.sub(r"[0-9A-Z]", "", plain(shown.text))
