"""`python -m bot orders`: what the shop's staff do between the order and its receipt. Plain text.

Where an order goes to is said by `show` alone: it is the one place where the address stands in plain words.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

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
from bot.cli.returns import when
from bot.cli.services import shipping_desk
from bot.cli.shipment_file import VERSION, is_label, read_shipment_file
from bot.settings import Settings
from bot.stand_ins import delivering_demo
from domain.errors import SealBroken
from domain.shipping.errors import Fault, ShippingFault
from domain.shipping.results import MarkOutcome, Parcel, ParcelSummary, ShippingState
from domain.shipping.staff import LONGEST, Delivered, Mark, Sent

_HEADER = ("ORDER", "PLACED", "STATE", "PIECES", "GOODS")
_STATES = {
    ShippingState.NO_ADDRESS: "no address yet",
    ShippingState.WAITING: "to be sent",
    ShippingState.SHIPPED: "sent",
    ShippingState.DELIVERED: "arrived",
}
_FAULTS = {
    Fault.UNKNOWN: "there is no such order",
    Fault.NOT_OURS: "it was placed before DELIVERS_SINCE, or the shop delivers nothing through here",
    Fault.NO_ADDRESS: "the customer has not said yet where to send it",
    Fault.ADDRESS_CHANGED: "the customer has changed the address since; look at it again with `orders show`",
    Fault.FROZEN: "the customer has frozen the account: somebody else may have ordered it",
    Fault.RETURN_ASKED: "the customer asks to return it; `refunds list` shows the request",
    Fault.RETURNED: "all of it was returned",
    Fault.RECEIVED: "the customer has confirmed receipt",
    Fault.SENT_OTHERWISE: "it was sent before, with another carrier or number",
    Fault.NOT_SENT: "it was not sent yet",
}
# Which column of the file a fault is about, where it is not the order's.
_COLUMNS = {Fault.ADDRESS_CHANGED: VERSION, Fault.SENT_OTHERWISE: "number", Fault.NOT_SENT: "state"}


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "orders")
    listed = add_action(actions, "list", run, "what is to be sent, and what is under way, the oldest first")
    listed.add_argument("--waiting", action="store_true", help="only what is to be sent")
    add_action(actions, "show", run, "one order, with the address it goes to").add_argument(
        "order", metavar="ORDER"
    )
    ship = add_action(actions, "ship", run, "an order was sent: tell the customer")
    ship.add_argument("order", metavar="ORDER")
    for name in ("carrier", "number"):
        ship.add_argument(f"--{name}", required=True, type=_label, metavar="TEXT", help="for the customer")
    ship.add_argument(
        "--address",
        type=int,
        metavar="N",
        help="the address it was sent to, as `show` numbers it: refused where it has changed since",
    )
    delivered = add_action(actions, "delivered", run, "an order has arrived: tell the customer")
    delivered.add_argument("order", metavar="ORDER")
    taken = add_action(actions, "import", run, "mark what a CSV file says, all of it or nothing")
    taken.add_argument("file", type=Path, metavar="FILE")


def _label(text: str) -> str:
    label = " ".join(text.split())
    if not is_label(label):
        raise ArgumentTypeError(f"it has 1 to {LONGEST} characters that can be printed")
    return label


def run(options: Namespace) -> int:
    settings = settings_of(options)
    if settings.bot_token is None:  # beside the sandbox
        settings = delivering_demo(settings)
    desk = OrderDesk(settings, say=say, complain=complain)
    match options.action:
        case "list":
            return until_done(desk.list(waiting_only=options.waiting))
        case "show":
            return until_done(desk.show(options.order.upper()))
        case "ship":
            sent = Sent(options.order.upper(), options.carrier, options.number, options.address)
            return until_done(desk.mark(sent))
        case "delivered":
            return until_done(desk.mark(Delivered(options.order.upper())))
    return until_done(desk.take(options.file))


class OrderDesk:
    """Each action answers its exit code."""

    def __init__(self, settings: Settings, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._say = say
        self._complain = complain

    async def list(self, *, waiting_only: bool) -> int:
        if self._settings.delivery is None:
            self._complain("the shop delivers nothing through here: DELIVERS_SINCE is not set.")
            return WRONG
        async with shipping_desk(self._settings) as desk:
            waiting = await desk.waiting()
            under_way = () if waiting_only else await desk.under_way()
        if not waiting and not under_way:
            self._say("Nothing waits to be sent." if waiting_only else "Nothing waits, nothing is under way.")
            return DONE
        for line in _table([_HEADER, *map(_row, (*waiting, *under_way))]):
            self._say(line)
        return DONE

    async def show(self, number: str) -> int:
        try:
            async with shipping_desk(self._settings) as desk:
                self._describe(await desk.show(number))
        except ShippingFault as error:
            return self._refuse(number, error.fault)
        except SealBroken:
            return self._unreadable(number)
        return DONE

    async def mark(self, mark: Mark) -> int:
        try:
            async with shipping_desk(self._settings) as desk:
                outcome = await desk.mark(mark)
        except ShippingFault as error:
            return self._refuse(mark.number, error.fault)
        except SealBroken:
            return self._unreadable(mark.number)
        if outcome is MarkOutcome.KNOWN:
            self._say(f"Order {mark.number} was marked so before; nothing was changed.")
        else:
            state = "sent" if isinstance(mark, Sent) else "arrived"
            self._say(
                f"Order {mark.number} is marked as {state}. The customer is told with the next notices."
            )
        return DONE

    async def take(self, file: Path) -> int:
        """Take all of the file, or nothing. The same file again changes nothing."""
        try:
            lines = read_shipment_file(file)
            async with shipping_desk(self._settings) as desk:
                outcomes = await desk.mark_all([line.mark for line in lines])
        except LineFileError as error:
            return self._refuse_file(file, error.faults)
        except SealBroken:
            self._complain(f"{file}: an address cannot be read; see `python -m bot audit`.")
            return FAILED
        faults = [
            f"line {line.line}: {_COLUMNS.get(outcome, 'order')}: {line.mark.number}: {_FAULTS[outcome]}."
            for line, outcome in zip(lines, outcomes, strict=True)
            if isinstance(outcome, Fault)
        ]
        if faults:
            return self._refuse_file(file, faults)
        known = sum(outcome is MarkOutcome.KNOWN for outcome in outcomes)
        self._say(f"{len(outcomes) - known} marked, {known} known before.")
        return DONE

    # Saying it

    def _describe(self, parcel: Parcel) -> None:
        summary = parcel.summary
        self._say(f"Order {summary.number}: {_STATES[summary.state]}, placed {when(summary.placed_at)}.")
        for line in summary.lines:
            self._say(f"  {line.quantity} x {line.name.in_('zh_CN')}")
        if parcel.address is not None:
            number = f" (address {parcel.version})" if summary.carrier is None else ""
            self._say(f"To{number}: {parcel.receiver}, {parcel.phone}, {parcel.address}")
        if summary.carrier is not None:
            self._say(f"Sent {when(summary.shipped_at)} with {summary.carrier}, {summary.tracking_no}.")
        if parcel.delivered_at is not None:
            self._say(f"Arrived {when(parcel.delivered_at)}.")
        if parcel.received_at is not None:
            self._say(f"The customer confirmed receipt {when(parcel.received_at)}.")
        if parcel.return_asked:
            self._say("NOT to be sent: the customer asks to return it.")
        if summary.is_frozen:
            self._say("NOT to be sent: the customer has frozen the account.")

    def _refuse(self, number: str, fault: Fault) -> int:
        self._complain(f"order {number}: {_FAULTS[fault]}; nothing was changed.")
        return WRONG

    def _refuse_file(self, file: Path, faults: Iterable[str]) -> int:
        for fault in faults:
            self._complain(f"{file}: {fault}")
        self._complain("nothing of the file was taken.")
        return WRONG

    def _unreadable(self, number: str) -> int:
        self._complain(f"order {number}: its address cannot be read; see `python -m bot audit`.")
        return FAILED


def _row(parcel: ParcelSummary) -> Sequence[str]:
    state = "frozen" if parcel.is_frozen else _STATES[parcel.state]
    if parcel.carrier is not None:
        state = f"sent, {parcel.carrier} {parcel.tracking_no}"
    return (
        parcel.number,
        when(parcel.placed_at),
        state,
        str(sum(line.quantity for line in parcel.lines)),
        ", ".join(line.name.in_("zh_CN") for line in parcel.lines),
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
