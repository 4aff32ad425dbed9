"""`python -m bot audit`: exit code 0 and a sentence, or 1 and a line for each breach."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.keys import read_keys
from bot.cli.anchor_file import read_anchors
from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain import tables as t
from domain.loans.chain import link, old_link
from tests.support import fees_at_drawdown
from tests.support.databases import on_sqlite
from tests.support.first_version import write_chains
from tests.support.people import arrive, buy, repay_next


async def _audit(settings: Settings, anchors: Path | None = None) -> int:
    more = ["--anchor", str(anchors)] if anchors is not None else []
    return await asyncio.to_thread(main, ["audit", "--database-url", settings.database_url, *more])


@on_sqlite
async def test_good_books_are_one_sentence(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))
    assert await _audit(settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The books agree: 1 loan(s), every entry, every payment, every credit line.",
        "Every sealed field opens in its place: 4.",
    ]


async def test_a_tampered_database_is_refused_with_the_row_and_the_figures(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE credit_lines SET used_fen = used_fen - 100"))
    assert await _audit(settings) == 1
    errors = capsys.readouterr().err.splitlines()
    assert "399800 fen are used up, but 399900 fen of principal are open" in errors[0]
    assert errors[-1] == "error: 1 breach(es) in the books."


@on_sqlite
async def test_loans_signed_before_a_fee_at_drawdown_was_billed_are_told_and_no_breach(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await fees_at_drawdown.open_shop(container)
    await fees_at_drawdown.sign(container, await arrive(container))
    assert await _audit(settings) == 0
    told = capsys.readouterr().out.splitlines()[0]
    assert told.startswith(
        "1 loan(s) were signed before a fee at drawdown was billed: 23994 fen were disclosed"
    )


# The chain and its anchor


async def test_a_chain_written_anew_without_the_key_is_found(
    container: Container, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))

    def guessed(previous: str, entry: t.LedgerEntry) -> str:
        return link(previous, entry, b"a key of somebody else")

    for hashed in (old_link, guessed):
        async with container.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(
                text("UPDATE ledger_entries SET amount_fen = amount_fen + 1 WHERE seq = 1")
            )
            await write_chains(connection, hashed)
        assert await _audit(settings) == 1
        error = capsys.readouterr().err
        assert "ledger entry 1 is chained with another key" in error or "and no seal" in error


async def test_entries_cut_off_at_the_end_are_found_by_the_anchor(
    container: Container, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loan_id = await _anchored(container, settings, tmp_path)
    before = (tmp_path / "anchors").read_text()
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("DELETE FROM ledger_entries WHERE payment_id IS NOT NULL"))
    capsys.readouterr()
    assert await _audit(settings, tmp_path / "anchors") == 1
    error = capsys.readouterr().err
    assert (
        f"loan {loan_id}: its ledger has 24 entries, but 26 were anchored: the last ones were taken away"
        in error
    )
    assert "no heads were added" in error
    assert (tmp_path / "anchors").read_text() == before


async def test_a_ledger_written_anew_with_the_key_is_found_by_the_anchor(
    container: Container, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loan_id = await _anchored(container, settings, tmp_path)
    key = read_keys(settings).chain_key
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE ledger_entries SET rule = 'forged' WHERE seq = 25"))
        await write_chains(connection, lambda previous, entry: link(previous, entry, key))
    assert await _audit(settings) == 0  # the chain itself says nothing
    assert await _audit(settings, tmp_path / "anchors") == 1
    assert f"loan {loan_id}: its ledger was written anew" in capsys.readouterr().err


@on_sqlite
async def test_a_loan_that_is_gone_is_found_by_the_anchor_as_long_as_it_has_to_be_kept(
    container: Container, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = "k1:" + "x" * 43 + "="
    for settled, code in (("-", 1), ("2026-01-05", 1), ("2019-01-05", 0)):
        (tmp_path / "anchors").write_text(
            f"anchor 1 2026-01-05T00:00:00+00:00\ngone 3 {chain} {settled}\nend 1\n"
        )
        assert await _audit(settings, tmp_path / "anchors") == code
        found = "ledger gone: was anchored with 3 ledger entries, and is gone" in capsys.readouterr().err
        assert found == bool(code)


@on_sqlite
async def test_anchors_hold_while_the_ledgers_grow_and_only_what_grew_is_added(
    container: Container, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loan_id = await _anchored(container, settings, tmp_path)
    assert await _audit(settings, tmp_path / "anchors") == 0
    assert "1 anchored ledger(s) hold, 0 head(s) were added." in capsys.readouterr().out
    customer = await arrive(container)
    await repay_next(container, customer, loan_id)
    await asyncio.to_thread(main, ["keys", "rotate", "--database-url", settings.database_url])
    assert await _audit(settings, tmp_path / "anchors") == 0
    heads = read_anchors(tmp_path / "anchors")
    lines = (tmp_path / "anchors").read_text().splitlines()
    assert [line.split()[0] for line in lines] == [
        "anchor", loan_id, "end", "anchor", "end", "anchor", loan_id, "end",
    ]  # fmt: skip
    assert heads[loan_id].count == 28


@on_sqlite
async def test_the_heads_alone_go_to_stdout(
    container: Container, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await buy(container, await arrive(container))
    assert await _audit(settings, Path("-")) == 0
    out = capsys.readouterr().out
    (tmp_path / "anchors").write_text(out)
    assert len(read_anchors(tmp_path / "anchors")) == 1
    assert await _audit(settings, tmp_path / "anchors") == 0


@pytest.mark.parametrize("database_kind", ["sqlite"])  # nothing is written
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("hello\n", "line 1 is no line"),
        ("anchor 2 2026-01-05T00:00:00+00:00\nend 0\n", "line 1 is no line"),
        ("anchor 1 2026-01-05T00:00:00+00:00\nloan 3 k1:x -\nend 2\n", "line 3 is no line"),
        ("anchor 1 2026-01-05T00:00:00+00:00\nloan many k1:x -\nend 1\n", "line 2 is no line"),
        ("anchor 1 2026-01-05T00:00:00+00:00\nloan 3 k1:x -\nloan 2 k1:y -\nend 2\n", "line 3 is no line"),
        ("anchor 1 2026-01-05T00:00:00+00:00\nloan 3 k1:x -\n", "line 2: the last look has no end"),
        ("anchor 1 2026-01-05T00:00:00+00:00\nloan 3 k1:x -\nend 1", "line 3 is no line"),
    ],
)
async def test_what_is_no_whole_file_of_anchors_is_refused_with_its_line_and_left_as_it_is(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, said: str
) -> None:
    (tmp_path / "anchors").write_text(written)
    assert await _audit(settings, tmp_path / "anchors") == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "anchors").read_text() == written


@on_sqlite
async def test_without_the_keys_the_audit_says_what_it_could_not_look_at(
    container: Container,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await buy(container, await arrive(container))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))
    assert await _audit(settings) == 0
    assert "the keys are not here" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


async def _anchored(container: Container, settings: Settings, tmp_path: Path) -> str:
    """A loan with one bill paid, whose head stands in the file; answers its id."""
    customer = await arrive(container)
    loan_id = (await buy(container, customer)).bills[0].loan_id
    await repay_next(container, customer, loan_id)
    assert await _audit(settings, tmp_path / "anchors") == 0
    return loan_id
