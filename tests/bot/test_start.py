"""What nobody needs before somebody writes is not loaded at the start; `make bench` measures what that saves."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
import bot.cli.parser, bot.run
from handlers.ui.i18n import texts_for
texts_for("en")
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "aiohttp",  # only benchmarks and tests know it, and what comes with it
        "alembic",  # for `migrate`
        "apprise",  # where there is a backup channel
        "asyncpg",  # with PostgreSQL
        "attr",
        "babel.messages",  # for translators
        "bot.adapters.payments.alipay",  # where that gateway is chosen
        "bot.sandbox",  # with the first payment to it
        "bot.web.app",  # where WEB_PORT says so
        "chinese_calendar",  # with the first planning of a day
        "fpdf",  # with the first document
        "icalendar",  # with the first calendar
        "PIL",
        "prometheus_client",
        "segno",  # with the first QR code
        "sqlalchemy.dialects.postgresql",
        "starlette",
        "uvicorn",
        "yarl",
    ],
)
def test_a_start_does_not_load(module: str, loaded: set[str]) -> None:
    assert "bot.run" in loaded
    assert module not in loaded
