"""Screenshots are read by the real reader, where it is installed."""

from __future__ import annotations

import pytest

from bot.adapters.screens.reader import ChildScreenReader, screen_reader
from domain.identity.card import PictureFault, PictureRefused
from domain.planfiles.pictures import lines_in
from tests.support import id_cards as cards
from tests.support.screenshots import screenshot
from tests.support.thorough import some

PATIENCE_S = 300.0
READS = pytest.mark.skipif(
    screen_reader() is None, reason="what reads ID cards is not installed (requirements-ocr.txt)"
)


async def fault_of(picture: bytes, code: str | None = None) -> PictureFault:
    reader = ChildScreenReader(timeout_s=PATIENCE_S) if code is None else ChildScreenReader(code, timeout_s=1)
    with pytest.raises(PictureRefused) as refused:
        await reader.read(picture)
    return refused.value.fault


@READS
@pytest.mark.long
@pytest.mark.parametrize("dark", some([pytest.param(True, id="dark")], [pytest.param(False, id="light")]))
async def test_the_words_of_a_screenshot_are_read_in_their_order(dark: bool) -> None:
    picture = screenshot(
        [("白条还款计划",), ("第1期", "2026-01-10", "¥357.24", "已还"), ("待还合计", "¥1,326.48")], dark=dark
    )
    found = await ChildScreenReader(timeout_s=PATIENCE_S).read(picture)
    assert [[piece.words for piece in line] for line in lines_in(found)] == [
        ["白条还款计划"],
        ["第1期", "2026-01-10", "¥357.24", "已还"],
        ["待还合计", "¥1,326.48"],
    ]


@READS
@pytest.mark.long
async def test_a_picture_without_words_is_told() -> None:
    assert await fault_of(cards.encoded(cards.no_card())) is PictureFault.UNREADABLE


@pytest.mark.parametrize("picture", [b"", b"%PDF-1.7", b"\x89PNG broken"])
async def test_what_is_no_picture_is_told(picture: bytes) -> None:
    assert await fault_of(picture) is PictureFault.NOT_A_PICTURE


async def test_a_picture_that_is_too_large_is_not_looked_at() -> None:
    assert await fault_of(b"\xff\xd8" + b"0" * 10_000_001) is PictureFault.TOO_LARGE


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "print('{}')", "raise SystemExit(1)"])
async def test_a_child_that_hangs_breaks_off_or_talks_nonsense_is_a_picture_that_was_not_read(
    code: str,
) -> None:
    assert await fault_of(b"a picture", code) is PictureFault.FAILED
