"""A helper that lets processes die at chosen points, one line of JSON each way.

It forks a process for each act, so that a death costs a tenth of a second. A job is
{"do": "prepare" | "act" | "recover", "case", "database_url", "folder", "die_at"?, "down_s"?, "here"?}; the answer is
{"killed": bool, "points": [...], "wrong": [...], "error"?}. What is done "here" the helper does itself: what it worked out
then, mostly statements, all who are forked after it know.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

import bot.wiring
from bot.adapters.payments.registry import GATEWAY_FILE, PaymentMethods, build_payment_methods
from bot.app import Assistant, build_application, notice_channel
from bot.db.revision import check_schema
from bot.payment_poller import PaymentPoller
from bot.receiving.receiver import Receiver
from bot.sandbox.charge_book import ChargeBook
from bot.scheduler import run_once
from bot.settings import Settings
from bot.web.webhooks import Webhooks
from bot.wiring import (
    Container,
    build_container,
    catalog_importer,
    delivery_service,
    maintenance_jobs,
    notice_jobs,
)
from domain.audit.service import AuditService
from domain.handoff.ports import LenderPages
from domain.payments.gateways import GatewayRegistry
from domain.payments.ports import GatewayWebhook
from domain.ports import Clock
from tests.support.builders import NOON, catalog
from tests.support.clock import MovableClock
from tests.support.kill_cases import CASES, Case, Outcome, Prepared
from tests.support.kill_points import PointedCodes, PointedGateway, PointedRequest, Points
from tests.support.qr_gateway import NAME as QR
from tests.support.qr_gateway import QrGateway
from tests.support.sms_book import SmsBook
from tests.support.telephone import Telephone, messages_in

Job = dict[str, Any]
PREPARED, PHONE_FILE = "prepared.json", "telephone.jsonl"


class Speaker:
    """A gateway that says by itself what the case wants. Fulfils `domain.payments.ports.WebhookSource`."""

    acknowledgement = "ok"

    def __init__(self, notification: GatewayWebhook) -> None:
        self._notification = notification

    async def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        return self._notification


class Running:
    """One process of the assistant: the real house and application on a telephone that is a file."""

    def __init__(self, job: Job) -> None:
        self.folder = Path(job["folder"])
        self.points = Points(job.get("die_at"))
        self.clock = MovableClock()
        self.clock.advance(seconds=job.get("down_s", 0))
        self.qr = QrGateway(self.folder)
        self.container = self._build_container(str(job["database_url"]))
        self.points.watch(self.container.engine)
        self.assistant = self._assistant()
        self.notices = delivery_service(self.container, notice_channel(self.assistant, self.container))

    def _build_container(self, database_url: str) -> Container:
        settings = Settings(
            database_url=database_url, data_dir=self.folder / "data", disclosure_reading_s=0, _env_file=None
        )
        setattr(bot.wiring, "build_payment_methods", self._ways)  # noqa: B010 - the parts meet there, and only there
        setattr(bot.wiring, "_code_sender", lambda _: PointedCodes(SmsBook(self.folder), self.points))  # noqa: B010
        return build_container(settings, self.clock)

    def _ways(
        self, settings: Settings, clock: Clock, pages: LenderPages | None, sandbox_key: str
    ) -> PaymentMethods:
        payment_methods = build_payment_methods(settings, clock, pages, sandbox_key)
        sandbox = payment_methods.gateways.find("sandbox")
        assert sandbox is not None
        payment_methods.gateways = GatewayRegistry(
            PointedGateway(sandbox, self.points), PointedGateway(self.qr, self.points)
        )
        return payment_methods

    def _assistant(self) -> Assistant:
        assistant = build_application(self.container, token="1:kill", api_base_url="http://telegram.invalid")
        request = PointedRequest(Telephone(self.folder / PHONE_FILE), self.points)
        assistant.bot._request = (request, request)
        return assistant

    async def start(self) -> None:
        await check_schema(self.container.engine)
        await self.assistant.application.initialize()
        await self.assistant.application.start()

    async def receive(self, update: Job | None) -> None:
        """What an earlier process left, then this one, which Telegram repeats until it is confirmed."""
        receiver = Receiver(self.assistant, self.container.inbox, self.container.refused_updates)
        await receiver.take_up_undone()
        if update is not None:
            await receiver.receive([update])
        await self.assistant.queue.join()

    async def hear(self, notification: GatewayWebhook | None) -> None:
        if notification is None:
            return
        poller = PaymentPoller(self.container.services.payments, self.notices, self.clock)
        self.container.outside.payment_methods.webhook_sources[QR] = Speaker(notification)
        await Webhooks(self.container, "1:kill", poller.send_soon).on_payment(QR, {}, b"")
        await asyncio.gather(*poller._sends)

    async def sweep(self) -> None:
        """Every job, as at a start and at each of its times."""
        for job in (
            *notice_jobs(self.notices),
            *maintenance_jobs(self.container, self.assistant.desk, self.assistant.farewells),
        ):
            await run_once(job, self.clock.now())


async def prepare(job: Job) -> Job:
    running = Running(job)
    await catalog_importer(running.container.store).apply(catalog(), {})
    prepared = await CASES[job["case"]].prepare(running.container, running.qr)
    (running.folder / PREPARED).write_text(json.dumps(prepared))
    await running.container.aclose()
    return {}


async def act(job: Job) -> Job:
    """What is interrupted. Answers the points it passed, where it lived to the end."""
    running, case, prepared = Running(job), CASES[job["case"]], _prepared(job)
    await running.start()
    running.points.armed = True
    await running.receive(_update(prepared))
    await running.hear(case.notification(prepared, running.qr))
    running.points.armed = False
    await running.container.aclose()
    return {"points": running.points.passed}


async def recover(job: Job) -> Job:
    """The next process on the same files, after `down_s` seconds; answers what is wrong in the end."""
    running, case, prepared = Running(job), CASES[job["case"]], _prepared(job)
    await running.start()
    await running.sweep()
    await running.receive(_update(prepared))
    # What was left undone is not carried out by itself: whoever sees the confirmation again taps again, or types it again.
    await running.receive(_update(prepared, number=501, at=running.clock.now()))
    await running.hear(case.notification(prepared, running.qr))
    await case.afterwards(running.container, running.qr)
    for _ in range(2):
        running.clock.advance(minutes=20)
        await running.sweep()
    wrong = await _wrong(running, case)
    await running.container.aclose()
    return {"wrong": wrong}


async def _wrong(running: Running, case: Case) -> list[str]:
    outcome = Outcome(running.container, running.qr, messages_in(running.folder / PHONE_FILE))
    audit = AuditService(running.container.store)
    violations = [found async for _, of_loan in audit.loans() for found in of_loan]
    violations += await audit.across()
    return [
        *await case.wrong(outcome),
        *(f"{violation.where}: {violation.what}" for violation in violations),
        *(await _wrong_charges(running, outcome)),
        *(f"update {number} is not done" for number in await _undone(outcome)),
    ]


async def _undone(outcome: Outcome) -> list[object]:
    return await outcome.column("SELECT update_id FROM inbox WHERE done_at IS NULL")


async def _wrong_charges(running: Running, outcome: Outcome) -> list[str]:
    """What the sandbox's gateway charged is what was posted from it, by id and amount."""
    posted = "SELECT id, amount_fen FROM payments WHERE gateway = 'sandbox' AND status = 'posted' ORDER BY id"
    async with outcome.container.engine.connect() as connection:
        ours = [tuple(row) for row in await connection.execute(text(posted))]
    file = running.folder / "data" / GATEWAY_FILE
    ChargeBook(file).close()  # where nothing was asked of it there is no table yet
    with sqlite3.connect(file) as book:
        theirs = list(book.execute("SELECT id, amount_fen FROM charges ORDER BY id"))
    return [] if ours == theirs else [f"charged {theirs}, posted {ours}"]


