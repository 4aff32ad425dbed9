"""A thousand things at once: taps, cancellations, sweeps and word of payments over many loans, at gateways that fail."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from starlette.types import Message, Receive, Scope, Send

from bot.adapters.payments.sandbox import SIGNATURE_HEADER, sign
from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.gateway import gateway_app
from bot.web.webhooks import Webhooks
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import DomainError
from domain.payments.ports import ChargeResult
from domain.ports import InvalidSignature
from tests.support.clock import MovableClock
from tests.support.gateways import refuse, swallow
from tests.support.qr_gateway import NAME as QR
from tests.support.qr_gateway import QrGateway

SANDBOX = "sandbox"
KEY = "what-the-gateway-signs-with"
SIDE_BY_SIDE = 16
DELAYS_S = (1.0, 30.0, 600.0)


class MoodyGateway:
    """The sandbox's gateway, which loses requests or answers, declines, fails, or takes its time, by a seeded chance."""

    def __init__(self, book: ChargeBook, chance: random.Random) -> None:
        self.book = book
        self._app = gateway_app(book)
        self._chance = chance
        self.trouble = 0.4
        self.met: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        mood = self._mood(is_charge=scope["path"] == "/charges")
        self.met[mood] += 1
        if mood in ("decline", "delay"):
            self._prepare(mood, json.loads(body))
        if mood == "lost request":
            await refuse(send)
            return
        lost = mood == "lost answer"
        await self._app(scope, _again(body), swallow if lost else send)
        if lost:
            await refuse(send)

    def _mood(self, *, is_charge: bool) -> str:
        if self._chance.random() >= self.trouble:
            return "fine"
        moods = ["lost request", "lost answer"] + (["decline", "delay"] if is_charge else [])
        return self._chance.choice(moods)

    def _prepare(self, mood: str, asked: dict[str, str]) -> None:
        """What is new is declined, or done later; what is known stays as it is."""
        charge_id = asked["id"]
        if self.book.outcome(charge_id) is not None:
            return
        self.book.charge(charge_id, int(asked["amount_fen"]), asked["subject"])
        if mood == "decline":
            self.book.decline(charge_id)
        else:
            self.book.delay(charge_id, self._chance.choice(DELAYS_S))


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


