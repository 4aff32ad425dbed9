"""The command's options, and what it leaves behind when it is stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from time import sleep

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.bot.cli.rehearse.conftest import Run
from tests.support.clock import MovableClock

REPOSITORY = Path(__file__).parents[4]


@pytest.mark.parametrize("database_kind", ["sqlite"])  # nothing is read
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--days", "0"), "argument --days: give 1 to 366 days"),
        (("--days", "367"), "argument --days: give 1 to 366 days"),
        (("--days", "-1"), "argument --days: give 1 to 366 days"),
        (("--days", "9" * 5000), "argument --days: give 1 to 366 days"),
        (("--days", "三"), "argument --days: give 1 to 366 days"),
        (("--days",), "argument --days: expected one argument"),
        (("--rate", "0"), "argument --rate: give 0.1 to 1000 messages a second"),
        (("--rate", "nan"), "argument --rate: give 0.1 to 1000 messages a second"),
        (("--rate", "fast"), "argument --rate: give 0.1 to 1000 messages a second"),
        (("--database-url", "mysql://"), "DATABASE_URL is wrong"),
        (("--now",), "unrecognized arguments: --now"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], sentence: str, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["rehearse", "--database-url", database_url, *arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    assert code == 2
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_tables_that_are_not_up_to_date_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "--database-url", f"sqlite+aiosqlite:///{tmp_path}/new.db"]) == 2
    assert "run `python -m bot migrate` first" in capsys.readouterr().err


async def test_an_empty_shop_is_a_short_report(
    container: Container, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("--days", "1") == 0
    assert capsys.readouterr().out == (
        "Rehearsal of 1 day(s), 2026-01-05 10:00 to 2026-01-05 24:00 in Beijing, on a copy. Nothing is sent.\n"
        "Assumed: nobody pays, buys or changes anything meanwhile; automatic debits are not run;"
        " 27 messages go out a second.\n"
        "0 customer(s), 0 running loan(s); 0 with open bills stopped the assistant and cannot be reached.\n"
        "\n"
        "DAY         ALL\n"
        "2026-01-05    0\n"
        "ALL           0\n"
        "\n"
        "\n"
        "Nothing would be sent.\n"
        "Skipped: none.\n"
        "Nothing to complain about in 0 notice(s).\n"
    )


def wait_for_the_copy(folder: Path) -> None:
    while not list(folder.glob("rehearsal-*/copy.db")):
        sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_asked_to_stop_it_goes_at_once_and_leaves_nothing(
    container: Container,
    customers: list[CustomerView],
    settings: Settings,
    temporary: Path,
    number: signal.Signals,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "rehearse", "--days", "366", "--database-url", settings.database_url),
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(300):
        await asyncio.to_thread(wait_for_the_copy, temporary)
        process.send_signal(number)
        _, errors = await process.communicate()
    assert errors.decode() == (
        "error: the rehearsal was stopped before its end; nothing was sent, and its copy is gone.\n"
    )
    assert process.returncode == 1
    assert list(temporary.iterdir()) == []


async def test_what_goes_wrong_in_the_middle_leaves_nothing(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That nothing is left is what the fixture asserts."""

    async def broken(*_: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("bot.cli.rehearse.simulation.Simulation.run", broken)
    with pytest.raises(RuntimeError, match="in the middle"):
        await run("--days", "3")
