"""A wrong or missing setting stops the start with one sentence that names it, and never shows a secret."""

from __future__ import annotations

import ast
import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

import bot.settings
from bot.adapters.cipher import PlaceCipher, make_cipher
from bot.adapters.keys import Keys
from bot.cli.parser import main
from bot.settings import OperatorMode, Settings, SettingsError, load_settings, require_token
from bot.stray_settings import unused_settings
from domain.cases.types import CaseKind
from domain.ports import Place

PLACE = Place("identities", "name_token", ("somebody",))
WRONG = {
    "BOT_TOKEN": "not-a-token-31337",
    "BOT_API_BASE_URL": "telegram",
    "CLOCK_URL": "ftp://here",
    "DATABASE_URL": "mysql://root@localhost/x",
    "OPERATOR_MODE": "shop",
    "PAYMENT_URL": "nowhere",
    "SMS_URL": "http://sms.invalid",
    "SMS_SECRET": "too short",
    "DELIVERS_SINCE": "20261201",  # a number of seconds to others
    "RETURN_DAYS": "0",
    "DISCLOSURE_READING_S": "-1",
    "SANDBOX_PORT": "70000",
    "LOG_LEVEL": "LOUD",
    "LOG_FORMAT": "xml",
    "STAFF_INCIDENTS_TOPIC": "0",
    "STAFF_IDS": "小王",
    "STAFF_MONEY_IDS": "1087968824",  # an anonymous administrator is nobody
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, WRONG[name])
    assert main(["migrate"]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(f"error: {name} is wrong: ")
    assert shown.err.count("\n") == 1
    assert "31337" not in shown.err


def test_running_without_a_token_names_the_setting() -> None:
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN is missing"):
        require_token(load_settings())


def test_who_delivers_says_where_goods_go_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().delivery is None
    monkeypatch.setenv("DELIVERS_SINCE", "2026-12-01")
    with pytest.raises(SettingsError, match=r"^RETURN_ADDRESS is missing"):
        load_settings()
    monkeypatch.setenv("RETURN_ADDRESS", "退货部 13900139000 浙江省杭州市江南大道 9 号")
    delivery = load_settings().delivery
    assert delivery is not None
    assert (delivery.since.isoformat(), delivery.return_days) == ("2026-12-01", 7)


def test_where_goods_go_back_to_changes_nothing_in_a_shop_that_delivers_nothing() -> None:
    own: dict[str, Any] = {"operator_mode": OperatorMode.MERCHANT, "return_days": 9}
    assert unused_settings(Settings(**own)) == ["RETURN_DAYS changes nothing: there is no DELIVERS_SINCE."]
    assert unused_settings(Settings(**own, delivers_since=date(2026, 1, 1))) == []


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:" + "x" * 35)
    monkeypatch.setenv("FIELD_KEYS", "k" * 44)
    shown = f"{load_settings()!r} {load_settings()}"
    assert "xxxx" not in shown
    assert "kkkk" not in shown


def test_a_wrong_key_names_its_source_and_not_itself(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^FIELD_KEYS does not hold usable keys") as refused:
        make_cipher(Settings(field_keys="secret-but-short", data_dir=tmp_path))
    assert "secret-but-short" not in str(refused.value)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    token = make_cipher(settings).seal("张示例", PLACE)
    (key_file,) = tmp_path.iterdir()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert make_cipher(settings).open(token, PLACE) == "张示例"


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, after = PlaceCipher(Keys((old,))), PlaceCipher(Keys((new, old)))
    assert after.open(before.seal("x", PLACE), PLACE) == "x"
    assert after.lookup_hash("x") == before.lookup_hash("x")


@pytest.mark.parametrize("text", ["701, 小王", "-500", "0", "701 702", ",", "99999999999999999"])
@pytest.mark.parametrize("name", ["STAFF_IDS", "STAFF_MONEY_IDS"])
def test_what_is_no_list_of_user_ids_is_refused_by_name(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError, match=f"^{name} is wrong: must be the user ids of people"):
        load_settings()


@pytest.mark.parametrize("mode", ["lender", "merchant"])
def test_outside_a_demo_nobody_decides_about_money_until_somebody_is_named(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_MODE", mode)
    rights = load_settings().staff_rights
    assert rights.may_see(701)
    assert not rights.may_decide(CaseKind.HARDSHIP, 701)
    monkeypatch.setenv("STAFF_MONEY_IDS", "701, 702,")
    assert load_settings().staff_rights.may_decide(CaseKind.HARDSHIP, 702)
    assert not load_settings().staff_rights.may_decide(CaseKind.HARDSHIP, 703)


def test_in_a_demo_everybody_in_the_staff_chat_decides_unless_somebody_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().staff_rights.may_decide(CaseKind.HARDSHIP, 701)
    monkeypatch.setenv("STAFF_MONEY_IDS", "702")
    assert not load_settings().staff_rights.may_decide(CaseKind.HARDSHIP, 701)


@pytest.mark.parametrize("missing", ["WEBHOOK_SECRET", "WEB_PORT"])
def test_a_webhook_needs_its_secret_and_its_port(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"WEBHOOK_URL": "https://example.com/t", "WEBHOOK_SECRET": "s" * 16, "WEB_PORT": "8080"}
    for name, value in given.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{missing} is missing"):
        load_settings()


def test_what_watches_is_not_where_others_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "8080")
    monkeypatch.setenv("METRICS_PORT", "8080")
    with pytest.raises(SettingsError, match=r"^METRICS_PORT is wrong: it must not be WEB_PORT"):
        load_settings()
    monkeypatch.setenv("METRICS_PORT", "9090")
    assert load_settings().metrics_host == "127.0.0.1"


def read_of(owner: str, tree: ast.AST) -> set[str]:
    """The attributes of whatever is called `owner` that are read in `tree`."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and owner in (getattr(node.value, "id", ""), getattr(node.value, "attr", ""))
    }


def test_every_setting_is_read_somewhere() -> None:
    declared = Path(inspect.getfile(bot.settings))
    files = [path for path in declared.parent.rglob("*.py") if path != declared]
    read = set[str]().union(
        *(read_of("settings", ast.parse(path.read_text(encoding="utf-8"))) for path in files)
    )
    derived = {  # by way of a property that is read
        node.name: read_of("self", node)
        for node in ast.walk(ast.parse(declared.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and isinstance(getattr(Settings, node.name, None), property)
    }
    read |= set[str]().union(*(fields for name, fields in derived.items() if name in read))
    assert set(Settings.model_fields) - read == set()
