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
from domain.returns.results import ReturnPreview, ReturnStatus, ReturnView
from domain.returns.service import ReturnService
from domain.rules.errors import RuleError
from domain.rules.returnable import ReturnLine, ReturnLineCode

Work = Callable[[ReturnService], Awaitable[int]]
LONGEST_REASON = 200

_HEADER = ("ID", "ORDER", "REQUESTED", "RECEIVED", "PIECES", "GOODS")
_LINES = {
    ReturnLineCode.OVERDUE_PENALTY: "pays overdue penalty interest",
    ReturnLineCode.OVERDUE_INTEREST: "pays overdue interest",
    ReturnLineCode.OVERDUE_FEE: "pays overdue fees",
    ReturnLineCode.OVERDUE_PRINCIPAL: "pays overdue principal",
    ReturnLineCode.BILLED_INTEREST: "pays billed interest",
    ReturnLineCode.BILLED_FEE: "pays billed fees",
    ReturnLineCode.BILLED_PRINCIPAL: "pays billed principal",
    ReturnLineCode.UNBILLED_PRINCIPAL: "pays principal to come, from the last instalment backwards",
    ReturnLineCode.UNBILLED_INTEREST: "pays interest for the days gone",
    ReturnLineCode.UNBILLED_FEE: "pays fees that the lender keeps",
    ReturnLineCode.OVERDUE_GUARANTEE: "pays overdue guarantee fees",
    ReturnLineCode.OVERDUE_SERVICE: "pays overdue service fees",
    ReturnLineCode.BILLED_GUARANTEE: "pays billed guarantee fees",
    ReturnLineCode.BILLED_SERVICE: "pays billed service fees",
    ReturnLineCode.UNBILLED_GUARANTEE: "pays guarantee fees that are kept",
    ReturnLineCode.UNBILLED_SERVICE: "pays service fees that are kept",
    ReturnLineCode.SURPLUS: "is left for the customer",
    ReturnLineCode.PENALTY_CUT: "penalty interest that falls away",
    ReturnLineCode.INTEREST_CUT: "interest that falls away",
    ReturnLineCode.FEE_CUT: "fees that fall away",
    ReturnLineCode.GUARANTEE_CUT: "guarantee fees that fall away",
    ReturnLineCode.SERVICE_CUT: "service fees that fall away",
    ReturnLineCode.COSTS_RETURNED: "paid costs that go back to the customer",
    ReturnLineCode.MERCHANT_FEE: "the merchant's fee that goes back to it",
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
        parser.add_argument("return_id", metavar="ID")
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
    desk = ReturnDesk(settings_of(options), say=say, complain=complain)
    match options.action:
        case "list":
            return until_done(desk.list())
        case "show":
            return until_done(desk.show(options.return_id))
        case "book":
            return until_done(desk.book(options.return_id))
    return until_done(desk.decline(options.return_id, options.why))


class ReturnDesk:
    """Each action answers its exit code."""

    def __init__(self, settings: Settings, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._say = say
        self._complain = complain

    async def list(self) -> int:
        async with return_service(self._settings) as returns:
            requests = await returns.open_requests()
        if not requests:
            self._say("No request waits for the shop.")
            return DONE
        for line in _table([_HEADER, *map(_row, requests)]):
            self._say(line)
        return DONE

    async def show(self, return_id: str) -> int:
        async def work(returns: ReturnService) -> int:
            returned = await returns.find_return(return_id)
            self._describe(returned)
            if returned.status is not ReturnStatus.REQUESTED:
                return DONE
            if returned.paid_at_once:
                amount = yuan(returned.amount_fen)
                self._say(f"It was paid at once: booked, {amount} go back to the customer the way they came.")
            else:
                self._foretell(await returns.work_out(return_id))
            return DONE

        return await self._of(return_id, work)

    async def book(self, return_id: str) -> int:
        async def work(returns: ReturnService) -> int:
            before = await returns.find_return(return_id)
            returned = await returns.book(return_id)
            return self._closed(returned, ReturnStatus.BOOKED, before.status)

        return await self._of(return_id, work)

    async def decline(self, return_id: str, reason: str) -> int:
        async def work(returns: ReturnService) -> int:
            before = await returns.find_return(return_id)
            returned = await returns.decline(return_id, reason)
            return self._closed(returned, ReturnStatus.DECLINED, before.status)

        return await self._of(return_id, work)

    # Doing it

    async def _of(self, return_id: str, work: Work) -> int:
        try:
            async with return_service(self._settings) as returns:
                return await work(returns)
        except NotFound:
            self._complain(f"there is no refund {return_id!r}; `refunds list` shows those that wait.")
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

    def _closed(self, returned: ReturnView, wanted: ReturnStatus, before: ReturnStatus) -> int:
        if returned.status is not wanted:
            self._complain(f"refund {returned.return_id} is {returned.status} already; nothing was changed.")
            return WRONG
        if before is wanted:
            self._say(f"Refund {returned.return_id} was {wanted} before; nothing was changed.")
            return DONE
        self._describe(returned)
        self._say("The customer is told with the next notices.")
        return DONE

    def _describe(self, returned: ReturnView) -> None:
        receipt = "after" if returned.received else "before"
        self._say(
            f"Refund {returned.return_id} of order {returned.order_number}:"
            f" {returned.status}, {receipt} receipt, requested {when(returned.requested_at)}."
        )
        for line in returned.lines:
            self._say(f"  {line.quantity} x {line.name.in_('en')}, {yuan(line.amount_fen)}")
        if returned.decline_reason:
            self._say(f"  Reason: {returned.decline_reason}")
        if returned.status is ReturnStatus.BOOKED:
            self._tell(
                f"It was booked {when(returned.closed_at)}; of {yuan(returned.amount_fen)}:",
                returned.effect,
            )
            owed = yuan(returned.to_customer_fen)
            if returned.paid_at_once:
                self._say(f"{owed} go back to the customer by themselves, the way they were paid.")
            else:
                self._say(f"The customer is owed {owed}.")

    def _foretell(self, preview: ReturnPreview) -> None:
        result = preview.result
        self._tell(f"Booked today, of {yuan(preview.amount_fen)}:", result.lines)
        self._say(
            f"The customer is owed {yuan(result.to_balance_fen)};"
            f" {yuan(result.credit_restored_fen)} of the credit line are restored;"
            f" {yuan(preview.after_fen)} are left to pay instead of {yuan(preview.before_fen)}."
        )

    def _tell(self, heading: str, lines: Iterable[ReturnLine]) -> None:
        self._say(heading)
        for line in lines:
            self._say(f"  {yuan(line.amount_fen):>12}  {_LINES[line.code]}")


def _row(returned: ReturnView) -> tuple[str, ...]:
    return (
        returned.return_id,
        returned.order_number,
        when(returned.requested_at),
        "yes" if returned.received else "no",
        str(sum(line.quantity for line in returned.lines)),
        yuan(returned.amount_fen),
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        *words, pieces, amount = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join([*words, pieces.strip().rjust(widths[-2]), amount.strip().rjust(widths[-1])])


def yuan(amount_fen: int) -> str:
    """Write an amount as `1,200.50`."""
    return f"{amount_fen // 100:,}.{amount_fen % 100:02d}"


def when(instant: datetime | None) -> str:
    """Return the instant in Beijing time, to the minute."""
    assert instant is not None
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
