"""What has to be there before the assistant can start: tables, keys, something to sell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from bot.adapters.cipher import KEY_FILE, key_file_is_new, make_cipher
from bot.catalog_file import CatalogFileError, load_catalog, read_pictures
from bot.catalog_file.ceiling import ceiling_check
from bot.db.engine import create_engine
from bot.db.migrate import migrate
from bot.db.revision import check_schema
from bot.db.store import SqlStore
from bot.settings import Settings
from bot.wiring import catalog_importer

Say = Callable[[str], None]
EXAMPLE_CATALOG = Path(__file__).resolve().parents[2] / "examples" / "catalog.toml"


async def prepare(settings: Settings, example: Path, *, say: Say, complain: Say) -> None:
    """Tables up to date, a key file, and the example catalogue where the shop is still empty."""
    await migrate(settings.database_url)
    if key_file_is_new(settings):
        make_cipher(settings)
        say(
            f"A key for personal data was made in {settings.data_dir / KEY_FILE}."
            " Keep a copy: without it names and ID numbers cannot be read."
        )
    engine = create_engine(settings.database_url)
    try:
        empty = await catalog_importer(SqlStore(engine)).is_empty()
    finally:
        await engine.dispose()
    if empty:
        await import_catalog(settings, example, say=say, complain=complain, warnings=False)


async def import_catalog(
    settings: Settings, file: Path, *, say: Say, complain: Say, warnings: bool = True
) -> int:
    """Import the file; answers the exit code. With any fault in it nothing is changed, and every fault is named."""
    try:
        loaded = load_catalog(file, ceiling_check(settings.rate_ceiling_pct, settings.rate_warning_pct))
    except CatalogFileError as error:
        for problem in error.problems:
            complain(f"{file.name}: {problem.place}: {problem.message}")
        complain(f"{file.name}: {len(error.problems)} fault(s); nothing was imported.")
        return 2
    for warning in loaded.warnings if warnings else ():  # a newcomer did not write the example
        say(f"note: {file.name}: {warning.place}: {warning.message}")
    spec, pictures = loaded.spec, read_pictures(loaded.spec, file)
    engine = create_engine(settings.database_url)
    try:
        await check_schema(engine)
        with tqdm(total=len(spec.products), desc="products", unit="", disable=None, leave=False) as bar:
            summary = await catalog_importer(SqlStore(engine)).apply(spec, pictures, bar.update)
    finally:
        await engine.dispose()
    say(
        f"Catalogue imported: {len(spec.products)} products, {len(spec.institutions)} lenders,"
        f" {len(spec.plans)} plans ({summary.added} new, {summary.changed} changed,"
        f" {summary.withdrawn} withdrawn)."
    )
    return 0
