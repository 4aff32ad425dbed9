"""`python -m bot questions`: what was not understood, on the screen and as a file to label."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.cli.questions import show
from bot.settings import Settings
from bot.wiring import Container
from domain.dates import business_day
from tests.support.clock import MovableClock


@pytest.fixture(autouse=True)
def _today(clock: MovableClock) -> None:
    """The command goes by the machine's clock."""
    clock.move_to(business_day(SystemClock().now()))


async def test_the_staff_sees_what_was_not_understood_and_how_answers_were_rated(
    container: Container, settings: Settings
) -> None:
    for words in ("那 500 呢？", "那 300 呢"):
        await container.services.questions.keep_missed(words, "zh_CN", "ask")
    await container.services.questions.rate("faq.bill.cutoff", "zh_CN", useful=False)
    said: list[str] = []
    assert await show(settings, 7, None, say=said.append) == 0
    assert said == [
        "not understood in 7 days: 2, 1 of them different",
        "    2  ask      zh_CN  那 ● 呢",
        "faq.bill.cutoff: useful 0, not 1",
    ]


async def test_the_file_has_an_empty_column_for_the_topic_and_is_nobody_elses(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    await container.services.questions.keep_missed("=别的呢", "zh_CN", "decline")
    file, said = tmp_path / "missed.csv", list[str]()
    assert await show(settings, 7, file, say=said.append) == 0
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [
        ["topic", "words", "count", "locale", "decision"],
        ["", "'=别的呢", "1", "zh_CN", "decline"],
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert said == [f"1 sentences in {file}"]
