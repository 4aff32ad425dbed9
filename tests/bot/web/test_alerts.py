"""The alerts and the dashboard in deploy/ speak of what a running process serves, and say what is to be done."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from pydantic import SecretStr

from bot.receiving import receiver
from bot.settings import Settings
from tests.bot.test_run import LISTENS, started, until_asked
from tests.support.databases import Shop, SqliteDatabases
from tests.support.installation import WEBHOOK_SECRET, free_port
from tests.support.moody_telegram import moody_telegram

ROOT = Path(__file__).resolve().parents[3]
RULES, DASHBOARD = ROOT / "deploy" / "prometheus" / "rules.yml", ROOT / "deploy" / "grafana" / "fenqi.json"
CASES = Path(__file__).with_name("alerts.yml")
_METRIC = re.compile(r"\b(?:fenqi|process)_[a-z_]+")
_SELECTED = re.compile(r"\b((?:fenqi|process)_[a-z_]+)\{([^}]*)\}")
_LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")
_SERVED = re.compile(r"^# TYPE (\S+) (\w+)$", re.MULTILINE)
OF_PROMETHEUS = {"job", "instance"}  # labels that it adds itself


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    return list(json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"])


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel.get("targets", ()))


@pytest.fixture
def watched(tmp_path: Path, sqlite_databases: SqliteDatabases) -> Settings:
    web = free_port()
    return Settings(
        bot_token=SecretStr("1:sandbox"),
        database_url=sqlite_databases.fresh(tmp_path, Shop.SYNTHETIC),
        data_dir=tmp_path / "data",
        webhook_url=f"http://127.0.0.1:{web}/telegram",
        webhook_secret=SecretStr(WEBHOOK_SECRET),
        web_port=web,
        metrics_port=free_port(),
    )


@pytest.fixture
async def served(watched: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """What a process that receives by webhook serves, once it has looked after that."""
    monkeypatch.setattr(receiver, "WATCH_S", 0.1)
    async with moody_telegram() as telegram:
        settings = watched.model_copy(update={"bot_api_base_url": telegram.url})
        async with started(settings) as assistant, httpx.AsyncClient(timeout=30) as http:
            await assistant.hears(LISTENS)
            await until_asked(telegram, "getWebhookInfo", 2)
            yield (await http.get(f"http://127.0.0.1:{settings.metrics_port}/metrics")).text


async def test_every_metric_and_label_that_they_name_is_served(served: str) -> None:
    names = set[str]()
    for name, kind in _SERVED.findall(served):
        names |= {f"{name}_{part}" for part in ("bucket", "count", "sum")} if kind == "histogram" else {name}
    asked = {name for expression in expressions() for name in _METRIC.findall(expression)}
    assert len(asked) > 20
    assert asked <= names
    for expression in expressions():
        for name, selected in _SELECTED.findall(expression):
            sample = re.search(rf"^{name}\{{(.*)\}} ", served, re.MULTILINE)
            known = set(_LABEL.findall(sample[1])) if sample else set(_LABEL.findall(selected))
            assert set(_LABEL.findall(selected)) <= known | OF_PROMETHEUS, expression


def test_the_rules_hold_what_they_promise_over_time() -> None:
    """Debian's package prometheus has promtool; CI installs it."""
    promtool = shutil.which("promtool")
    if promtool is None:
        assert not os.environ.get("CI"), "promtool is missing"
        pytest.skip("promtool is not installed")
    for arguments in (["check", "rules", str(RULES)], ["test", "rules", str(CASES)]):
        done = subprocess.run([promtool, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    assert {rule["labels"]["severity"] for rule in rules()} == {"page", "ticket"}


def test_each_alert_has_its_line_among_what_is_to_be_done() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(Fenqi\w+)` \| (page|ticket) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert [(name, severity) for name, severity, *_ in told] == [
        (rule["alert"], rule["labels"]["severity"]) for rule in rules()
    ]
    assert all(len(meaning) > 10 and len(todo) > 10 for *_, meaning, todo in told)


def test_the_dashboards_panels_are_named_explained_and_beside_one_another() -> None:
    places = set[tuple[int, int]]()
    assert len({panel["id"] for panel in panels()}) == len(panels())
    for panel in panels():
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not places & cells, panel["title"]
        places |= cells
        if panel["type"] != "row":
            assert panel["title"] and panel["description"]
            assert panel["targets"]
            assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])
