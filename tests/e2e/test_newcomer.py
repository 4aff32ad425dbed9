"""What a newcomer reads at the first start: where to look, and nothing that is not for them."""

from __future__ import annotations

from pathlib import Path

from tests.support.processes import Birth, born


async def test_the_first_start_is_quiet_and_says_where_to_look(tmp_path: Path) -> None:
    async with born(Birth(anew=True), "start", cwd=tmp_path, SANDBOX_PORT="0") as process:
        await process.line("Open http://127.0.0.1:")
        assert await process.stop() == 0
    beginnings = ["sandbox: http", "A key for personal data", "Catalogue imported", "Open http"]
    assert [line[: len(begins)] for line, begins in zip(process.lines, beginnings, strict=True)] == beginnings
