"""`python -m bot refunds`: what the shop's staff do with goods that come back. Plain text, amounts in yuan."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

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
from bot.cli.services import return_service
from bot.settings import Settings
from domain.dates import SHANGHAI
from domain.errors import NotFound, Stale
from domain.loans.errors import PaymentInFlight
from domain.returns.results import RefundPreview, RefundStatus, RefundView
from domain.returns.service import RefundService
from domain.rules.errors import RuleError
from domain.rules.refundable import RefundLine, RefundLineCode

Work = Callable[[RefundService], Awaitable[int]]
LONGEST_REASON = 200

_HEADER = ("ID", "ORDER", "REQUESTED", "RECEIVED", "PIECES", "GOODS")
_LINES = {
    RefundLineCode.OVERDUE_PENALTY: "pays overdue penalty interest",
    RefundLineCode.OVERDUE_INTEREST: "pays overdue interest",
    RefundLineCode.OVERDUE_FEE: "pays overdue fees",
    RefundLineCode.OVERDUE_PRINCIPAL: "pays overdue principal",
    RefundLineCode.BILLED_INTEREST: "pays billed interest",
    RefundLineCode.BILLED_FEE: "pays billed fees",
    RefundLineCode.BILLED_PRINCIPAL: "pays billed principal",
    RefundLineCode.UNBILLED_PRINCIPAL: "pays principal to come, from the last instalment backwards",
    RefundLineCode.UNBILLED_INTEREST: "pays interest for the days gone",
    RefundLineCode.UNBILLED_FEE: "pays fees that the lender keeps",
    RefundLineCode.SURPLUS: "is left for the customer",
    RefundLineCode.PENALTY_CUT: "penalty interest that falls away",
    RefundLineCode.INTEREST_CUT: "interest that falls away",
    RefundLineCode.FEE_CUT: "fees that fall away",
    RefundLineCode.COSTS_RETURNED: "paid costs that go back to the customer",
    RefundLineCode.MERCHANT_FEE: "the merchant's fee that goes back to it",
}


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "refunds")
    add_action(actions, "list", run, "the requests that wait for the shop, the oldest first")
    for name, summary in (
        ("show", "one request, and what booking it today would do"),
        ("book", "the goods are back: write the refund into the books and tell the customer"),
        ("decline", "close a request without any effect and tell the customer why"),
    ):
        parser = add_action(actions, name, run, summary)
        parser.add_argument("refund_id", metavar="ID")
        if name == "decline":
            parser.add_argument(
                "--why", required=True, type=_reason, metavar="TEXT", help="in words for the customer"
            )


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise ArgumentTypeError(f"the reason has 1 to {LONGEST_REASON} characters")
    return reason


def run(options: Namespace) -> int:
    desk = RefundDesk(settings_of(options), say=say, complain=complain)
    match options.action:
        case "list":
            return until_done(desk.list())
        case "show":
            return until_done(desk.show(options.refund_id))
        case "book":
            return until_done(desk.book(options.refund_id))
    return until_done(desk.decline(options.refund_id, options.why))


class RefundDesk:
    """Each action answers its exit code."""

    def __init__(self, settings: Settings, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._say = say
        self._complain = complain

    async def list(self) -> int:
        async with return_service(self._settings) as refunds:
            requests = await refunds.open_requests()
        if not requests:
            self._say("No request waits for the shop.")
            return DONE
        for line in _table([_HEADER, *map(_row, requests)]):
            self._say(line)
        return DONE

    async def show(self, refund_id: str) -> int:
        async def work(refunds: RefundService) -> int:
            refund = await refunds.refund(refund_id)
            self._describe(refund)
            if refund.status is not RefundStatus.REQUESTED:
                return DONE
            self._foretell(await refunds.work_out(refund_id))
            return DONE

        return await self._of(refund_id, work)

    async def book(self, refund_id: str) -> int:
        async def work(refunds: RefundService) -> int:
            before = await refunds.refund(refund_id)
            refund = await refunds.book(refund_id)
            return self._closed(refund, RefundStatus.BOOKED, before.status)

        return await self._of(refund_id, work)

    async def decline(self, refund_id: str, reason: str) -> int:
        async def work(refunds: RefundService) -> int:
            before = await refunds.refund(refund_id)
            refund = await refunds.decline(refund_id, reason)
            return self._closed(refund, RefundStatus.DECLINED, before.status)

        return await self._of(refund_id, work)

    # Doing it

    async def _of(self, refund_id: str, work: Work) -> int:
        try:
            async with return_service(self._settings) as refunds:
                return await work(refunds)
        except NotFound:
            self._complain(f"there is no refund {refund_id!r}; `refunds list` shows those that wait.")
            return WRONG
        except PaymentInFlight:
            self._complain(
                "a payment of this loan has no outcome yet, so nothing was booked; try again later."
            )
            return FAILED
        except Stale:
            self._complain("it was changed just now; look at it again.")
            return FAILED
        except RuleError as error:
            self._complain(f"this cannot be worked out as of today: {error}")
            return FAILED

    # Saying it

    def _closed(self, refund: RefundView, wanted: RefundStatus, before: RefundStatus) -> int:
        if refund.status is not wanted:
            self._complain(f"refund {refund.refund_id} is {refund.status} already; nothing was changed.")
            return WRONG
        if before is wanted:
            self._say(f"Refund {refund.refund_id} was {wanted} before; nothing was changed.")
            return DONE
        self._describe(refund)
        self._say("The customer is told with the next notices.")
        return DONE

    def _describe(self, refund: RefundView) -> None:
        receipt = "after" if refund.received else "before"
        self._say(
            f"Refund {refund.refund_id} of order {refund.order_number}: {refund.status}, {receipt} receipt,"
            f" requested {when(refund.requested_at)}."
        )
        for line in refund.lines:
            self._say(f"  {line.quantity} x {line.name.in_('en')}, {yuan(line.amount_fen)}")
        if refund.decline_reason:
            self._say(f"  Reason: {refund.decline_reason}")
        if refund.status is RefundStatus.BOOKED:
            self._tell(
                f"It was booked {when(refund.closed_at)}; of {yuan(refund.amount_fen)}:", refund.effect
            )
            self._say(f"The customer is owed {yuan(refund.to_customer_fen)}.")

    def _foretell(self, preview: RefundPreview) -> None:
        result = preview.result
        self._tell(f"Booked today, of {yuan(preview.amount_fen)}:", result.lines)
        self._say(
            f"The customer is owed {yuan(result.to_balance_fen)};"
            f" {yuan(result.credit_restored_fen)} of the credit line are restored;"
            f" {yuan(preview.after_fen)} are left to pay instead of {yuan(preview.before_fen)}."
        )

    def _tell(self, heading: str, lines: Iterable[RefundLine]) -> None:
        self._say(heading)
        for line in lines:
            self._say(f"  {yuan(line.amount_fen):>12}  {_LINES[line.code]}")


def _row(refund: RefundView) -> tuple[str, ...]:
    return (
        refund.refund_id,
        refund.order_number,
        when(refund.requested_at),
        "yes" if refund.received else "no",
        str(sum(line.quantity for line in refund.lines)),
        yuan(refund.amount_fen),
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        *words, pieces, amount = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join([*words, pieces.strip().rjust(widths[-2]), amount.strip().rjust(widths[-1])])


def yuan(amount_fen: int) -> str:
    """1,200.50"""
    return f"{amount_fen // 100:,}.{amount_fen % 100:02d}"


def when(instant: datetime | None) -> str:
    """In Beijing, to the minute."""
    assert instant is not None
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