@dataclass
class Storm:
    """`act` does one of many things, by chance. Refusals are counted by name; anything else is the test's failure."""

    container: Container
    clock: MovableClock
    book: ChargeBook
    qr: QrGateway
    webhooks: Webhooks
    owners: Sequence[CustomerView]
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    quotes: list[tuple[CustomerView, str]] = field(default_factory=list)
    words: list[tuple[str, ChargeResult]] = field(default_factory=list)

    async def rage(self, times: int) -> None:
        places = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(action: Callable[[], Awaitable[None]]) -> None:
            async with places:
                await self._guarded(action)

        await asyncio.gather(*(one(self._chosen()) for _ in range(times)))

    def _chosen(self) -> Callable[[], Awaitable[None]]:
        weights = {
            self.tap: 30, self.tap_an_old_button: 12, self.check: 8, self.cancel: 10, self.scan: 14,
            self.hear: 10, self.hear_the_bank: 6, self.hear_a_forger: 3, self.reconcile: 3, self.follow: 3,
            self.wait: 3,
        }  # fmt: skip
        return self.chance.choices(list(weights), list(weights.values()))[0]

    async def _guarded(self, action: Callable[[], Awaitable[None]]) -> None:
        self.done[action.__name__] += 1
        try:
            await action()
        except DomainError as refusal:
            self.refused[type(refusal).__name__] += 1

    # What the customers do

    async def tap(self) -> None:
        """Open a bill and confirm it, perhaps with two fingers."""
        owner = self.chance.choice(self.owners)
        bills = (await self.container.services.bills.open_bills(owner.id)).bills
        if not bills:
            return
        quote = await self.container.services.quotes.bill(owner.id, bills[0].installment_id)
        self.quotes.append((owner, quote.quote_id))
        await self._confirm(owner, quote.quote_id, fingers=self.chance.choice((1, 1, 2)))

    async def tap_an_old_button(self) -> None:
        if self.quotes:
            await self._confirm(*self.chance.choice(self.quotes), fingers=1)

    async def _confirm(self, owner: CustomerView, quote_id: str, *, fingers: int) -> None:
        payment_methods = [self.chance.choice((None, SANDBOX, QR)) for _ in range(fingers)]
        confirm = self.container.services.payments.confirm_quote
        taps = await asyncio.gather(
            *(confirm(owner.id, quote_id, payment_method) for payment_method in payment_methods),
            return_exceptions=True,
        )
        for answer in taps:
            if isinstance(answer, BaseException):
                raise answer

    async def check(self) -> None:
        if (known := await self._payment()) is not None:
            await self.container.services.payments.check_payment(known[1], known[0])

    async def cancel(self) -> None:
        if (known := await self._payment()) is not None:
            await self.container.services.payments.cancel(known[1], known[0])

    async def scan(self) -> None:
        """Pay by a code, also an old one, also a second time, at times another amount; word of it comes when it comes."""
        known = await self._payment(QR)
        if known is None:
            return
        payment_id, _, amount_fen = known
        paid_fen = amount_fen if self.chance.random() < 0.9 else self.chance.randint(1, 2 * amount_fen)
        reference = f"QR-{payment_id}-{self.chance.choice((1, 1, 1, 1, 2))}"
        if not self.qr.paid_fen(reference):
            self.words.append((payment_id, self.qr.pay(payment_id, paid_fen, reference)))

    async def _payment(self, gateway: str | None = None) -> tuple[str, str, int] | None:
        """Any payment: its id, its customer's, its amount."""
        query = (
            "SELECT id, customer_id, amount_fen, gateway FROM payments WHERE quote_id IS NOT NULL ORDER BY id"
        )
        async with self.container.engine.connect() as connection:
            rows = [row for row in await connection.execute(text(query)) if gateway in (None, row.gateway)]
        row = self.chance.choice(rows) if rows else None
        return (row.id, row.customer_id, row.amount_fen) if row else None

    # What the gateways say by themselves

    async def hear(self) -> None:
        """Word of a scanned code: any of them, whether it was said before or not."""
        if self.words:
            payment_id, said = self.chance.choice(self.words)
            await self.container.services.payments.handle_webhook(QR, payment_id, said)

    async def hear_the_bank(self) -> None:
        """Word of a charge of the sandbox's as it stands, signed."""
        known = await self._payment(SANDBOX)
        said = self.book.outcome(known[0]) if known else None
        if known and said is not None:
            body = json.dumps({"id": known[0], **said}).encode()
            await self.webhooks.on_payment(SANDBOX, {SIGNATURE_HEADER: sign(KEY, body)}, body)

    async def hear_a_forger(self) -> None:
        known = await self._payment()
        if known is None:
            return
        body = json.dumps({"id": known[0], "status": "succeeded", "reference": "F", "amount_fen": known[2]})
        try:
            await self.webhooks.on_payment(
                SANDBOX, {SIGNATURE_HEADER: sign("guessed", body.encode())}, body.encode()
            )
        except InvalidSignature:
            self.refused["Forged"] += 1

    # What runs by the clock

    async def reconcile(self) -> None:
        await self.container.services.payments.reconcile(self.clock.now())

    async def follow(self) -> None:
        await self.container.services.payments.follow(self.clock.now())

    async def wait(self) -> None:
        self.clock.advance(seconds=self.chance.choice((5, 45, 120)))

    # Afterwards

    async def settle(self) -> None:
        """The gateways answer, repeat what they said, and the sweeps run until nothing is open."""
        for payment_id, said in self.words:
            await self.container.services.payments.handle_webhook(QR, payment_id, said)
        for _ in range(3):
            self.clock.advance(minutes=20)
            await self.reconcile()
            await self.follow()

    async def pay_everything_back(self) -> None:
        """Every overpayment goes back, though answers get lost."""
        for owner in self.owners:
            for overpayment in await self.container.services.refunds.overpayments(owner.id):
                await self.container.services.refunds.refund_overpayment(owner.id, overpayment.loan_id)
        for _ in range(8):
            await self.container.services.refunds.reconcile(self.clock.advance(hours=1))
