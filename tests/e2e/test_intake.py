"""Somebody whose loan was brought in comes by their personal link: nothing is shown before the digits agree."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import shutil
import sys
from pathlib import Path

from bot.cli.prepare import EXAMPLE_CATALOG
from tests.support.builders import NAME, PHONE
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

PEOPLE = f"客户号,姓名,手机号,证件号\nK1,{NAME},{PHONE},\n"
HEAD = "合同号,客户号,商品,产品,借款本金,放款日,期次,应还日,应还本金,应还利息,应还手续费,实还金额,实还日,实还罚息\n"
LOANS = HEAD + (
    "HT-1,K1,旧冰箱,免息3期,900,2025/12/03,1,2026/01/03,300,0,0,300,2026/01/02,\n"
    "HT-1,K1,旧冰箱,免息3期,900,2025/12/03,2,2026/02/03,300,0,0,,,\n"
    "HT-1,K1,旧冰箱,免息3期,900,2025/12/03,3,2026/03/03,300,0,0,,,\n"
)


async def bring_in(folder: Path, database_url: str, kind: str, said: str) -> None:
    (folder / f"{kind}.csv").write_text(said, encoding="gbk")
    more = ("--bot", "demo_bot") if kind == "customers" else ()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "import", kind, f"{kind}.csv", *more, "--database-url", database_url,
        cwd=folder, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert await process.wait() == 0


async def test_a_personal_link_asks_for_four_digits_and_then_the_loan_is_there(
    sandbox: SandboxClient, database_url: str, tmp_path: Path
) -> None:
    """By the mapping that stands in the examples."""
    shutil.copy(EXAMPLE_CATALOG.with_name("import.toml"), tmp_path)
    await bring_in(tmp_path, database_url, "customers", PEOPLE)
    await bring_in(tmp_path, database_url, "loans", LOANS)
    with (tmp_path / "customers.links.csv").open(encoding="utf-8") as file:
        link = next(csv.DictReader(file))["link"]
    found = re.fullmatch(r"https://t\.me/demo_bot\?start=([A-Za-z0-9_-]{1,64})", link)
    assert found is not None
    person = Person(sandbox, 71)
    await person.arrive()
    asked = await person.say(f"/start {found[1]}")
    assert "什么都不显示" in asked.text
    assert "冰箱" not in asked.text
    await person.press("开始核对")
    assert "只要最后 4 位" in (await person.say("12345")).text
    assert "还可以再试 2 次" in (await person.say("9999")).text
    assert "1 笔分期已经接到这里" in (await person.say(PHONE[-4:])).text
    assert "旧冰箱" in (await person.press("看我的账单")).text
    await person.say("我的订单")
    shown = await person.press("旧冰箱\u3000¥900.00")
    assert "示例消费金融 办的（合同号 HT-1）" in shown.text
    assert "失效了" in (await person.say(f"/start {found[1]}")).text
