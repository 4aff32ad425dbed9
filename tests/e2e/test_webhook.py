"""Receiving by webhook: the same chat, with health, readiness and metrics to watch it by."""

from __future__ import annotations

from collections import Counter

import httpx

from tests.support.builders import ADULT, NAME
from tests.support.installation import WEBHOOK_SECRET, Installation
from tests.support.persons import Person
from tests.support.processes import running

HALF = b'{"update_id": 7, "message": {"text": "\\ud83d"}}'


async def test_a_chat_by_webhook_survives_a_kill_and_is_counted(
    installation: Installation,
    web: str,
) -> None:
    person, counted = Person(installation.sandbox, 61), installation.serve_metrics()
    async with installation.assistant():
        await person.arrive()
        await person.reach_name(periods=3)
    await installation.sandbox.say(person.id, NAME)  # nobody is there: Telegram tries again
    async with installation.assistant() as process, httpx.AsyncClient(base_url=web) as http:
        assert "第 2 步" in (await person.last()).text
        assert "第 3 步" in (await person.say(ADULT)).text
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 200
        assert (
            await http.get("/metrics")
        ).status_code == 404  # how much is done is nobody's affair out there
        metrics = (await http.get(counted)).text
        assert "fenqi_update_seconds_count 2.0" in metrics
        assert 'fenqi_request_seconds_count{method="sendMessage",outcome="ok"}' in metrics
        assert 'fenqi_jobs_total{name="plan_notices",outcome="done"} 1.0' in metrics
        assert "fenqi_update_queue_depth 0.0" in metrics
        assert NAME not in metrics
        assert await process.stop() == 0


async def test_a_forged_call_is_refused_and_a_senseless_one_put_aside(
    installation: Installation,
    web: str,
) -> None:
    counted = installation.serve_metrics()
    async with installation.assistant(), httpx.AsyncClient(base_url=web) as http:
        update = {
            "update_id": 1,
            "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}},
        }
        assert (await http.post("/telegram", json=update)).status_code == 403
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "x"}
        assert (await http.post("/telegram", json=update, headers=wrong)).status_code == 403
        right = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
        for body in (b"", b"[]", b"{", b'{"update_id": "1"}', b"[" * 100_000, b"x" * 1_100_000, HALF):
            # It would come again for ever.
            assert (await http.post("/telegram", content=body, headers=right)).status_code == 200
        assert (await http.post("/telegram", json={"update_id": 5}, headers=right)).status_code == 200
        assert "fenqi_updates_put_aside_total 7.0" in (await http.get(counted)).text
    async with running("updates", cwd=installation.folder, **installation.environment) as listed:
        assert await listed.exit_code() == 0
    reasons = Counter(line.partition(" bytes  ")[2] for line in listed.lines)
    assert reasons == {
        "no JSON": 2,
        "nested too deep": 1,
        "no object": 1,
        "update_id is no whole number": 1,
        "too long": 1,
        "half a character": 1,
    }
