"""Verification by a service of the lender's, with real processes: late, by callback, refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.identity_server import SECRET, IdentityServer, identity_server
from tests.support.installation import Installation, free_port
from tests.support.persons import Person


@pytest.fixture
async def service() -> AsyncIterator[IdentityServer]:
    async with identity_server() as running:
        yield running


@pytest.fixture
async def address(installation: Installation, service: IdentityServer) -> str:
    """Of the assistant's web app."""
    port = free_port()
    installation.environment |= {
        "IDENTITY_URL": service.url,
        "IDENTITY_SECRET": SECRET,
        "WEB_PORT": str(port),
    }
    return f"http://127.0.0.1:{port}"


async def told(person: Person, words: str) -> None:
    """What is told of by itself comes within seconds."""
    async with asyncio.timeout(180):
        while not any(words in seen.text for seen in await person.heard()):
            await person.sandbox.idle()


async def test_a_late_verdict_is_told_and_the_checkout_goes_on(
    installation: Installation, service: IdentityServer, address: str
) -> None:
    service.verdict = {"status": "reviewing"}
    async with installation.assistant():
        person = Person(installation.sandbox, 21)
        await person.arrive()
        await person.reach_name(periods=3)
        assert "正在核实您的实名信息" in (await person.verify()).text
        check_id = service.asked[-1]["check_id"]
        verified = {"status": "verified"}
        service.forged = True
        assert await service.call_back(address, check_id, verified) == 403
        service.forged = False
        assert await service.call_back(address, check_id, verified, age_s=3600) == 403
        assert await service.call_back(address, "another", verified) == 404
        assert "正在核实" in (await person.press("看看结果")).text
        assert await service.call_back(address, check_id, verified) == 200
        assert await service.call_back(address, check_id, verified) == 404  # it is known already
        await told(person, "实名认证通过了")
        assert "示例消费金融" in (await person.press("继续下单")).text


async def test_a_verdict_whose_word_was_lost_is_asked_for_when_the_checkout_goes_on(
    installation: Installation, service: IdentityServer, address: str
) -> None:
    service.verdict = {"status": "reviewing"}
    async with installation.assistant():
        person = Person(installation.sandbox, 21)
        await person.arrive()
        await person.reach_name(periods=3)
        assert "正在核实您的实名信息" in (await person.verify()).text
        service.verdict = {"status": "verified"}
        assert "继续下单" in (await person.say("/start")).labels
        shown = await person.press("继续下单")
        assert "实名认证通过" in shown.text
        assert "示例消费金融" in shown.text


async def test_a_refusal_says_why_and_the_three_answers_are_typed_anew(
    installation: Installation, service: IdentityServer, address: str
) -> None:
    service.verdict = {"status": "rejected", "reason": "mismatch"}
    async with installation.assistant() as first:
        person = Person(installation.sandbox, 21)
        await person.arrive()
        await person.reach_name(periods=3)
        assert "对不上" in (await person.verify()).text
        await first.kill()
    async with installation.assistant():
        assert "请输入您的姓名" in (await person.press("重新填写", times=2)).text
        service.verdict = {"status": "verified"}
        assert "示例" in (await person.verify()).text


async def test_the_sandboxs_own_service_rejects_delays_and_falls_silent_on_request(applicant: Person) -> None:
    sandbox = applicant.sandbox
    await sandbox.fault("decline", target="verifier")
    assert "对不上" in (await applicant.verify()).text
    await applicant.press("重新填写")
    await sandbox.fault("delay", target="verifier", delay_s=0.3)
    assert "正在核实" in (await applicant.verify()).text
    await asyncio.sleep(0.4)
    assert "选哪家机构" in (await applicant.press("看看结果")).text


async def test_where_the_service_falls_silent_the_sweep_asks_again(applicant: Person) -> None:
    sandbox = applicant.sandbox
    await sandbox.fault("timeout", target="verifier", times=3, delay_s=0.1)
    assert "正在核实" in (await applicant.verify()).text
    await sandbox.advance("PT31M")
    await told(applicant, "实名认证通过了")
