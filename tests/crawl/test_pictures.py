"""A picture that nobody asked for, with a reader of the test's in place of the installed one, and with none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest
from msgspec.structs import force_setattr

from bot.settings import Settings
from domain.customers.service import LOCALES
from domain.identity.card import PictureFault, PictureRefused
from domain.planfiles.picture_service import BillPictureService
from domain.planfiles.pictures import Piece
from handlers.buttons.tracked import ChangeReceived, ChangeTold, DropReceived, KeepReceived, StartTracking
from handlers.ui.i18n import texts_for
from tests.crawl.rules import code_of
from tests.crawl.stage import Answer, Stage, arrived, staged
from tests.crawl.telegram import Shown
from tests.support.clock import MovableClock

PERSON = 1
LINES = (("花呗",), ("本月应还", "¥1,326.48"), ("还款日", "{month}月10日"))


class Reads:
    def __init__(self, said: Sequence[Sequence[str]] | PictureFault) -> None:
        self._said = said

    async def read(self, picture: bytes) -> Sequence[Piece]:
        if isinstance(self._said, PictureFault):
            raise PictureRefused(self._said)
        return [
            Piece(words, 300 * at, 100 * no, 300 * at + 200, 100 * no + 40)
            for no, line in enumerate(self._said)
            for at, words in enumerate(line)
        ]


def put_in(stage: Stage, said: Sequence[Sequence[str]] | PictureFault | None) -> None:
    services = stage.container.services
    reader = None if said is None else Reads(said)
    force_setattr(services, "bill_pictures", BillPictureService(services.clock, reader))


def lines(today: date) -> list[list[str]]:
    following = today.month % 12 + 1
    return [[words.format(month=following) for words in line] for line in LINES]


def shown(answer: Answer) -> Shown:
    assert not answer.incidents
    return answer.messages[-1]


def codes(screen: Shown) -> set[str | None]:
    return {code_of(key) for key in screen.keys}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def stage(settings: Settings, clock: MovableClock) -> AsyncIterator[Stage]:
    opened = await staged(settings, clock)
    yield opened
    await opened.close()


@pytest.mark.parametrize("locale", LOCALES)
async def test_where_no_reader_is_installed_other_ways_are_offered(stage: Stage, locale: str) -> None:
    await arrived(stage, PERSON, locale)
    put_in(stage, None)
    screen = shown(await stage.send_photo(PERSON))
    t = texts_for(locale)
    said = t("图片我看不了。账单的短信、通知可以直接转给我，也可以用一句话告诉我，或者发还款计划的表格。")
    assert said in screen.text
    assert StartTracking.code in codes(screen)


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_was_read_is_shown_with_a_button_for_each_answer(stage: Stage, locale: str) -> None:
    await arrived(stage, PERSON, locale)
    put_in(stage, lines(stage.container.services.today()))
    screen = shown(await stage.send_photo(PERSON))
    assert "¥1,326.48" in screen.text
    assert {KeepReceived.code, ChangeReceived.code, DropReceived.code} <= codes(screen)
    data = next(key.data for key in screen.keys if code_of(key) == ChangeReceived.code)
    assert data is not None
    shown(await stage.press(screen, data, PERSON))
    changed = shown(await stage.say("1336.48", PERSON))
    assert "¥1,336.48" in changed.text
    assert ChangeTold.code in codes(changed)


@pytest.mark.parametrize("fault", PictureFault)
async def test_each_fault_of_a_picture_is_told_with_another_way(stage: Stage, fault: PictureFault) -> None:
    await arrived(stage, PERSON, "zh_CN")
    put_in(stage, fault)
    screen = shown(await stage.send_photo(PERSON))
    assert "图片" in screen.text
    assert "什么都没记" in screen.text
    assert StartTracking.code in codes(screen)
