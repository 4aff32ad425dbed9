"""A payment gateway that moves no money: charges by id, idempotent, in a book of its own that survives a restart.

    POST /charges {"id", "amount_fen", "subject", "notify_url"?, "notify_key"?, "card_token"?}
                                charged once per id, from the card where one is named (`bot.sandbox.cards`); the same id
                                with another amount is refused (409)
    GET  /charges/{id}          404 where the id was never seen
    POST /charges/{id}/cancel   never to be charged from then on, also where it was never seen; one that succeeded stays so
    all answer {"status": "succeeded", "reference", "amount_fen"}, {"status": "declined", "reason", "available_fen"?} or,
    where it is told to take its time, {"status": "waiting"}
    POST /refunds {"id", "charge_id", "amount_fen"}   refunded once per id, never more than was charged:
                                {"status": "done", "reference"} or {"status": "refused", "reason"}

Where a charge names a `notify_url` and a `notify_key`, its outcome is also sent there, signed with it
(`bot.sandbox.notifications`).

Mounted at /sandbox/gateway by the sandbox, where it meets the faults of the target "payment", named `charge`, `query`,
`cancel` and `refund`; without a sandbox the assistant speaks to it in its own process.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from bot.adapters.outside_json import read_json
from bot.sandbox.cards import card_routes
from bot.sandbox.charge_book import ChargeBook, Outcome
from bot.sandbox.faults import Fault, Kind, Target, refusal, slowly, without_answer
from bot.sandbox.notifications import Listener, Notifier

if TYPE_CHECKING:  # the whole sandbox, which an assistant without one never loads
    from bot.sandbox.backend import Backend

_DELAY_S = 5.0


def gateway_app(book: ChargeBook) -> Router:
    """Build a router and no application of its own: mounted, it stays part of the sandbox's and shares its faults."""
    gateway = _Gateway(book)
    return Router(
        [
            Route("/charges", gateway.charge, methods=["POST"]),
            Route("/charges/{id}", gateway.query, methods=["GET"]),
            Route("/charges/{id}/cancel", gateway.cancel, methods=["POST"]),
            Route("/refunds", gateway.refund, methods=["POST"]),
            *card_routes(book.cards),
        ]
    )


class _Gateway:
    def __init__(self, book: ChargeBook) -> None:
        self._book = book
        self._notifier = Notifier()

    async def charge(self, request: Request) -> Response:
        fault = _fault_for(request, "charge")
        return await serve_with(request, fault, lambda: self._charge(request, fault))

    async def query(self, request: Request) -> Response:
        fault = _fault_for(request, "query")
        return await serve_with(request, fault, lambda: self._answer(request.path_params["id"]))

    async def cancel(self, request: Request) -> Response:
        return await serve_with(request, _fault_for(request, "cancel"), lambda: self._cancel(request))

    async def refund(self, request: Request) -> Response:
        fault = _fault_for(request, "refund")
        return await serve_with(request, fault, lambda: self._refund(request, fault))

    async def _charge(self, request: Request, fault: Fault | None) -> Response:
        body: Any = read_json(await request.body())
        charge_id, amount_fen = str(body["id"]), int(body["amount_fen"])
        is_new = self._book.outcome(charge_id) is None
        if not self._book.charge(charge_id, amount_fen, str(body.get("subject", "")), body.get("card_token")):
            return JSONResponse({"error": "this id is booked with another amount"}, status_code=409)
        if is_new and fault is not None:
            if fault.kind is Kind.DECLINE:
                self._book.decline(charge_id)
            if fault.kind is Kind.DELAY:
                self._book.delay(charge_id, _DELAY_S if fault.delay_s is None else fault.delay_s)
        if is_new and body.get("notify_url") and body.get("notify_key"):
            times = 2 if fault is not None and fault.kind is Kind.TWICE else 1
            listener = Listener(str(body["notify_url"]), str(body["notify_key"]))
            self._notifier.announce(listener, lambda: self._book.outcome(charge_id), charge_id, times)
        return await self._answer(charge_id)

    async def _answer(self, charge_id: str) -> Response:
        outcome = self._book.outcome(charge_id)
        if outcome is None:
            return JSONResponse({"error": "unknown id"}, status_code=404)
        return JSONResponse(outcome)

    async def _cancel(self, request: Request) -> Response:
        charge_id = request.path_params["id"]
        self._book.cancel(charge_id)
        return await self._answer(charge_id)

    async def _refund(self, request: Request, fault: Fault | None) -> Response:
        body: Any = read_json(await request.body())
        refund_id, charge_id = str(body["id"]), str(body["charge_id"])
        if fault is not None and fault.kind is Kind.DECLINE:
            return JSONResponse({"status": "refused", "reason": "refused_by_the_bank"})
        match self._book.refund(refund_id, charge_id, int(body["amount_fen"])):
            case Outcome.OTHER_CONTENT:
                return JSONResponse({"error": "this id is booked with other content"}, status_code=409)
            case Outcome.TOO_MUCH:
                return JSONResponse({"status": "refused", "reason": "more_than_was_charged"})
        return JSONResponse({"status": "done", "reference": f"SBR{refund_id.upper()}"})


def _fault_for(request: Request, method: str) -> Fault | None:
    """Return the fault this request meets; none where there is no sandbox around."""
    backend = backend_of(request)
    return None if backend is None else backend.faults.take(Target.PAYMENT, method)


def backend_of(request: Request) -> Backend | None:
    app = request.scope.get("app")
    return None if app is None else app.state.backend


async def serve_with(
    request: Request, fault: Fault | None, do: Callable[[], Awaitable[Response]]
) -> Response:
    """Answer for a service of the sandbox's, as the fault has it."""
    if fault is None or fault.kind in (Kind.DECLINE, Kind.DELAY, Kind.TWICE):
        return await do()
    if fault.kind is Kind.SLOW:
        return await slowly(fault, do)
    if (error := refusal(fault)) is not None:
        return JSONResponse({"error": "injected by the sandbox"}, status_code=error.code)
    backend = backend_of(request)
    assert backend is not None  # the fault came from it
    return await without_answer(fault, request, do, lambda: backend.hub.closing)
