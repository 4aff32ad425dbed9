"""`python -m bot rehearse`: what the coming days would bring, before they do."""

from __future__ import annotations

import asyncio
from argparse import ArgumentTypeError, Namespace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from tqdm import tqdm

from bot.adapters.clock import open_clock
from bot.adapters.holidays import ChineseHolidays, holidays_of
from bot.cli.parser import DONE, FAILED, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.rehearse import report
from bot.cli.rehearse.channel import RehearsalChannel, RehearsalClock
from bot.cli.rehearse.database_copy import copied
from bot.cli.rehearse.queries import CopyQueries
from bot.cli.rehearse.record import Record
from bot.cli.rehearse.simulation import Simulation, end_of
from bot.db.store import SqlStore
from bot.settings import Settings
from bot.shutdown import Stopped, stop_event
from bot.wiring import notice_jobs, notices_on
from domain.dates import SHANGHAI, business_day
from domain.text import is_digits


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "rehearse", run)
    parser.add_argument(
        "--days", type=_days, default=30, metavar="N", help="1 to 366, today counts; 30 where not given"
    )
    parser.add_argument(
        "--rate", type=_rate, default=27.0, metavar="R", help="messages a second; 27 where not given"
    )


def _days(text: str) -> int:
    if not (is_digits(text) and len(text) < 4 and 1 <= int(text) <= 366):
        raise ArgumentTypeError("give 1 to 366 days")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.1 <= rate <= 1000:  # also where it is no number
        raise ArgumentTypeError("give 0.1 to 1000 messages a second")
    return rate


def run(options: Namespace) -> int:
    return until_done(
        rehearse(settings_of(options), days=options.days, rate=options.rate, say=say, complain=complain)
    )


async def rehearse(settings: Settings, *, days: int, rate: float, say: Say, complain: Say) -> int:
    """`days`: today's rest counts as one. `rate`: messages a second. Answers the exit code: 1 where anything is wrong."""
    stopped, holidays = stop_event(), holidays_of(settings)
    async with open_clock(settings) as clock:
        now = clock.now()
    try:
        async with copied(settings, now, stopped) as engine:
            rehearsal = _Rehearsal(engine, now, days, rate, stopped, holidays)
            return await rehearsal.run(say, complain)
    except Stopped:
        complain("the rehearsal was stopped before its end; nothing was sent, and its copy is gone.")
        return FAILED


class _Rehearsal:
    """One walk on one copy."""

    def __init__(
        self,
        engine: AsyncEngine,
        now: datetime,
        days: int,
        rate: float,
        stopped: asyncio.Event,
        holidays: ChineseHolidays,
    ) -> None:
        self._now, self._days, self._rate = now, days, rate
        spacing = timedelta(seconds=1 / rate)
        clock, self._record, self._look = RehearsalClock(now), Record(), CopyQueries(engine)
        self._channel = RehearsalChannel(clock, spacing, self._record, stopped)
        jobs = notice_jobs(notices_on(SqlStore(engine), clock, self._channel, holidays))
        self._walk = Simulation(jobs, clock, self._record, self._look, spacing, stopped)

    async def run(self, say: Say, complain: Say) -> int:
        await self._introduce(say)
        first = business_day(self._now)
        self._channel.remember(first, await self._look.sent_on(first))
        skipped_before = await self._look.skipped()
        await self._walk_with_a_bar()
        self._record.skipped = await self._look.skipped() - skipped_before
        return await self._report(say, complain)

    async def _walk_with_a_bar(self) -> None:
        first = business_day(self._now)
        with tqdm(total=self._days, desc="rehearsing", unit=" days", disable=None, leave=False) as bar:

            def passed(now: datetime) -> None:
                bar.set_postfix(notices=self._record.total, refresh=False)
                bar.update((business_day(now) - first).days - bar.n)

            await self._walk.run(end_of(self._now, self._days), passed)

    async def _introduce(self, say: Say) -> None:
        last = business_day(self._now) + timedelta(days=self._days - 1)
        say(
            f"Rehearsal of {self._days} day(s), {self._now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} to {last} 24:00 in"
            " Beijing, on a copy. Nothing is sent."
        )
        say(
            "Assumed: nobody pays, buys or changes anything meanwhile; automatic debits are not run;"
            f" {self._rate:g} messages go out a second."
        )
        say(
            f"{await self._look.customers()} customer(s), {await self._look.loans()} running loan(s);"
            f" {await self._look.unreachable()} with open bills stopped the assistant and cannot be reached."
        )

    async def _report(self, say: Say, complain: Say) -> int:
        record = self._record
        for lines in (
            report.days_lines(record, business_day(self._now), self._days),
            report.hours_lines(record),
            (*report.busiest_lines(record, self._rate), report.skipped_line(record)),
        ):
            say("")
            for line in lines:
                say(line)
        for line in report.fault_lines(record.faults):
            complain(line)
        if record.faults:
            complain(f"{len(record.faults)} thing(s) to mend.")
            return FAILED
        say(f"Nothing to complain about in {record.total} notice(s).")
        return DONE
