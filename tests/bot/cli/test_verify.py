"""`python -m bot verify CODE`: what a document states, or one sentence."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.documents.results import IssuedDocument
from domain.periods import months_up_to
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next


@pytest.fixture
async def issued(
    container: Container, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> list[IssuedDocument]:
    """A receipt, a certificate and a statement; the command has the keys of the house."""
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    for _ in order.bills:
        await repay_next(container, customer)
    documents = container.services.documents
    return [
        await documents.receipt(customer.id, (await documents.repayments(customer.id))[0].id),
        await documents.certificate(customer.id, order.summary.order_id),
        await documents.statement(customer.id, months_up_to(container.services.today())),
    ]


async def run(settings: Settings, code: str) -> int:
    return await asyncio.to_thread(main, ["verify", code, "--database-url", settings.database_url])


async def test_each_document_states_what_it_is_about(
    issued: list[IssuedDocument], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt, certificate, statement = issued
    assert await run(settings, receipt.issue.verification_code) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Repayment receipt {receipt.issue.number}"
    assert lines[1] == "  Issued: 2026-01-05 10:00:00 (Beijing)"
    assert lines[2] == "  Borrower: 张**"
    assert lines[3].startswith("  Order: F260105")
    assert lines[4:] == [
        "  Day: 2026-01-05",
        "  Repaid: 1,333.00 yuan",
        "Issued by a demonstration: loan and repayments are simulated.",
    ]
    assert await run(settings, certificate.issue.verification_code.lower().replace("-", " ")) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Settlement certificate {certificate.issue.number}\n")
    assert "  Borrowed and settled: 3,999.00 yuan\n" in out
    assert await run(settings, statement.issue.verification_code) == 0
    out = capsys.readouterr().out
    assert "  Days: 2026-01-01 to 2026-01-05\n  Open at the end: 0.00 yuan\n" in out
    assert "Order" not in out


@pytest.mark.parametrize("code", ["8F3K-29QX-7M2P-WXYZ", "nothing", ""])
async def test_any_other_code_is_one_sentence(
    issued: list[IssuedDocument], settings: Settings, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    assert await run(settings, code) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "error: no document has this verification code.\n")


@on_sqlite
async def test_without_the_keys_nothing_is_said_to_be_unknown_and_none_are_made(
    issued: list[IssuedDocument],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("DATA_DIR", str(elsewhere))
    assert await run(settings, issued[0].issue.verification_code) == 2
    assert "set FIELD_KEYS" in capsys.readouterr().err
    assert not elsewhere.exists()
