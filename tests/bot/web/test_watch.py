"""What is seen of a long-running command at METRICS_PORT: whether it is ready, and what waits."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot import __version__, build
from bot.db.backlog import Backlog, read_backlog
from bot.settings import Settings
from bot.web import backlog
from bot.web.backlog import HOLDS_S, BacklogFigures
from bot.wiring import Container
from handlers.ui.incidents import NUMBERS_SHOWN, Incidents, Where
from tests.bot.test_run import AN_HOUR, DELIVERS, LISTENS, Started, started
from tests.support.clock import MovableClock
from tests.support.databases import Shop, SqliteDatabases, on_sqlite
from tests.support.installation import free_port
from tests.support.moody_telegram import MoodyTelegram, moody_telegram

BACKLOG = "fenqi_inbox_depth 0.0"


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
def watched(telegram: MoodyTelegram, tmp_path: Path, sqlite_databases: SqliteDatabases) -> Settings:
    return Settings(
        bot_token=SecretStr("1:sandbox"),
        bot_api_base_url=telegram.url,
        database_url=sqlite_databases.fresh(tmp_path, Shop.SYNTHETIC),
        data_dir=tmp_path / "data",
        metrics_port=free_port(),
    )


def asking(settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.metrics_port}", timeout=30)


@pytest.mark.parametrize(
    ("deliverer", "doing", "said"), [(True, "delivering", DELIVERS), (False, "receiving", LISTENS)]
)
async def test_every_long_running_command_says_whether_it_is_ready_and_what_waits(
    watched: Settings, telegram: MoodyTelegram, deliverer: bool, doing: str, said: str
) -> None:
    telegram.fail("getMe", AN_HOUR)
    async with started(watched, deliverer=deliverer) as one, asking(watched) as http:
        await one.hears("Telegram asks")
        assert (await http.get("/healthz")).status_code == 200
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()["failing"]) == (503, [doing])
        assert f'fenqi_ready{{doing="{doing}"}} 0.0' in (shown := (await http.get("/metrics")).text)
        assert f'fenqi_failing{{what="{doing}"}} 1.0' in shown
        assert BACKLOG in shown  # of what waits it knows from its start on, also while another one receives
    async with started(watched, deliverer=deliverer) as one, asking(watched) as http:
        await one.hears(said)
        await _until_ready(one, http)
        shown = (await http.get("/metrics")).text
        assert f'fenqi_ready{{doing="{doing}"}} 1.0' in shown
        build = rf'fenqi_build_info{{python="[0-9.]+",revision="\w+",tables="[0-9]{{4}}",version="{__version__}"}}'
        assert re.search(build, shown)
        assert 'fenqi_jobs_total{name="deliver_notices",outcome="failed"} 0.0' in shown
        assert 'fenqi_job_late_after_seconds{name="deliver_notices"} 91800.0' in shown
        assert 'fenqi_incidents_total{where="charge"} 0.0' in shown


async def _until_ready(one: Started, http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while (await http.get("/readyz")).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@on_sqlite
async def test_what_waits_is_read_at_most_every_fifteen_seconds_and_is_not_shown_where_it_is_not_known(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s, reads, away = 100.0, 0, False

    async def read(*given: Any) -> Backlog:
        nonlocal reads
        reads += 1
        if away:
            raise ConnectionError
        return await read_backlog(*given)

    monkeypatch.setattr(backlog, "read_backlog", read)
    figures = BacklogFigures(container.engine, container.clock, lambda: now_s)
    await asyncio.gather(*(figures.renew() for _ in range(5)))
    assert reads == 1
    assert {one.name: one.samples[0].value for one in figures.collect()}["fenqi_backlog_known"] == 1
    now_s, away = now_s + HOLDS_S, True
    await figures.renew()
    assert reads == 2
    assert [(one.name, one.samples[0].value) for one in figures.collect()] == [("fenqi_backlog_known", 0)]


def test_the_revision_is_what_the_builder_or_the_checkout_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(build.NAMED_BY, raising=False)
    assert build.revision(tmp_path) == "unknown"
    git = tmp_path / ".git"
    git.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "packed-refs").write_text(
        f"# pack-refs\n{'b' * 40} refs/heads/other\n{'a' * 40} refs/heads/main\n"
    )
    assert build.revision(tmp_path) == "a" * 12
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "refs" / "heads" / "main").write_text(f"{'c' * 40}\n")
    assert build.revision(tmp_path) == "c" * 12
    monkeypatch.setenv(build.NAMED_BY, "v1.2")
    assert build.revision(tmp_path) == "v1.2"


def test_what_happens_again_is_one_incident_with_a_count_until_it_has_been_quiet() -> None:
    clock, counted = MovableClock(), list[Where]()
    incidents = Incidents(clock, counted.append)

    def fail(number: int) -> None:
        try:
            build.revision(None)  # type: ignore[arg-type]
        except TypeError as error:
            incidents.note(Where.CHAT, error, number=f"{number}")

    for number in range(5):
        fail(number)
        clock.advance(minutes=1)
    (one,) = incidents.untold()
    assert (one.kind.error, one.kind.place.partition(":")[0], one.count) == ("TypeError", "bot/build.py", 5)
    assert one.numbers == ["2", "3", "4"][-NUMBERS_SHOWN:]
    assert incidents.untold() == []
    clock.advance(hours=7)
    fail(6)
    assert [again.count for again in incidents.untold()] == [1]
    assert counted == [Where.CHAT] * 6
