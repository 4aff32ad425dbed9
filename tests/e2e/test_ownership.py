"""Every button there is, with everything of another customer's in it: nothing is shown, nothing changes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import create_engine
from bot.db.repositories.base import Transaction
from bot.db.repositories.privacy import PrivacyRepository
from bot.db.store import without_keys
from handlers.commands import COMMANDS
from handlers.ui.callback_data import Action
from tests.support.buttons import kinds_of_button
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

ID_FIELDS = {
    "draft_id": "checkout_drafts",
    "installment_id": "installments",
    "order_id": "orders",
    "quote_id": "repayment_quotes",
    "payment_id": "payments",
    "purchase_id": "purchases",
    "return_id": "returns",
    "loan_id": "loans",
    "card_id": "payment_cards",
    "batch_id": "repayment_batches",
    "case_id": "cases",
    "consent_id": "consents",
    "move_id": "account_moves",
    "bill_id": "tracked_bills",
    "received_id": "tracked_received",
    "income_id": "income_days",
    "sharing_id": "sharings",
    "customer_id": "customers",
}
# Of the other fields: values that some button really carries.
VALUES: dict[str, tuple[object, ...]] = {
    "plain": (0,),
    "field": ("name", "amount"),
    "sealed": (0,),
    "part": (0, 2),
    "why": (0,),
    "what": ("amount", "once"),
    "when": ("tomorrow",),
    "on": (0, 1),
    "shown": (0, 1),
    "secret": ("s" * 24,),  # of a link that is nobody's
    "anew": (0, 1),
    "no": (1,),
    "days": (30,),
    "policy": ("waived", "fee"),
    "fee_pct": (0, 3),
    "locale": ("zh_CN",),
    "category_id": ("phones",),
    "product_id": ("xiaomi-15",),
    "plan_id": ("demo-consumer-12",),
    "channel": ("email",),
    "page": (0,),
    "place": (0, 1),
    "quantity": (1,),
    "periods": (12,),
    "version": tuple(range(8)),
    "step": ("confirm", "lender", "phone"),
    "origin": ("b",),
    "first": ("202601",),
    "last": ("202601",),
    "picks": ("1",),
    "asked_fen": (10_000,),
    "amount_fen": (10_000,),
    "topic": ("bill-cutoff", "screen-amount_due"),
    "useful": (1,),
    "message_id": (1,),
    "strategy": ("fewer",),
    "payment_method": ("sandbox", "external"),
    "month": (202601,),
    "day": (20260110, 3),
    "move": (10, 15, 110),
    "shown_for": (202601100,),
    "with_amounts": (1,),
    "wanted": (1,),
    "hour": (9,),
    "hidden": (0,),
    "waited_for": (0,),
    "kind": ("amount", "hardship", "goods", "day", "later"),
    "value": (10, 15),
    "offer": ("f8kkc-c-cuyo",),  # of the calculator, whole and nobody's
    "early": ("0", "4-2s4w"),
    "one": ("f8kkc-c-cuyo",),
    "other": ("e8kkc-c-apsw0",),
    "decision": ("agree30", "close", "confirm"),
}


def buttons(kind: type[Action], theirs: dict[str, list[str]]) -> Iterator[Action]:
    """With each of the victim's objects, and each value of the rest; at most a few dozen."""
    names = list(kind.kinds)
    choices: list[tuple[Any, ...]] = [
        tuple(theirs[ID_FIELDS[name]]) or ("nothing",) if name in ID_FIELDS else VALUES[name]
        for name in names
    ]
    for values in product(*choices):
        yield kind(*values)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


async def everything_of(engine: AsyncEngine, telegram_id: int) -> dict[str, Any]:
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT id FROM customers WHERE telegram_id = :id"), {"id": telegram_id}
        )
        rows = await PrivacyRepository(Transaction(connection, without_keys)).rows(found.scalar_one())
    return {table: [{**row} for row in found] for table, found in rows.items()}


async def a_whole_life(person: Person) -> None:
    """Somebody with an order, a payment, goods paid at once, a return, a case, a card, a batch, a note, an open checkout."""
    await person.arrive()
    await person.buy(periods=12)
    await person.say("还款")
    await person.press_with("确认还款")
    await person.say("金额不对")
    await person.press("请客服核对金额")
    await person.press("补充说明")
    await person.say("每期多了一块钱")
    await person.say("绑卡")
    await person.press("开通自动扣款")
    await person.say("6222020000000000018")
    await person.press("同意并开通")
    await person.say("去逛逛")
    await person.press_first()
    await person.press_first()
    await person.press_with("一次付清")
    await person.press_with("付款")
    await person.say("花呗分期 3999 分12期 每期357.24 每月10号还")
    await person.press("对，记下来")
    await person.say("【花呗】您本期应还360.00元，最后还款日1月10日，请按时还款。")
    await person.say("每月10号发工资8000")
    await person.say("共享还款日")
    await person.press("生成邀请链接")
    await person.say("退货")
    await person.say("都还了")
    await person.say("去逛逛")
    await person.press_first()
    await person.press_first()
    await person.press("选 %(periods)d 期", periods=3)


def test_the_walk_knows_every_field() -> None:
    known = {name for kind in kinds_of_button() for name in kind.kinds}
    assert known == set(ID_FIELDS) | set(VALUES)


async def test_no_button_reaches_what_is_somebody_elses(sandbox: SandboxClient, engine: AsyncEngine) -> None:
    victim, stranger = Person(sandbox, 31), Person(sandbox, 32)
    await a_whole_life(victim)
    await stranger.arrive()
    before = await everything_of(engine, 31)
    theirs = {
        table: [str(row.get("id") or row.get("sharing_id")) for row in rows] for table, rows in before.items()
    }
    filled = {name for name, table in ID_FIELDS.items() if theirs[table]}
    assert filled >= {
        "draft_id",
        "installment_id",
        "order_id",
        "quote_id",
        "payment_id",
        "loan_id",
        "case_id",
        "card_id",
        "purchase_id",
        "received_id",
        "bill_id",
        "income_id",
        "sharing_id",
    }
    secrets = [
        str(before["orders"][0]["number"]),
        str(before["cases"][0]["number"]),
        "张**",
        *theirs["loans"],
    ]
    pressed = 0
    for kind in kinds_of_button():
        for action in buttons(kind, {table: ids[:2] for table, ids in theirs.items()}):
            shown = await stranger.press_data(action.pack())
            whole = json.dumps([shown.text, shown.labels], ensure_ascii=False)
            assert not [secret for secret in secrets if secret in whole], (action, whole)
            pressed += 1
    assert pressed > 200
    assert await everything_of(engine, 31) == before


async def test_no_command_shows_what_is_somebody_elses(sandbox: SandboxClient, engine: AsyncEngine) -> None:
    victim, stranger = Person(sandbox, 31), Person(sandbox, 32)
    await a_whole_life(victim)
    await stranger.arrive()
    before = await everything_of(engine, 31)
    secrets = [str(before["orders"][0]["number"]), str(before["cases"][0]["number"]), "张**"]
    for command in COMMANDS:
        shown = await stranger.say(f"/{command.name} {before['loans'][0]['id']}")
        assert not [secret for secret in secrets if secret in shown.text], (command.name, shown.text)
    assert await everything_of(engine, 31) == before
