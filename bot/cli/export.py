"""`python -m bot export`: the books as CSV or XLSX for whoever keeps the accounts. Amounts in yuan; nothing personal."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from bot.cli.parser import DONE, Commands, add_action, add_group, settings_of, until_done
from bot.cli.services import accounting_service
from bot.cli.tables_out import Row, write, yuan
from bot.settings import Settings
from domain.accounting.results import TapeLoan
from domain.accounting.service import AccountingService

_JOURNAL = ("day", "debit_account", "credit_account", "amount", "entries")
_BALANCE = ("account", "debit", "credit", "balance")
_TAPE = (
    "loan", "lender", "plan", "contract", "order", "drawn_on", "status", "periods", "principal", "open_principal",
    "open_costs", "paid", "open_instalments", "oldest_open_due", "days_late", "brought_in",
)  # fmt: skip


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "export")
    journal = add_action(actions, "journal", run, "what moved between accounts, by business day")
    journal.add_argument("--from", dest="first", type=_day, default=date.min, metavar="DAY")
    journal.add_argument("--to", dest="last", type=_day, default=date.max, metavar="DAY")
    balance = add_action(actions, "trial-balance", run, "every account at the end of a business day")
    balance.add_argument("--on", dest="last", type=_day, default=date.max, metavar="DAY")
    tape = add_action(actions, "loans", run, "every loan as it stands now (loan tape)")
    for parser in (journal, balance, tape):
        parser.add_argument(
            "--out",
            type=Path,
            metavar="FILE",
            help="instead of the standard output; a workbook where it ends with .xlsx",
        )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise ArgumentTypeError(f"{typed!r} is no day like 2026-01-31") from None


def run(options: Namespace) -> int:
    return until_done(export(settings_of(options), options))


async def export(settings: Settings, options: Namespace) -> int:
    async with accounting_service(settings) as service:
        await write(options.out, _rows(service, options), options.action)
    return DONE


async def _rows(service: AccountingService, options: Namespace) -> AsyncIterator[Row]:
    match options.action:
        case "journal":
            yield _JOURNAL
            for line in await service.journal(options.first, options.last):
                yield line.day, line.debit_account, line.credit_account, yuan(line.amount_fen), line.entries
        case "trial-balance":
            yield _BALANCE
            for one in await service.trial_balance(options.last):
                yield one.account, yuan(one.debit_fen), yuan(one.credit_fen), yuan(one.balance_fen)
        case _:
            yield _TAPE
            today = service.today()
            async for loan in service.tape():
                yield _of_loan(loan, today)


def _of_loan(loan: TapeLoan, today: date) -> Row:
    return (
        loan.loan_id, loan.institution_id, loan.plan_id, loan.contract_no, loan.order_number, loan.start_date,
        loan.status, loan.periods, yuan(loan.principal_fen), yuan(loan.open_principal_fen),
        yuan(loan.open_cost_fen), yuan(loan.paid_fen), loan.open_instalments, loan.first_open,
        loan.days_late(today), int(loan.brought_in),
    )  # fmt: skip
