"""`python -m bot catalog import FILE`: the shop, made to say what a file says."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from tqdm import tqdm

from bot.catalog_file import CatalogFileError, load_catalog, read_pictures
from bot.catalog_file.ceiling import ceiling_check
from bot.cli import newcomer
from bot.cli.parser import (
    DONE,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.db.store import open_store
from bot.settings import Settings
from bot.wiring import catalog_importer


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "catalog")
    parser = add_action(
        actions, "import", run, "check a catalogue file as a whole, then make the shop say the same"
    )
    parser.add_argument("file", type=Path, metavar="FILE")


def run(options: Namespace) -> int:
    return until_done(import_catalog(settings_of(options), options.file, say=say, complain=complain))


async def import_catalog(
    settings: Settings,
    file: Path,
    *,
    say: Say,
    complain: Say,
    warnings: bool = True,
    language: str = newcomer.ENGLISH,
) -> int:
    """Import the file; answers the exit code. With any fault in it nothing is changed, and every fault is named."""
    try:
        loaded = load_catalog(file, ceiling_check(settings.rate_ceiling_pct, settings.rate_warning_pct))
    except CatalogFileError as error:
        for problem in error.problems:
            complain(f"{file.name}: {problem.place}: {problem.message}")
        complain(f"{file.name}: {len(error.problems)} fault(s); nothing was imported.")
        return WRONG
    for warning in loaded.warnings if warnings else ():  # a newcomer did not write the example
        say(f"note: {file.name}: {warning.place}: {warning.message}")
    spec, pictures = loaded.spec, read_pictures(loaded.spec, file)
    async with open_store(settings) as store:
        with tqdm(total=len(spec.products), desc="products", unit="", disable=None, leave=False) as bar:
            summary = await catalog_importer(store).apply(spec, pictures, bar.update)
    say(
        newcomer.shop_filled(
            language,
            products=len(spec.products),
            lenders=len(spec.institutions),
            plans=len(spec.plans),
            added=summary.added,
            changed=summary.changed,
            withdrawn=summary.withdrawn,
        )
    )
    return DONE
