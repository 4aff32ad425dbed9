"""`python -m bot payments`: what the shop's staff do with money that no gateway speaks of. Plain text, amounts in yuan."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from bot.cli.line_file import LineFileError
from bot.cli.parser import (
    DONE,
    FAILED,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.cli.payment_file import read_payment_file
from bot.cli.returns import when, yuan
from bot.cli.services import payment_services
from bot.settings import Settings
from domain.errors import NotFound
from domain.payments.results import ReportOutcome

_SAID = {
    ReportOutcome.APPLIED: "posted",
    ReportOutcome.CREDITED: "credited: the amount or the bill is another one, so it is the customer's money",
    ReportOutcome.ALREADY_APPLIED: "confirmed before; nothing was changed",
    ReportOutcome.CONFLICT: "NOT taken: it, or this reference, is confirmed otherwise already",
    ReportOutcome.UNKNOWN: "NOT taken: there is no such payment on a lender's page",
}
_TAKEN = (ReportOutcome.APPLIED, ReportOutcome.CREDITED, ReportOutcome.ALREADY_APPLIED)


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "payments")
    add_action(
        actions,
        "list",
        run,
        "what customers say they paid on a lender's page, and what is to be paid back",
    )
    confirm = add_action(
        actions,
        "confirm",
        run,
        "take the lender's word on such payments from a CSV file, checked as a whole first",
    )
    confirm.add_argument("file", type=Path, metavar="FILE")
    reject = add_action(
        actions, "reject", run, "the lender has no such money: close it and tell the customer"
    )
    reject.add_argument("payment_id", metavar="ID")
    paid_back = add_action(
        actions, "paid-back", run, "money was paid back by hand: book it and tell the customer"
    )
    paid_back.add_argument("refund_id", metavar="ID")
    paid_back.add_argument(
        "--reference", required=True, metavar="TEXT", help="the bank's or the provider's own"
    )


def run(options: Namespace) -> int:
    desk = PaymentDesk(settings_of(options), say=say, complain=complain)
    match options.action:
        case "list":
            return until_done(desk.list())
        case "confirm":
            return until_done(desk.confirm(options.file))
        case "reject":
            return until_done(desk.reject(options.payment_id))
    return until_done(desk.paid_back(options.refund_id, options.reference))


class PaymentDesk:
    """Each action answers its exit code."""

    def __init__(self, settings: Settings, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._say = say
        self._complain = complain

    async def list(self) -> int:
        async with payment_services(self._settings) as (external, refunds):
            waiting, by_hand = await external.waiting(), await refunds.by_hand()
        if not waiting and not by_hand:
            self._say("Nothing waits for the shop.")
        for payment in waiting:
            self._say(
                f"{payment.payment_id}  order {payment.order_number}  {yuan(payment.amount_fen)} yuan"
                f"  reported {when(payment.reported_at)}"
            )
        for refund in by_hand:
            self._say(
                f"{refund.refund_id}  to be paid back by hand: {yuan(refund.amount_fen)} yuan of the"
                f" {refund.gateway} payment {refund.payment_reference}, since {when(refund.created_at)}"
            )
        return DONE

    async def confirm(self, file: Path) -> int:
        """Confirm every line in a transaction of its own: a run that was broken off is simply made again."""
        try:
            lines = read_payment_file(file)
        except LineFileError as error:
            for fault in error.faults:
                self._complain(f"{file}: {fault}")
            self._complain("nothing of the file was taken.")
            return WRONG
        counts: Counter[ReportOutcome] = Counter()
        async with payment_services(self._settings) as (external, _):
            for line in tqdm(lines, unit="payments", disable=not sys.stderr.isatty(), leave=False):
                outcome = await external.confirm_received(line.payment_id, line.amount_fen, line.reference)
                counts[outcome] += 1
                if outcome in _TAKEN:
                    self._say(f"line {line.line}: {line.payment_id} {_SAID[outcome]}")
                else:
                    self._complain(f"{file}: line {line.line}: {line.payment_id} {_SAID[outcome]}.")
        self._say(
            f"{counts[ReportOutcome.APPLIED]} posted, {counts[ReportOutcome.CREDITED]} credited,"
            f" {counts[ReportOutcome.ALREADY_APPLIED]} known before."
        )
        return FAILED if any(counts[outcome] for outcome in counts.keys() - set(_TAKEN)) else DONE

    async def reject(self, payment_id: str) -> int:
        async with payment_services(self._settings) as (external, _):
            rejected = await external.reject(payment_id)
        if rejected is ReportOutcome.UNKNOWN:
            self._complain(f"there is no payment {payment_id!r} on a lender's page; see `payments list`.")
            return WRONG
        if rejected is ReportOutcome.CONFLICT:
            self._complain(
                f"payment {payment_id} was confirmed: the lender has the money; nothing was changed."
            )
            return WRONG
        if rejected is ReportOutcome.ALREADY_APPLIED:
            self._complain(f"payment {payment_id} has an outcome already; nothing was changed.")
            return WRONG
        self._say(f"Payment {payment_id} is void. The customer is told.")
        return DONE

    async def paid_back(self, refund_id: str, reference: str) -> int:
        async with payment_services(self._settings) as (_, refunds):
            try:
                refund = await refunds.paid_by_hand(refund_id, reference)
            except NotFound:
                self._complain(f"no payout {refund_id!r} waits to be paid by hand; see `payments list`.")
                return WRONG
        self._say(f"{yuan(refund.amount_fen)} yuan are booked as paid back. The customer is told.")
        return DONE
