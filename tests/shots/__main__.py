"""`python -m tests.shots [FOLDER]`: play the scenes on a sandbox at a fixed time, and write the pictures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.shots.camera import NoPictureError, look_for_what_is_needed, take
from tests.shots.scenes import CUSTOMER, NEIGHBOR, SCENES, Actors
from tests.support.browser import chromium
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
_OPTIONS = ("--port", "0", "--at", "2026-12-05T10:00", "--no-limits")
_SETTINGS = {"DISCLOSURE_READING_S": "0.2", "UPDATES_PER_MINUTE": "100000"}


async def shoot(folder: Path, say: Callable[[str], None]) -> None:
    """Write every picture into the folder. Raises `NoPictureError`."""
    look_for_what_is_needed()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        async with (
            running("sandbox", *_OPTIONS, cwd=Path(home), **_SETTINGS) as process,
            SandboxClient(await process.sandbox_address()) as people,
            chromium() as browser,
        ):
            actors = Actors(people, Person(people, CUSTOMER), Person(people, NEIGHBOR, "zh_TW"))
            for scene, look in SCENES:
                await scene(actors)
                await people.idle()
                size = await take(browser, people.base_url, look, folder)
                say(f"{look.name}.png  {size:,} bytes")


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    try:
        asyncio.run(shoot(folder, print))
    except NoPictureError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
