"""Whatever fails, and in whatever order: who was told that it failed was not charged, who was told that it was paid was,
once; the gateway's book, the ledger and the inbox agree in the end, and everybody can go on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Awaitable
from enum import StrEnum

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.db.engine import create_engine
from tests.e2e.conftest import books_agree
from tests.e2e.test_kills import Walker
from tests.support import shipping
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.chaos import Chaos, Database, gateway_file
from tests.support.databases import on_each_database
from tests.support.installation import Installation
from tests.support.sandbox_client import SandboxClient, SandboxError, Seen

pytestmark = pytest.mark.long

# The long run, by hand: CHAOS_SEEDS=1,2,3 CHAOS_PEOPLE=20 CHAOS_S=120.
SEEDS = [int(seed) for seed in os.environ.get("CHAOS_SEEDS", "18").split(",")]
PEOPLE = int(os.environ.get("CHAOS_PEOPLE", "7"))
RAGES_S = float(os.environ.get("CHAOS_S", "12"))
SILENCE_S, LOOKS_S, TRIES = 30.0, 6.0, 20
AFTER_THE_SWEEPS = "2026-01-05T12:30:00+08:00"
DUE_DAY = "2026-02-05T13:00:00+08:00"
LENDER, WAY_BACK = "示例消费金融", ("/start", "继续下单")
PHONE_CARD = "小米手机 15 · 12GB+256GB　¥3,999.00"
CONFIRM_AT_ONCE = "付款 ¥3,899.00"


class Told(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"


class Role(StrEnum):
    PAYS = "pays"
    SETTLES = "settles"
    AUTHORIZES = "authorizes"
    RETURNS = "returns"
    PAYS_AT_ONCE = "pays at once"
    GIVES_AN_ADDRESS = "gives an address"
    RETURNS_WHAT_WAS_PAID = "returns what was paid"


# What says that it was done.
DONE = {
    Role.PAYS: "✅ 已还",
    Role.SETTLES: "✅ 已还",
    Role.AUTHORIZES: "已开通",
    Role.RETURNS: "商家处理之前，账单照常还",
    Role.PAYS_AT_ONCE: "✅ 已付清",
    Role.GIVES_AN_ADDRESS: "✅ 收货地址记好了",
    Role.RETURNS_WHAT_WAS_PAID: "钱会原路退回",
}
# Said of words that a killed process left undone, nobody knows when.
PERHAPS_NOT_DONE = "可能没有办成"
NOT_DONE = ("没有办成", "请再确认一次", "没有扣款")
EFFECTS = {
    Role.PAYS: "SELECT count(*) FROM payments p JOIN customers c ON c.id = p.customer_id"
    " WHERE c.telegram_id = :person AND p.status = 'posted' AND p.purpose = 'customer'",
    Role.AUTHORIZES: "SELECT count(*) FROM debit_mandates m JOIN customers c ON c.id = m.customer_id"
    " WHERE c.telegram_id = :person",
    Role.RETURNS: "SELECT count(*) FROM returns r JOIN customers c ON c.id = r.customer_id"
    " WHERE c.telegram_id = :person",
}
EFFECTS[Role.SETTLES] = EFFECTS[Role.PAYS_AT_ONCE] = EFFECTS[Role.PAYS]
EFFECTS[Role.RETURNS_WHAT_WAS_PAID] = EFFECTS[Role.RETURNS]
EFFECTS[Role.GIVES_AN_ADDRESS] = (
    "SELECT count(*) FROM delivery_addresses a JOIN customers c ON c.id = a.customer_id"
    " WHERE c.telegram_id = :person AND a.version > 0"
)
PAID_WITHOUT_AN_ORDER = (
    "SELECT count(*) FROM payments p LEFT JOIN orders o ON o.purchase_id = p.purchase_id"
    " WHERE p.purchase_id IS NOT NULL AND p.status = 'posted' AND o.id IS NULL"
)


class Careful(Walker):
    """Buys, and then taps what counts once only, and goes by what they are told."""

    def __init__(self, sandbox: SandboxClient, person_id: int, role: Role) -> None:
        super().__init__(sandbox, person_id)
        self.role = role
        self.told = Told.UNSURE
        self.news: list[str] = []

    async def arrive(self) -> None:
        """What they have before the trouble begins: money that is on its way stays there while the clock stands."""
        await self.sandbox.user(self.id, first_name="测试", language_code="zh-hans")
        if self.role is Role.RETURNS_WHAT_WAS_PAID:
            await self._choose_at_once()
            await self.tap(CONFIRM_AT_ONCE, says=DONE[Role.PAYS_AT_ONCE])

    async def live(self) -> None:
        match self.role:
            case Role.PAYS_AT_ONCE:
                await self._choose_at_once()
                await self._decide(CONFIRM_AT_ONCE)
            case Role.GIVES_AN_ADDRESS:
                await self.say("收货地址", "填收货地址")
                await self.tap("填收货地址", says="请把收件人姓名、手机号和地址一次发给我")
                await self._wait_for(self.sandbox.say(self.id, shipping.TYPED))
            case Role.RETURNS_WHAT_WAS_PAID:
                await self.say("退货", "退货")
                await self.walk("退货", "全部退", "看退多少 ¥3,899.00", "申请退货 ¥3,899.00")
                await self._decide("申请退货 ¥3,899.00")
            case _:
                await self._live_in_periods()

    async def _live_in_periods(self) -> None:
        await self._buy()
        match self.role:
            case Role.PAYS:
                await self.walk("还第 1 期 ¥1,333.00", "确认还款 ¥1,333.00")
                await self._decide("确认还款 ¥1,333.00")
            case Role.SETTLES:
                await self.say("/settle", "今天结清")
                await self.walk("今天结清", "确认结清 ¥3,999.00")
                await self._decide("确认结清 ¥3,999.00")
            case Role.AUTHORIZES:
                await self.say("/autopay", "开通自动扣款")
                await self.tap("开通自动扣款", says="储蓄卡卡号")
                await self._give_card()
            case Role.RETURNS:
                await self.say("退货", "退货")
                await self.walk("退货", "全部退", "看退货后怎么还", "申请退货 ¥3,999.00")
                await self._decide("申请退货 ¥3,999.00")

    async def _give_card(self) -> None:
        """Whoever typed it twice may be told of the second after they saw what came of the first; then they type it anew."""
        for _ in range(TRIES):
            await self.answer("6222 0200 0000 0000 018", "同意并开通", ("/autopay", "开通自动扣款"))
            if await self._is_there("同意并开通"):
                await self._decide("同意并开通")
                return
        raise AssertionError(f"person {self.id} never could agree, but {await self._newest()!r}")

    async def _is_there(self, label: str) -> bool:
        """Whether the button stays, now that all that was typed is answered."""
        with contextlib.suppress(SandboxError, httpx.HTTPError):
            await self.sandbox.idle()
        return any(label in seen.labels for seen in await self._heard())

    async def _choose_at_once(self) -> None:
        await self.say("/start", "去逛逛")
        await self.walk("去逛逛", "手机（5）", PHONE_CARD, "一次付清 ¥3,899.00", CONFIRM_AT_ONCE)

    async def _press(self, label: str) -> None:
        message = await self._until(label)
        with contextlib.suppress(Exception):  # its answer may never come
            async with asyncio.timeout(SILENCE_S):
                await self.sandbox.press_data(self.id, message.message_id, message.data_of(label))

    async def give_answers(self) -> None:
        """Choose something, and say who they are."""
        await self.say("/start", "去逛逛")
        await self.walk("去逛逛", "手机（5）", PHONE_CARD, "选 3 期", "为什么要实名")
        for words, then in ((NAME, "请输入身份证号"), (ADULT, "手机号"), (PHONE, LENDER)):
            await self.answer(words, then, WAY_BACK)

    async def _buy(self) -> None:
        await self.give_answers()
        await self.walk(LENDER, "☐ 我已阅读，同意《分期服务协议》", "确认下单 ¥3,999.00", "看还款计划")
        await self.tap("看还款计划", "还第 1 期 ¥1,333.00")

    async def answer(self, words: str, then: str, back: tuple[str, str]) -> None:
        """Type an answer until the next question is there. Of one whose answer was lost nobody knows whether it arrived:
        then they go `back` by a command and a button and look."""
        self.is_repeated = False
        for _ in range(TRIES):
            await self.sandbox.say(self.id, words)
            if await self._shows(then):
                return
            self.is_repeated = True
            before = await self._newest_number()
            await self.sandbox.say(self.id, back[0])
            # What the words were answered with may offer the way back, too; they go by the answer to the command.
            if await self._shows(back[1], after=before):
                await self._press(back[1])
                if await self._shows(then):
                    return
        heard = "\n".join(
            f"{seen.message_id}: {seen.text} {seen.labels}" for seen in (await self._heard())[-6:]
        )
        raise AssertionError(f"person {self.id} never saw {then}, but\n{heard}")

    async def _shows(self, part: str, after: int = 0) -> bool:
        """Whether the newest message says it or has the button, within a while; it must have come after the one of
        that number."""
        for _ in range(int(LOOKS_S / 0.2)):
            newest = (await self._heard())[-1]
            if newest.message_id > after and (part in newest.text or part in newest.labels):
                return True
            await asyncio.sleep(0.2)
        return False

    async def _newest_number(self) -> int:
        return (await self._heard())[-1].message_id

    async def _decide(self, label: str) -> None:
        """Tap once."""
        await self._until(label)
        await self._wait_for(self._press(label))

    async def _wait_for(self, act: Awaitable[object]) -> None:
        """Do it once. Silence, a lost answer and an outcome that is not known yet say nothing; nor does a failure where what
        came before was done twice: it may be the failure of that.
        """
        before = {(seen.message_id, seen.text) for seen in await self._heard()}
        await act
        for _ in range(int(SILENCE_S / 0.2)):
            self.news = news = [
                seen.text for seen in await self._heard() if (seen.message_id, seen.text) not in before
            ]
            if any(DONE[self.role] in each for each in news):
                self.told = Told.DONE
                return
            if any(word in each.replace(PERHAPS_NOT_DONE, "") for each in news for word in NOT_DONE):
                self.told = Told.UNSURE if self.is_repeated else Told.FAILED
                return
            if any(PERHAPS_NOT_DONE in each for each in news):
                return
            await asyncio.sleep(0.2)

    async def _heard(self) -> list[Seen]:
        return [seen for seen in await self.sandbox.messages(self.id, idle=False) if seen.sender == "bot"]


async def test_who_types_the_last_answer_twice_sees_where_it_stands(installation: Installation) -> None:
    """As whoever does not know whether the first one arrived."""
    async with installation.assistant():
        person = Careful(installation.sandbox, 3000, Role.PAYS)
        await person.arrive()
        await person.give_answers()
        before = len(await person.sandbox.messages(person.id))
        await person.sandbox.say(person.id, PHONE)
        *_, answered = await person.sandbox.messages(person.id)
        assert len(await person.sandbox.messages(person.id)) == before + 2
        assert LENDER in answered.labels


@on_each_database
@pytest.mark.parametrize("seed", SEEDS)
async def test_in_any_trouble_what_people_are_told_is_what_happened(
    installation: Installation, database_url: str, seed: int, request: pytest.FixtureRequest
) -> None:
    installation.environment |= {
        "SQLITE_BUSY_S": "0.3",
        "DELIVERS_SINCE": shipping.SINCE.isoformat(),
        "RETURN_ADDRESS": shipping.RETURN_ADDRESS,
    }
    is_postgres = make_url(database_url).get_backend_name() == "postgresql"
    server = request.getfixturevalue("postgres_databases") if is_postgres else None
    chaos = Chaos(installation, Database(database_url, server), seed)
    roles = list(Role)
    people = [Careful(installation.sandbox, 3000 + i, roles[i % len(roles)]) for i in range(PEOPLE)]
    keeper = asyncio.create_task(chaos.keep_running())
    raging = None
    try:
        await asyncio.gather(*(person.arrive() for person in people))
        raging = asyncio.create_task(chaos.rage(RAGES_S))
        await asyncio.gather(*(person.live() for person in people))
        await raging
        await installation.sandbox.idle()
        await installation.sandbox.move_to(AFTER_THE_SWEEPS)
        assert await _lies(database_url, people) == {}
        assert await _count(database_url, "SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0
        assert await _count(database_url, PAID_WITHOUT_AN_ORDER) == 0
        await installation.sandbox.move_to(DUE_DAY)  # and the debits are made
        await _charged_is_posted(installation, database_url)
        await _everybody_can_go_on(people)
    finally:
        keeper.cancel()
        if raging is not None:
            raging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
        print(chaos.done, {person.id: (person.role.value, person.told.value) for person in people})
        print(*chaos.lines[-80:], sep="\n")  # what it was doing, should somebody never have got through
    incidents = _incidents(chaos.lines)
    assert not incidents, "\n\n".join(incidents)
    await books_agree(database_url, installation.folder)


def _incidents(lines: list[str]) -> list[str]:
    """What the log says of what nobody expected, with what led to it."""
    return [
        "\n".join(lines[max(at - 1, 0) : at + 60])
        for at, line in enumerate(lines)
        if "incident=" in line or "Traceback" in line
    ]


async def _lies(database_url: str, people: list[Careful]) -> dict[int, str]:
    """What somebody was told, and is not so."""
    lies = {}
    for person in people:
        happened = await _count(database_url, EFFECTS[person.role], person=person.id)
        allowed = {Told.DONE: (1,), Told.FAILED: (0,), Told.UNSURE: (0, 1)}[person.told]
        if happened not in allowed:
            lies[person.id] = f"{person.role}: told {person.told}, happened {happened} times: {person.news}"
    return lies


async def _count(database_url: str, query: str, **given: object) -> int:
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        found = int(await connection.scalar(text(query), given) or 0)
    await engine.dispose()
    return found


async def _charged_is_posted(installation: Installation, database_url: str) -> None:
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT id, amount_fen FROM payments WHERE status = 'posted' ORDER BY id")
        )
        posted = [tuple(row) for row in rows]
    await engine.dispose()
    with contextlib.closing(sqlite3.connect(gateway_file(installation.folder))) as book:
        charged = list(book.execute("SELECT id, amount_fen FROM charges ORDER BY id"))
    assert charged == posted


async def _everybody_can_go_on(people: list[Careful]) -> None:
    for person in people:
        await person.say("/orders", says=("订单",))
