"""`python -m bot doctor` names each thing that stands in the way, by its setting, and what to do; it changes nothing."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.adapters.keys import KEY_FILE, Keys, write_keys
from bot.db.engine import create_engine
from bot.db.key_canary import require_own_keys
from bot.settings import Settings
from domain.dates import business_day
from tests.support.black_hole import black_hole
from tests.support.databases import Shop
from tests.support.installation import free_port
from tests.support.moody_telegram import BROKEN, Fault, MoodyTelegram, moody_telegram
from tests.support.processes import Birth, born, running
from tests.support.rsa_keys import make_key, private_file, public_file
from tests.support.sandbox_client import SandboxClient

GROUP = -1001234567890
TOKEN, PASSWORD = "1:the-token-of-this-test", "pass-word-of-the-database"
SECRET, OTHER_SECRET = "9fKx27wQzLm4RtVb8NcY", "Qw7Hs3Zp6Xd1Fj5Gk0Tn"
LENDER = {
    "OPERATOR_MODE": "lender",
    "PAYMENT_GATEWAYS": "external",
    "IDENTITY_SECRET": SECRET,
    "STAFF_MONEY_IDS": "5000001",
}


@pytest.fixture
def shop() -> Shop:
    return Shop.EXAMPLE


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        server.ahead = timedelta()
        server.results["getChat"] = {"id": GROUP, "type": "supergroup", "title": "客服"}
        server.results["getChatMember"] = {"status": "member", "user": {"id": 1}}
        yield server


@dataclass
class Clinic:
    """A set-up in which all is well, to be spoilt by a test; and what the doctor says of it."""

    folder: Path
    environment: dict[str, str]
    telegram: MoodyTelegram
    said: list[str] = field(default_factory=list)

    async def examine(self, *options: str, expected: int | None = None, **changed: str) -> int:
        """The exit code, which is the expected one; what was said is kept."""
        async with running("doctor", *options, cwd=self.folder, **(self.environment | changed)) as process:
            code = await process.exit_code()
        self.said = process.lines
        assert "Traceback" not in "\n".join(self.said), self.said
        assert expected in (None, code), "\n".join(self.said)
        return code

    def lines(self, level: str) -> list[str]:
        return [line.removeprefix(f"{level:<4}  ") for line in self.said if line.startswith(f"{level} ")]

    def require_only(self, level: str, beginning: str) -> None:
        """One line of this level, which begins so, and nothing else but what is well."""
        found = self.lines("fail") + self.lines("warn")
        assert found == self.lines(level), self.said
        assert len(found) == 1, self.said
        assert found[0].startswith(beginning), self.said


def days_off_of(year: int) -> str:
    return f"{year}-02-05..{year}-02-11 off 春节\n{year}-10-01..{year}-10-07 off 国庆\n"


@pytest.fixture
async def clinic(tmp_path: Path, database_url: str, telegram: MoodyTelegram) -> Clinic:
    settings = Settings(database_url=database_url, data_dir=tmp_path / "data")
    settings.data_dir.mkdir(mode=0o700)
    write_keys(settings, Keys((Fernet.generate_key().decode(),), bound=True))
    engine = create_engine(database_url)
    await require_own_keys(engine, settings)
    await engine.dispose()
    for file in tmp_path.glob("*.db*"):
        file.chmod(0o600)
    days_off = tmp_path / "days_off.txt"
    days_off.write_text(days_off_of(business_day(datetime.now(UTC)).year + 1), encoding="utf-8")
    environment = {
        "HOLIDAYS_FILE": str(days_off),
        "BOT_TOKEN": TOKEN,
        "BOT_API_BASE_URL": telegram.url,
        "DATABASE_URL": database_url,
        "STAFF_CHAT_ID": str(GROUP),
    }
    return Clinic(tmp_path, environment, telegram)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """What does not look into the database does not depend on its kind."""
    return str(getattr(request, "param", "sqlite"))


on_both = pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


@on_both
async def test_where_all_is_well_every_line_is_ok_and_nothing_is_changed(clinic: Clinic) -> None:
    before = contents(clinic.folder)
    await clinic.examine(expected=0)
    assert clinic.lines("fail") == clinic.lines("warn") == [], clinic.said
    subjects = {line.partition(":")[0] for line in clinic.lines("ok")}
    assert subjects >= {
        "time zone", "settings", "data folder", "disk", "rights", "database", "keys", "shop", "clock", "holidays",
        "Telegram", "webhook", "STAFF_CHAT_ID", "pay by sandbox",
    }  # fmt: skip
    assert contents(clinic.folder) == before
    assert clinic.telegram.asked.keys() <= {"", "getMe", "getWebhookInfo", "getChat", "getChatMember"}


async def test_until_when_the_days_off_are_known_is_told(clinic: Clinic) -> None:
    year = business_day(datetime.now(UTC)).year + 1
    await clinic.examine(expected=0)
    assert f"holidays: the days off are known until the end of {year}." in clinic.lines("ok")
    Path(clinic.environment["HOLIDAYS_FILE"]).write_text(
        days_off_of(year) + "\n2099-01-01 holiday\n", "utf-8"
    )
    await clinic.examine(expected=1)
    clinic.require_only("fail", "holidays: HOLIDAYS_FILE is wrong:")
    assert "line 4: write 2027-02-05" in clinic.lines("fail")[0]


async def test_the_number_that_somebody_in_need_is_shown_is_told(clinic: Clinic) -> None:
    await clinic.examine(CRISIS_HOTLINE="+886 1925", expected=0)
    assert [line for line in clinic.lines("ok") if "CRISIS_HOTLINE is +886 1925" in line]


async def test_the_sandbox_is_as_well_as_telegram(clinic: Clinic) -> None:
    options = ("--no-bot", "--port", "0", "--clock", "frozen")
    async with running("sandbox", *options, cwd=clinic.folder) as server:
        address = await server.sandbox_address()
        async with SandboxClient(address) as sandbox:
            await sandbox.user(70, first_name="客服", language_code="zh-hans")
            there = {
                "BOT_API_BASE_URL": address,
                "CLOCK_URL": f"{address}/sandbox/clock",
                "PAYMENT_URL": f"{address}/sandbox/gateway",
                "STAFF_CHAT_ID": "70",
            }
            await clinic.examine(**there, expected=1)
            clinic.require_only("fail", "STAFF_CHAT_ID: Telegram knows no such chat")
            await sandbox.say(70, "/start")
            await clinic.examine(**there, expected=0)
            assert clinic.lines("warn") == [], clinic.said


# The settings


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"STAF_CHAT_ID": "1"}, "settings: STAF_CHAT_ID in the environment is no setting"),
        ({"STAFF_GROUP": "1"}, "settings: STAFF_GROUP in the environment is no setting"),
        (
            {"PAYMENT_GATEWAYS": "external", "PAYMENT_URL": "http://127.0.0.1:9"},
            "settings: PAYMENT_URL changes nothing",
        ),
        ({"ALIPAY_APP_ID": "2021"}, "settings: ALIPAY_APP_ID changes nothing"),
        ({"HANDOFF_URL": "https://lender.invalid"}, "settings: HANDOFF_URL changes nothing"),
        ({"WEB_HOST": "127.0.0.1"}, "settings: WEB_HOST changes nothing"),
        ({"WEBHOOK_SECRET": SECRET}, "settings: WEBHOOK_SECRET changes nothing"),
        ({"LOOKUP_KEY": "x"}, "settings: LOOKUP_KEY changes nothing"),
        ({"STAFF_CHAT_ID": "", "STAFF_IDS": "5"}, "settings: STAFF_IDS changes nothing"),
        (
            {"PAYMENTS_PUBLIC_URL": "http://pay.invalid", "WEB_PORT": "{port}"},
            "settings: PAYMENTS_PUBLIC_URL leaves",
        ),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
async def test_what_changes_nothing_or_is_not_safe_is_a_warning(
    clinic: Clinic, changed: dict[str, str], said: str
) -> None:
    await clinic.examine(
        expected=0, **{name: value.format(port=free_port()) for name, value in changed.items()}
    )
    clinic.require_only("warn", said)


async def test_a_misspelt_name_is_told_with_the_one_that_was_meant(clinic: Clinic) -> None:
    (clinic.folder / ".env").write_text(
        "STAF_CHAT_ID=1\nOPERATOR_MODE=demo\nOPERATOR_MODE=demo\nno line at all\n"
    )
    (clinic.folder / ".env").chmod(0o600)
    await clinic.examine(expected=0)
    assert clinic.lines("warn") == [
        "settings: Line 4 of .env cannot be read: write NAME=value.",
        "settings: STAF_CHAT_ID in .env is no setting, and changes nothing: did you mean STAFF_CHAT_ID?",
        "settings: OPERATOR_MODE stands in .env 2 times, and only the last counts: leave one.",
    ]


async def test_what_others_have_in_the_environment_is_nobodys_slip(clinic: Clinic) -> None:
    others = ("DB_PORT", "XDG_DATA_DIRS", "RUST_LOG", "PIP_LOG_LEVEL", "NODE_HOST", "SSH_CLIENT", "PUBLIC")
    await clinic.examine(**dict.fromkeys(others, "1"), expected=0)
    assert clinic.lines("warn") == []


async def test_settings_that_cannot_be_read_are_all_told_at_once_and_end_with_two(clinic: Clinic) -> None:
    wrong = {
        "WEB_PORT": "eighty",
        "IDENTITY_URL": "http://verifier.invalid",
        "WEBHOK_URL": "https://x.invalid",
    }
    await clinic.examine(**wrong, expected=2)
    assert [line.partition(" is wrong")[0] for line in clinic.lines("fail")] == [
        "settings: IDENTITY_URL", "settings: WEB_PORT",
    ]  # fmt: skip
    assert clinic.lines("warn")[0].endswith("did you mean WEBHOOK_URL?")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"BOT_TOKEN": ""}, "settings: BOT_TOKEN is missing"),
        ({"PAYMENT_GATEWAYS": ""}, "settings: PAYMENT_GATEWAYS is missing"),
        ({"IDENTITY_URL": "", "IDENTITY_SECRET": ""}, "settings: IDENTITY_URL is missing"),
        ({"IDENTITY_SECRET": "sandbox-identity-service"}, "settings: IDENTITY_SECRET is wrong"),
        ({"IDENTITY_SECRET": "aaaaaaaaaaaaaaaa"}, "settings: IDENTITY_SECRET can be guessed"),
        ({"IDENTITY_SECRET": "my-password-2026"}, "settings: IDENTITY_SECRET can be guessed"),
        ({"OPERATOR_MODE": "merchant"}, "settings: HANDOFF_URL is missing"),
        (
            {"BOT_API_BASE_URL": "http://telegram.invalid"},
            "settings: BOT_API_BASE_URL must be an https:// address",
        ),
        (
            {"BOT_API_BASE_URL": "", "WEBHOOK_URL": "http://shop.invalid/t", "WEBHOOK_SECRET": OTHER_SECRET},
            "settings: WEBHOOK_URL must be an https:// address",
        ),
        (
            {
                "BOT_API_BASE_URL": "",
                "WEBHOOK_URL": "https://shop.invalid:8080/t",
                "WEBHOOK_SECRET": OTHER_SECRET,
            },
            "settings: WEBHOOK_URL names the port 8080",
        ),
        ({}, "shop: The shop still offers the example's lenders"),
        ({"IDENTITY_URL": "{nobody}"}, "IDENTITY_URL: 127.0.0.1 cannot be spoken to"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
async def test_what_a_lender_may_not_start_with_is_told(
    clinic: Clinic, telegram: MoodyTelegram, changed: dict[str, str], said: str
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    lender = LENDER | {"IDENTITY_URL": telegram.url, "WEB_PORT": str(free_port())} | changed
    await clinic.examine(**{name: value.format(nobody=nobody) for name, value in lender.items()}, expected=1)
    assert any(line.startswith(said) for line in clinic.lines("fail")), clinic.said


async def test_no_secret_is_ever_said(clinic: Clinic, tmp_path: Path) -> None:
    keys = Fernet.generate_key().decode()
    held = {
        "FIELD_KEYS": keys,
        "LOOKUP_KEY": "look-up-key-of-this-test",
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_URL": "https://somebody:hook-word@shop.invalid/path-that-is-secret",
        "WEB_PORT": str(free_port()),
        "IDENTITY_URL": "https://somebody:url-word@127.0.0.1:9/x",
        "IDENTITY_SECRET": OTHER_SECRET,
        "PAYMENT_GATEWAYS": "telegram",
        "TELEGRAM_PROVIDER_TOKEN": "provider-token-of-this-test",
        "SECOND_CHANNELS": "bark=bark://channel-word/{key}",
        "LOG_LEVEL": "DEBUG",
    }
    words = [TOKEN, PASSWORD, keys, held["LOOKUP_KEY"], SECRET, OTHER_SECRET]
    words += ["hook-word", "path-that-is-secret", "url-word", "provider-token", "channel-word"]
    other = f"postgresql+asyncpg://somebody:{PASSWORD}@127.0.0.1:{free_port()}/shop"
    clinic.telegram.webhook = {"url": f"https://else.invalid/{TOKEN}"}
    reached, not_reached = clinic.telegram.url, f"http://127.0.0.1:{free_port()}"
    for options, apis in (((), (reached, not_reached)), (("--json",), (not_reached, reached))):
        for number, changed in enumerate(
            ({}, {"DATABASE_URL": other}, {"OPERATOR_MODE": "lender"}, {"WEB_PORT": "none"})
        ):
            given = held | changed | {"BOT_API_BASE_URL": apis[number % 2]}
            await clinic.examine(*options, expected=None, **given)
            assert clinic.said
            assert not [word for word in words if word in "\n".join(clinic.said)], clinic.said


# Files, keys, database


async def test_without_a_database_it_says_so_and_makes_none(clinic: Clinic, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    clinic.folder = empty
    await clinic.examine(DATABASE_URL="sqlite+aiosqlite:///data/none.db", expected=1)
    clinic.require_only("fail", "database: there is none at data/none.db: `python -m bot migrate` makes it.")
    assert list(empty.iterdir()) == []


async def test_a_database_that_is_open_elsewhere_is_looked_at_as_well(clinic: Clinic) -> None:
    path = clinic.environment["DATABASE_URL"].partition("///")[2]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE products SET active = 0")
    other.execute("COMMIT")
    try:
        assert Path(f"{path}-wal").exists()
        await clinic.examine(expected=0)
        clinic.require_only("warn", "shop: it offers no product")  # what stands in the log, too
    finally:
        other.close()


@on_both
@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0001", "its tables are at 0001, and this version needs"),
        ("9999", "DATABASE_URL points to a database of another"),
    ],
)
async def test_tables_of_another_version_are_told_and_left_as_they_are(
    clinic: Clinic, revision: str, said: str
) -> None:
    engine = create_engine(clinic.environment["DATABASE_URL"])
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )
    await clinic.examine(expected=1)
    clinic.require_only("fail", f"database: {said}")
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == revision
    await engine.dispose()


@on_both
async def test_keys_of_another_database_are_told(clinic: Clinic) -> None:
    await clinic.examine(FIELD_KEYS=Fernet.generate_key().decode(), expected=1)
    clinic.require_only("fail", "keys: FIELD_KEYS holds other keys")
    await clinic.examine(FIELD_KEYS="no key at all", expected=1)
    clinic.require_only("fail", "keys: FIELD_KEYS does not hold usable keys")


@on_both
async def test_lost_keys_are_told_and_none_are_made(clinic: Clinic) -> None:
    (clinic.folder / "data" / KEY_FILE).unlink()
    await clinic.examine(expected=1)
    clinic.require_only("fail", "keys: the keys are not here")
    assert not (clinic.folder / "data" / KEY_FILE).exists()


async def test_a_database_without_its_canary_gets_none(clinic: Clinic) -> None:
    path = clinic.environment["DATABASE_URL"].partition("///")[2]
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM key_canaries")
    await clinic.examine(expected=0)
    assert connection.execute("SELECT count(*) FROM key_canaries").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("silent", [True, False], ids=["says nothing", "is not there"])
async def test_a_database_that_is_away_is_told_within_seconds(clinic: Clinic, silent: bool) -> None:
    async with black_hole() as hole:
        url = hole.database_url
        if not silent:
            hole_port, other = str(hole.port), str(free_port())
            url = url.replace(hole_port, other)
        began_s = time.monotonic()
        await clinic.examine(DATABASE_URL=url, expected=1)
        assert time.monotonic() - began_s < 20
        clinic.require_only("fail", "database: DATABASE_URL ")
        assert "a-pass-word" not in str(clinic.said)


async def test_what_others_may_read_is_told_and_left_as_it_is(clinic: Clinic) -> None:
    key = clinic.folder / "data" / KEY_FILE
    key.chmod(0o644)
    (clinic.folder / ".env").touch(0o600)
    (clinic.folder / ".env").chmod(0o644)
    await clinic.examine(expected=0)
    assert clinic.lines("warn") == [
        f"rights: others than its owner may open {name}: `chmod 600 {name}`."
        for name in (f"data/{KEY_FILE}", ".env")
    ]
    assert key.stat().st_mode & 0o777 == 0o644


async def test_backups_that_are_not_made_are_told(clinic: Clinic) -> None:
    kept = clinic.folder / "kept"
    await clinic.examine(BACKUP_AT="03:30", BACKUP_DIR="kept", expected=0)
    clinic.require_only("warn", "backups: there is none in kept yet")
    kept.mkdir()
    now = datetime.now(UTC)
    for age, level in ((timedelta(hours=27), "warn"), (timedelta(hours=1), "ok")):
        (kept / f"fenqi-{now - age:%Y%m%dT%H%M%SZ}-scheduled.backup").touch()
        await clinic.examine(BACKUP_AT="03:30", BACKUP_DIR="kept", expected=0)
        assert [line for line in clinic.lines(level) if line.startswith("backups: the newest in kept is of ")]


async def test_a_data_folder_that_is_a_file_is_told(clinic: Clinic) -> None:
    (clinic.folder / "file").touch(0o600)
    await clinic.examine(DATA_DIR="file", expected=1)
    assert any(line.startswith("data folder: file is no folder") for line in clinic.lines("fail")), (
        clinic.said
    )


async def test_without_the_time_zone_it_says_so_instead_of_breaking(clinic: Clinic) -> None:
    (clinic.folder / "tzdata").mkdir()
    (clinic.folder / "tzdata" / "__init__.py").touch()
    root = Path(__file__).resolve().parents[3]
    lacking = {"PYTHONTZPATH": "", "PYTHONPATH": f"{clinic.folder}:{root}"}
    async with born(
        Birth(anew=True), "doctor", cwd=clinic.folder, **(clinic.environment | lacking)
    ) as process:
        assert await process.exit_code() == 1
    assert process.lines[0].startswith("fail  time zone: Asia/Shanghai is not known here"), process.lines


# Ports and clocks


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("192.0.2.1", "WEB_HOST is wrong: 192.0.2.1"),
        ("::1", "WEB_HOST is wrong: ::1"),
        ("127.0.0.1", "WEB_PORT is wrong"),
    ],
)
async def test_a_wrong_host_is_not_blamed_on_the_port(clinic: Clinic, host: str, said: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        web = {"WEB_HOST": host, "WEB_PORT": str(taken.getsockname()[1])}
        await clinic.examine(**web, expected=1)
        clinic.require_only("fail", f"WEB_PORT: {said}")
        async with running("run", cwd=clinic.folder, **(clinic.environment | web)) as process:
            assert await process.exit_code() == 2
        assert process.lines[-1].startswith(f"error: {said}"), process.lines


async def test_a_port_that_is_the_assistants_already_is_well(clinic: Clinic) -> None:
    ports = {"WEB_PORT": str(free_port()), "METRICS_PORT": str(free_port())}
    async with running("run", cwd=clinic.folder, **(clinic.environment | ports)) as process:
        await process.line("The assistant is listening")
        await clinic.examine(**ports, expected=0)
    assert [line for line in clinic.lines("ok") if "an assistant is at" in line] == [
        f"{name}: an assistant is at {port} already." for name, port in ports.items()
    ]


@pytest.mark.parametrize("silent", [True, False], ids=["says nothing", "is not there"])
@pytest.mark.parametrize("command", ["doctor", "run"])
async def test_a_clock_that_cannot_be_reached_is_told_within_three_seconds(
    clinic: Clinic, command: str, silent: bool
) -> None:
    async with black_hole() as hole:
        clock = f"{hole.url if silent else f'http://127.0.0.1:{free_port()}'}/sandbox/clock"
        began_s = time.monotonic()
        async with running(
            command, cwd=clinic.folder, **(clinic.environment | {"CLOCK_URL": clock})
        ) as process:
            while "CLOCK_URL" not in "\n".join(process.lines):
                assert time.monotonic() - began_s < 9, process.lines  # three, and a busy machine
                await asyncio.sleep(0.02)


@pytest.mark.parametrize(("apart_s", "level"), [(30, "warn"), (-30, "warn"), (600, "fail"), (-600, "fail")])
async def test_a_clock_that_goes_wrong_is_told(
    clinic: Clinic, telegram: MoodyTelegram, apart_s: int, level: str
) -> None:
    telegram.ahead = timedelta(seconds=apart_s)
    await clinic.examine(expected=int(level == "fail"))
    clinic.require_only(level, "clock: this machine's is ")
    assert ("behind Telegram's" if apart_s > 0 else "ahead of Telegram's") in str(clinic.said)


# Telegram


@pytest.mark.parametrize(
    ("fault", "level", "said"),
    [
        (Fault(401), "fail", "Telegram: BOT_TOKEN is wrong"),
        (Fault(0), "fail", "Telegram: 127.0.0.1 cannot be spoken to"),
        (Fault(200, body=b"<html>"), "fail", "Telegram: 127.0.0.1 cannot be spoken to (its answer is none)"),
        (Fault(200, body=b'{"ok": true, "result": 7}'), "fail", "Telegram: 127.0.0.1 cannot be spoken to"),
        (Fault(200, hangs_s=3600), "fail", "Telegram: 127.0.0.1 cannot be spoken to (no answer within"),
        (BROKEN, "warn", "Telegram: 127.0.0.1 answers with 500"),
    ],
    ids=["401", "cut", "html", "odd", "silence", "500"],
)
async def test_a_telegram_that_does_not_answer_is_told(
    clinic: Clinic, telegram: MoodyTelegram, fault: Fault, level: str, said: str
) -> None:
    telegram.fail("getMe", fault)
    await clinic.examine(expected=int(level == "fail"))
    clinic.require_only(level, said)


async def test_lines_come_as_their_checks_end(clinic: Clinic, telegram: MoodyTelegram) -> None:
    telegram.fail("getMe", Fault(500, hangs_s=3600))
    async with running("doctor", cwd=clinic.folder, **clinic.environment) as process:
        await process.line("ok    database")
        assert not [line for line in process.lines if "Telegram:" in line]
        assert await process.exit_code() == 1
    assert [line for line in process.lines if line.startswith("fail  Telegram:")]


@pytest.mark.parametrize(
    ("chat", "member", "said"),
    [
        ({"type": "group"}, {"status": "left"}, "the bot is not in it"),
        ({"type": "supergroup"}, {"status": "kicked"}, "the bot is not in it"),
        (
            {"type": "supergroup", "permissions": {"can_send_messages": False}},
            {"status": "member"},
            "the bot is in it, and may",
        ),
        (
            {"type": "supergroup"},
            {"status": "restricted", "is_member": True, "can_send_messages": False},
            "the bot is in it, and may not write",
        ),
        ({"type": "channel"}, {"status": "administrator"}, "it is a channel"),
        ({"type": "group", "permissions": {"can_send_messages": False}}, {"status": "administrator"}, None),
        (
            {"type": "supergroup"},
            {"status": "restricted", "is_member": True, "can_send_messages": True},
            None,
        ),
    ],
)
async def test_a_staff_chat_where_the_bot_cannot_write_is_told(
    clinic: Clinic,
    telegram: MoodyTelegram,
    chat: dict[str, object],
    member: dict[str, object],
    said: str | None,
) -> None:
    telegram.results |= {"getChat": chat, "getChatMember": member}
    await clinic.examine(expected=int(said is not None))
    if said is not None:
        clinic.require_only("fail", f"STAFF_CHAT_ID: {said}")
    assert not telegram.sent


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ({"error_code": 400, "description": "Bad Request: chat not found"}, "Telegram knows no such chat"),
        ({"error_code": 403, "description": "Forbidden: bot was kicked"}, "Telegram knows no such chat"),
        (
            {"error_code": 400, "description": "upgraded", "parameters": {"migrate_to_chat_id": -1009}},
            "the group became a supergroup: set STAFF_CHAT_ID=-1009.",
        ),
    ],
)
async def test_a_staff_chat_that_telegram_does_not_know_is_told(
    clinic: Clinic, telegram: MoodyTelegram, refusal: dict[str, object], said: str
) -> None:
    telegram.fail(
        "getChat", Fault(int(str(refusal["error_code"])), body=json.dumps({"ok": False, **refusal}).encode())
    )
    await clinic.examine(expected=1)
    clinic.require_only("fail", f"STAFF_CHAT_ID: {said}")


OURS = "http://127.0.0.1:1/telegram"


@pytest.mark.parametrize(
    ("by_webhook", "found", "level", "said"),
    [
        (
            False,
            {"url": "https://else.invalid/x"},
            "warn",
            "one is set, at else.invalid, but there is no WEBHOOK_URL",
        ),
        (
            True,
            {"url": "https://else.invalid/x"},
            "warn",
            "Telegram has another than WEBHOOK_URL, at else.invalid",
        ),
        (True, {}, "warn", "Telegram has none yet"),
        (True, {"url": OURS, "allowed_updates": ["message"]}, "warn", "it does not bring callback_query"),
        (True, {"url": OURS, "pending_update_count": 4000}, "warn", "4000 updates wait"),
        (
            True,
            {"url": OURS, "last_error_date": -60, "last_error_message": "refused"},
            "fail",
            "Telegram could not bring",
        ),
        (True, {"url": OURS, "last_error_date": -86400, "last_error_message": "refused"}, None, ""),
        (True, {"url": OURS}, None, ""),
    ],
)
async def test_a_webhook_that_is_not_as_it_should_be_is_told_and_left_alone(
    clinic: Clinic,
    telegram: MoodyTelegram,
    by_webhook: bool,
    found: dict[str, object],
    level: str | None,
    said: str,
) -> None:
    telegram.webhook = dict(found)
    if isinstance(ago_s := found.get("last_error_date"), int):
        telegram.webhook["last_error_date"] = int(time.time()) + ago_s
    ours = {"WEBHOOK_URL": OURS, "WEBHOOK_SECRET": SECRET, "WEB_PORT": str(free_port())} if by_webhook else {}
    await clinic.examine(**ours, expected=int(level == "fail"))
    if level is not None:
        clinic.require_only(level, f"webhook: {said}")
    assert telegram.asked["setWebhook"] == telegram.asked["deleteWebhook"] == 0


# Partners


def key_files(folder: Path) -> dict[str, str]:
    key = make_key()
    for name, text_of in (("ours.pem", private_file(key)), ("alipays.pem", public_file(key))):
        (folder / name).write_bytes(text_of)
        (folder / name).chmod(0o600)
    return {
        "PAYMENT_GATEWAYS": "alipay",
        "ALIPAY_APP_ID": "2021",
        "ALIPAY_PRIVATE_KEY_FILE": "ours.pem",
        "ALIPAY_PUBLIC_KEY_FILE": "alipays.pem",
    }


WECHAT = {
    "PAYMENT_GATEWAYS": "alipay,wechat",
    "PAYMENTS_PUBLIC_URL": "https://shop.example",
    "WECHAT_APP_ID": "wx1",
    "WECHAT_MERCHANT_ID": "1",
    "WECHAT_PRIVATE_KEY_FILE": "ours.pem",
    "WECHAT_CERTIFICATE_SERIAL": "5B7C6A0011223344",
    "WECHAT_APIV3_KEY": "0123456789abcdefghijABCDEFGHIJ01",
    "WECHAT_SERVER_URL": "{telegram}",
    "WEB_PORT": "{port}",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ALIPAY_PUBLIC_KEY_FILE": "none.pem"}, "pay by alipay: ALIPAY_PUBLIC_KEY_FILE cannot be read"),
        (
            {"ALIPAY_PUBLIC_KEY_FILE": "ours.pem"},
            "pay by alipay: ALIPAY_PUBLIC_KEY_FILE must hold a public key",
        ),
        ({"ALIPAY_PRIVATE_KEY_FILE": "words.pem"}, "pay by alipay: ALIPAY_PRIVATE_KEY_FILE holds no RSA key"),
        (
            WECHAT | {"WECHAT_PRIVATE_KEY_FILE": "words.pem"},
            "pay by wechat: WECHAT_PRIVATE_KEY_FILE holds no RSA key",
        ),
        (WECHAT | {"WECHAT_SERVER_URL": "{nobody}"}, "WECHAT_SERVER_URL: 127.0.0.1 cannot be spoken to"),
        ({"ALIPAY_SERVER_URL": "{nobody}"}, "ALIPAY_SERVER_URL: 127.0.0.1 cannot be spoken to"),
        (
            {"PAYMENT_GATEWAYS": "telegram", "TELEGRAM_PROVIDER_TOKEN": "abc"},
            "pay by telegram: TELEGRAM_PROVIDER_TOKEN does",
        ),
        (
            {"PAYMENT_GATEWAYS": "sandbox", "PAYMENT_URL": "{nobody}"},
            "PAYMENT_URL: 127.0.0.1 cannot be spoken to",
        ),
        (WECHAT, None),
        ({}, None),
    ],
)
async def test_a_way_to_pay_that_cannot_work_is_told(
    clinic: Clinic, telegram: MoodyTelegram, changed: dict[str, str], said: str | None
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    alipay = key_files(clinic.folder) | {"ALIPAY_SERVER_URL": telegram.url}
    (clinic.folder / "words.pem").write_text("no key")
    (clinic.folder / "words.pem").chmod(0o600)
    places = {"nobody": nobody, "telegram": telegram.url, "port": free_port()}
    given = {name: value.format(**places) for name, value in (alipay | changed).items()}
    await clinic.examine(**given, expected=int(said is not None))
    assert [line for line in clinic.lines("fail") if line.startswith(said or "-")] == clinic.lines("fail"), (
        clinic.said
    )


async def test_as_json_it_is_one_object_with_the_same_lines(clinic: Clinic) -> None:
    await clinic.examine("--json", STAFF_GROUP="1", expected=0)
    told = json.loads("\n".join(clinic.said))
    assert told["exit_code"] == 0
    assert (told["fail"], told["warn"]) == (0, 1)
    assert told["checks"][1]["subject"] == "settings"
    assert {check["level"] for check in told["checks"]} == {"ok", "warn"}


# What `run` says by itself


@pytest.mark.parametrize("command", ["run", "deliver"])
async def test_a_start_logs_what_changes_nothing(clinic: Clinic, command: str) -> None:
    async with running(
        command, cwd=clinic.folder, **clinic.environment, STAF_CHAT_ID="1", WEB_HOST="127.0.0.1"
    ) as process:
        await process.line("The assistant is listening" if command == "run" else "Delivering notices")
    warned = [line for line in process.lines if "bot.stray_settings" in line]
    assert [line.partition("bot.stray_settings ")[2].split(" ")[0] for line in warned] == [
        "STAF_CHAT_ID",
        "WEB_HOST",
    ]