def _prepared(job: Job) -> Prepared:
    prepared: Prepared = json.loads((Path(job["folder"]) / PREPARED).read_text())
    return prepared


def _update(prepared: Prepared, number: int = 500, at: datetime = NOON) -> Job | None:
    """The update of a tap, or of words, as Telegram sends it; `at` its screen was shown."""
    sender = int(prepared.get("person", 1))
    person = {"id": sender, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
    chat = {"id": sender, "type": "private", "first_name": "测试"}
    message = {"message_id": 10, "date": int(at.timestamp()), "chat": chat, "text": "确认"}
    if "words" in prepared:
        said = {"message_id": number, "from": person, "text": prepared["words"]}
        return {"update_id": number, "message": message | said}
    if "data" not in prepared:
        return None
    query = {"id": "1", "from": person, "chat_instance": "1", "message": message, "data": prepared["data"]}
    return {"update_id": number, "callback_query": query}


DOING = {"prepare": prepare, "act": act, "recover": recover}


def _done(job: Job) -> Job:
    try:
        return asyncio.run(DOING[job["do"]](job))
    except BaseException:
        return {"error": traceback.format_exc()}


def here(job: Job) -> Job:
    """Do it in this process, and keep no thread of it: who is forked would be without it."""
    answer = _done(job)
    left = [thread.name for thread in threading.enumerate() if thread is not threading.current_thread()]
    return answer | ({"error": f"still there: {left}"} if left and "error" not in answer else {})


def in_a_fork(job: Job) -> Job:
    """Do it in a process of its own, and wait for its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer = _done(job)
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(answer))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"killed": killed, "points": [], "wrong": []} | (json.loads(said) if said else {})


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        sys.stdout.write(json.dumps(here(job) if job.pop("here", False) else in_a_fork(job)) + "\n")
        sys.stdout.flush()
