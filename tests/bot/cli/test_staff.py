"""`python -m bot staff`: who may sign in; what is typed is never shown, and what is wrong is a sentence."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.staff import passwords
from domain.staff.types import Role
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import PASSWORD, people_of


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the next questions; the rest is asked with nothing typed."""
    words: list[str] = []
    monkeypatch.setattr(passwords, "COST", 4)
    monkeypatch.setattr("getpass.getpass", lambda _: words.pop(0) if words else "")
    return words


async def staff(settings: Settings, *words: str) -> int:
    return await asyncio.to_thread(main, ["staff", *words, "--database-url", settings.database_url])


@on_sqlite
async def test_the_first_owner_is_made_here_and_signs_in(
    container: Container,
    settings: Settings,
    clock: MovableClock,
    typed: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed += [PASSWORD, PASSWORD]
    assert await staff(settings, "add", "王丽", "--role", "owner") == 0
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err
    found = re.search(r"otpauth://totp/[^?]+\?secret=([A-Z2-7]+)&issuer=", said.out)
    assert found is not None
    from domain.staff.second_factor import STEP_S, code_at

    people = people_of(container, clock)
    code = code_at(found[1], int(clock.now().timestamp()) // STEP_S)
    assert await people.doors.by_password("王丽", PASSWORD, code)
    assert await staff(settings, "list") == 0
    assert capsys.readouterr().out.startswith("王丽  owner  signs in by password  since 20")


@on_sqlite
async def test_each_thing_that_cannot_be_is_a_sentence_and_changes_nothing(
    container: Container, settings: Settings, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed += [PASSWORD, PASSWORD]
    await staff(settings, "add", "Li Lei", "--role", "owner")
    capsys.readouterr()
    for words, typing, told in (
        (("add", "li lei", "--role", "money"), [PASSWORD, PASSWORD], "somebody is called 'li lei' already"),
        (("add", "Han Mei", "--role", "money"), ["short", "short"], "this password is too easy to guess"),
        (("add", "Han Mei", "--role", "money"), [PASSWORD, "other"], "the two passwords are not the same"),
        (("add", "Han Mei", "--role", "money"), [], "a password has to be typed, or --telegram-id given"),
        (("add", "<b>", "--role", "money"), [PASSWORD, PASSWORD], "'<b>' is no name to sign in with"),
        (("role", "Li Lei", "money"), [], "Li Lei is the last owner"),
        (("disable", "Li Lei"), [], "Li Lei is the last owner"),
        (("reset", "Nobody"), [PASSWORD, PASSWORD], "nobody is called 'Nobody'"),
    ):
        typed[:] = typing
        assert await staff(settings, *words) == 2
        assert capsys.readouterr().err.startswith(f"error: {told}")
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM staff_members"))).scalar() == 1


@on_sqlite
async def test_a_member_who_signs_in_by_telegram_needs_no_password(
    container: Container,
    settings: Settings,
    clock: MovableClock,
    typed: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await staff(settings, "add", "Li Lei", "--role", "serving", "--telegram-id", "711") == 0
    (member,) = await people_of(container, clock).members.members()
    assert (member.role, member.telegram_id, member.has_password) == (Role.SERVING, 711, False)
    with pytest.raises(SystemExit):
        await staff(settings, "add", "Han Mei", "--role", "serving", "--telegram-id", "777000")
    assert "nobody's Telegram user id" in capsys.readouterr().err


@on_sqlite
async def test_the_audit_goes_through_the_log_and_an_anchor_holds_its_end(
    container: Container,
    settings: Settings,
    clock: MovableClock,
    typed: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def audited() -> tuple[int, str]:
        words = ["audit", "--anchor", str(tmp_path / "anchors"), "--database-url", settings.database_url]
        code = await asyncio.to_thread(main, words)
        said = capsys.readouterr()
        return code, said.out + said.err

    people = people_of(container, clock)
    await people.add("Li Lei")
    await people.add("Han Mei", Role.MONEY)
    code, said = await audited()
    assert (code, "The log of the staff is whole: 2 line(s)." in said) == (0, True)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("DROP TRIGGER staff_log_there"))
        await connection.execute(text("DELETE FROM staff_log WHERE seq = 2"))
    code, said = await audited()
    assert code == 1
    assert "log of the staff: its ledger has 1 entries, but 2 were anchored" in said
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE staff_members SET role = 'owner'"))
    code, said = await audited()
    assert said.count("it was written by another hand: it is not what was sealed") == 1
