"""The payment gateway of the sandbox: charged once per id, and it meets the faults meant for payments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Mount

from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.gateway import gateway_app
from bot.sandbox.server import SandboxConfig, running_sandbox
from domain.value import replace
from tests.support.sandbox_client import SandboxClient, SandboxError

CHARGES = "/sandbox/gateway/charges"
SUCCEEDED = {"status": "succeeded", "reference": "SBA1", "amount_fen": 35_724}
DECLINED = {"status": "declined", "reason": "insufficient_funds"}


@pytest.fixture
async def sandbox(config: SandboxConfig, tmp_path: Path) -> AsyncIterator[SandboxClient]:
    book = ChargeBook(tmp_path / "charges.db")
    mounted = replace(config, mounts=[Mount("/sandbox/gateway", gateway_app(book))])
    async with running_sandbox(mounted) as running, SandboxClient(running.base_url) as client:
        yield client
    book.close()


async def charge(sandbox: SandboxClient, charge_id: str = "a1", **options: Any) -> httpx.Response:
    body = {"id": charge_id, "amount_fen": 35_724, "subject": "loan"}
    return await sandbox.http.post(CHARGES, json=body, **options)


async def known(sandbox: SandboxClient, charge_id: str = "a1") -> dict[str, Any] | None:
    answer = await sandbox.http.get(f"{CHARGES}/{charge_id}")
    return None if answer.status_code == 404 else answer.json()


async def test_an_id_is_charged_once_and_refused_with_another_amount(sandbox: SandboxClient) -> None:
    assert [(await charge(sandbox)).json() for _ in range(2)] == [SUCCEEDED] * 2
    other = await sandbox.http.post(CHARGES, json={"id": "a1", "amount_fen": 1, "subject": "loan"})
    assert other.status_code == 409
    assert await known(sandbox) == SUCCEEDED


@pytest.mark.parametrize("status", ["429", "403", "400", "500"])
async def test_a_refused_charge_is_not_made(sandbox: SandboxClient, status: str) -> None:
    await sandbox.fault(status, target="payment", method="charge")
    assert (await charge(sandbox)).status_code == int(status)
    assert await known(sandbox) is None


@pytest.mark.parametrize(("kind", "outcome"), [("timeout", None), ("timeout_delivered", SUCCEEDED)])
async def test_a_charge_without_an_answer_may_or_may_not_have_been_made(
    sandbox: SandboxClient, kind: str, outcome: dict[str, Any] | None
) -> None:
    await sandbox.fault(kind, target="payment")
    with pytest.raises(httpx.ReadTimeout):
        await charge(sandbox, timeout=0.3)
    assert await known(sandbox) == outcome


async def test_a_cut_connection_charges_nothing(sandbox: SandboxClient) -> None:
    await sandbox.fault("disconnect", target="payment")
    with pytest.raises(httpx.RemoteProtocolError):
        await charge(sandbox)
    assert await known(sandbox) is None


async def test_a_slow_charge_is_made_and_answered(sandbox: SandboxClient) -> None:
    await sandbox.fault("slow", target="payment", delay_s=0.05)
    assert (await charge(sandbox)).json() == SUCCEEDED


async def test_a_declined_charge_stays_declined(sandbox: SandboxClient) -> None:
    await sandbox.fault("decline", target="payment")
    answers = [(await charge(sandbox)).json() for _ in range(2)]
    assert [*answers, await known(sandbox)] == [DECLINED] * 3
    assert (await charge(sandbox, "b2")).json()["status"] == "succeeded"


async def test_what_was_charged_is_not_declined_afterwards(sandbox: SandboxClient) -> None:
    await charge(sandbox)
    await sandbox.fault("decline", target="payment")
    assert (await charge(sandbox)).json() == SUCCEEDED


async def test_a_fault_of_the_query_spares_the_charge(sandbox: SandboxClient) -> None:
    await sandbox.fault("500", target="payment", method="query")
    assert (await charge(sandbox)).json() == SUCCEEDED
    assert (await sandbox.http.get(f"{CHARGES}/a1")).status_code == 500


async def test_a_fault_of_payments_spares_the_bot_api(sandbox: SandboxClient) -> None:
    await sandbox.fault("500", target="payment")
    assert (await sandbox.bot("getMe")).status_code == 200


@pytest.mark.parametrize(("target", "kind"), [("bot_api", "decline"), ("verifier", "twice")])
async def test_faults_that_nobody_would_meet_are_refused(
    sandbox: SandboxClient, target: str, kind: str
) -> None:
    with pytest.raises(SandboxError) as error:
        await sandbox.fault(kind, target=target)
    assert error.value.status == 400
