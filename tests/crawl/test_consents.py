"""What a screen says is consented to is what is stored by what is done there, and what /privacy says of it afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.settings import Settings
from bot.wiring import catalog_importer
from domain.customers.consents import Purpose
from domain.customers.service import LOCALES
from domain.identity.card import CardFields, CardSide
from domain.identity.face_check import seen_in_person
from domain.terms import Need
from domain.value import replace
from handlers.buttons.autopay import AddCard, AgreeDebit
from handlers.buttons.checkout import Agree, ChoosePlan, ConfirmOrder, ResumeCheckout
from handlers.buttons.identity import AgreeFace, AgreeIdentity, ConfirmCard
from handlers.buttons.privacy import AskWithdraw, OpenConsents, Withdraw
from handlers.identity.views import form_words
from handlers.ui.callback_data import Action
from handlers.ui.consents import GIVEN
from handlers.ui.i18n import texts_for
from tests.crawl.rules import asked_on, code_of, plain
from tests.crawl.stage import Answer, Stage, arrived, staged
from tests.crawl.telegram import Shown
from tests.support.builders import ADULT, NAME, PHONE, catalog
from tests.support.clock import MovableClock

PERSON = 1
CARD = "6222020000000000018"


class BothSides:
    """Reads the front of the card first, then its back; the real reader is held by its own tests."""

    def __init__(self) -> None:
        self._sides = [
            CardFields(CardSide.BACK, valid_until=date(2035, 3, 1)),
            CardFields(CardSide.FRONT, NAME, ADULT),
        ]

    async def read(self, picture: bytes) -> CardFields:
        return self._sides.pop()


class Chat:
    """Somebody who reads each screen before they act on it. `given`: what was stored, in its order."""

    def __init__(self, stage: Stage, locale: str) -> None:
        self._stage, self._locale = stage, locale
        self.screen = Shown(PERSON, 0, "", ())
        self.given: list[Purpose] = []

    def _done(self, answer: Answer, *, agrees: bool) -> None:
        stored = {purpose for _, purpose in answer.consents}
        asked = asked_on(self.screen, self._locale) if agrees else set()
        assert stored == asked - set(self.given), plain(self.screen.text)
        self.given += sorted(stored)
        self.screen = next(one for one in reversed(answer.messages) if one.is_text)

    async def press(self, kind: type[Action], *, agrees: bool = False) -> None:
        data = next(key.data for key in self.screen.keys if code_of(key) == kind.code)
        assert data is not None
        self._done(await self._stage.press(self.screen, data, PERSON), agrees=agrees)

    async def say(self, words: str, *, agrees: bool = False) -> None:
        self._done(await self._stage.say(words, PERSON), agrees=agrees)

    async def send_photo(self, *, agrees: bool = False) -> None:
        self._done(await self._stage.send_photo(PERSON), agrees=agrees)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def stage(settings: Settings, clock: MovableClock) -> AsyncIterator[Stage]:
    """The assistant with a shop whose lenders want to see card and face."""
    stage = await staged(settings, clock, BothSides())
    wants = tuple(replace(one, needs=(Need.CARD, Need.FACE)) for one in catalog().institutions)
    await catalog_importer(stage.container.store).apply(catalog(institutions=wants), {})
    yield stage
    await stage.close()


async def reach_name(stage: Stage, locale: str) -> Chat:
    """Somebody new, at the first question of a checkout."""
    customer = await arrived(stage, PERSON, locale)
    checkout = stage.container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    chat = Chat(stage, locale)
    await chat.say("/start")
    await chat.press(ResumeCheckout)
    return chat


async def seen(stage: Stage) -> None:
    """Somebody of the staff has looked at the person, which is the other way to have a face checked."""
    customer = await stage.container.services.customers.arrive(PERSON, None)
    async with stage.container.store.write() as uow:
        await seen_in_person(uow, customer.id, stage.container.clock.now())
        await uow.commit()


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_each_screen_asks_consent_to_is_what_is_stored_there(stage: Stage, locale: str) -> None:
    chat = await reach_name(stage, locale)
    await chat.say(NAME, agrees=True)
    await chat.say(ADULT)
    await chat.say(PHONE)
    await chat.press(ChoosePlan)
    await chat.send_photo()
    await chat.press(ConfirmCard)
    await chat.send_photo()
    await chat.press(ConfirmCard)
    await chat.press(AgreeFace, agrees=True)
    await seen(stage)
    await chat.say("/start")
    await chat.press(ResumeCheckout)
    await chat.press(Agree)
    await chat.press(ConfirmOrder, agrees=True)
    await chat.say("/autopay")
    await chat.press(AddCard)
    await chat.say(CARD, agrees=True)
    await chat.press(AgreeDebit, agrees=True)
    assert set(chat.given) == set(Purpose) - {Purpose.CARD}
    await chat.say("/privacy")
    await chat.press(OpenConsents)
    t, said = texts_for(locale), plain(chat.screen.text)
    lender = t.name(catalog().institutions[0].name)
    assert [one for one in chat.given if t(GIVEN[one], lender=lender) not in said] == []
    await chat.press(AskWithdraw)
    await chat.press(Withdraw)


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_photo_sent_instead_of_an_answer_is_consented_to_like_one(stage: Stage, locale: str) -> None:
    chat = await reach_name(stage, locale)
    await chat.send_photo(agrees=True)
    assert chat.given == [Purpose.IDENTITY]


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_was_taken_back_is_asked_for_again_in_the_same_sense(stage: Stage, locale: str) -> None:
    chat = await reach_name(stage, locale)
    await chat.say(NAME, agrees=True)
    await chat.say(ADULT)
    await chat.say(PHONE)
    customer = await arrived(stage, PERSON, locale)
    async with stage.container.store.write() as uow:
        for consent in await uow.privacy.consents(customer.id):
            consent.withdrawn_at = stage.container.clock.now()
        await uow.commit()
    chat.given.clear()
    await chat.say("/start")
    await chat.press(ResumeCheckout)
    await chat.press(AgreeIdentity, agrees=True)
    assert chat.given == [Purpose.IDENTITY]


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_the_form_asks_consent_to_is_what_it_stores(stage: Stage, locale: str) -> None:
    customer = await arrived(stage, PERSON, locale)
    note = Shown(PERSON, 0, form_words(texts_for(locale))["note"], ())
    await stage.container.services.identity.submit_form(customer.id, NAME, ADULT, PHONE, opened_s=1)
    stored = (await stage.container.services.privacy.view(customer.id)).consents
    assert {one.purpose for one in stored} == asked_on(note, locale) == {Purpose.IDENTITY}


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_steps_speak_of_what_they_ask_and_say_at_the_end_that_it_was_passed(
    stage: Stage, locale: str
) -> None:
    t = texts_for(locale)
    chat = await reach_name(stage, locale)
    photo = t("也可以把身份证人像面拍给我，我读出姓名和号码请您核对；照片读完就删。")
    assert photo in chat.screen.text
    await chat.say(NAME, agrees=True)
    assert asked_on(chat.screen, locale) == set()
    await chat.say(ADULT)
    assert photo not in chat.screen.text
    await chat.say(PHONE)
    assert plain(chat.screen.text).startswith(t("✅ 实名认证通过。"))
