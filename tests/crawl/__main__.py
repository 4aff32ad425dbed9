"""`python -m tests.crawl [PRESSES] [--language zh_CN] [--state late]`: press so many buttons, in every state and language
unless one is named; nothing is left out because it was pressed in another state. What is wrong is said with the way there.

`--typed`: instead, type every frequent question and every sentence of sentences.tsv in each state, and in the middle of each
conversation (which `--state` can name as well).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet

from bot.adapters.keys import Keys, write_keys
from bot.private_files import private_folder
from bot.settings import Settings
from domain.customers.service import LOCALES
from tests.crawl.crawler import Findings, crawl
from tests.crawl.exceptions import is_known
from tests.crawl.middles import MIDDLES
from tests.crawl.sentences import everything
from tests.crawl.stage import staged
from tests.crawl.states import STATES
from tests.crawl.typed import Typist
from tests.support.clock import MovableClock
from tests.support.databases import Shop, SqliteDatabases
from tests.support.memory_files import write_to_memory
from tests.support.shipping import delivering
from tests.support.statements import compile_once
from tests.support.untouched import untouched_settings

USUAL = 30_000


def main(words: Sequence[str]) -> int:
    """Return 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crawl")
    parser.add_argument("presses", type=int, nargs="?", default=USUAL)
    parser.add_argument("--language", choices=LOCALES)
    parser.add_argument("--state", choices=(*STATES, *MIDDLES))
    parser.add_argument("--typed", action="store_true")
    asked = parser.parse_args(words)
    found = Findings()
    places = [
        (state, locale)
        for state in ([asked.state] if asked.state else _states(typed=asked.typed))
        for locale in ([asked.language] if asked.language else LOCALES)
    ]
    with tempfile.TemporaryDirectory(prefix="fenqi-crawl-") as folder:
        template = Path(folder) / "template"
        template.mkdir()
        databases = SqliteDatabases(template)
        for number, (state, locale) in enumerate(places):
            home = Path(folder) / str(number)
            home.mkdir()
            began = time.monotonic()
            before = found.presses
            most = max(1, (asked.presses - before) // (len(places) - number))
            url, typed = databases.fresh(home, Shop.EXAMPLE), found.typed
            if asked.typed:
                asyncio.run(_typed(url, home, state, locale, found))
            else:
                asyncio.run(_crawled(url, home, state, locale, found, most))
            done = f"{found.presses - before} presses, {found.typed - typed} typed"
            _say(f"{state} in {locale}: {done}, {time.monotonic() - began:.0f} s")
    wrong = [
        f"{fault} [{code}] at {where}"
        for (fault, code), where in found.faults.items()
        if not is_known(fault, code)
    ]
    done = f"{found.presses} presses, {found.screens} screens, {found.typed} typed"
    _say(f"{done}, {len(wrong)} faults", *wrong)
    return 1 if wrong else 0


def _states(*, typed: bool) -> Sequence[str]:
    return (*(state for state in STATES if state != "staff"), *MIDDLES) if typed else tuple(STATES)


async def _crawled(url: str, home: Path, state: str, locale: str, found: Findings, most: int) -> None:
    stage = await staged(_settings(url, home), MovableClock())
    await crawl(stage, state, locale, found, None, most)
    await stage.close()


async def _typed(url: str, home: Path, place: str, locale: str, found: Findings) -> None:
    settings = _settings(url, home)
    stage = await staged(delivering(settings) if place in MIDDLES else settings, MovableClock())
    typist = Typist(stage, locale, found)
    await (typist.in_the_middle if place in MIDDLES else typist.in_state)(place, everything(locale))
    await stage.close()


def _settings(url: str, home: Path) -> Settings:
    own = {"database_url": url, "data_dir": home / "data", "disclosure_reading_s": 0}
    settings = untouched_settings().model_copy(update=own)
    private_folder(settings.data_dir)
    write_keys(settings, Keys((Fernet.generate_key().decode(),), bound=True))
    return settings


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    write_to_memory()
    compile_once()
    sys.exit(main(sys.argv[1:]))
