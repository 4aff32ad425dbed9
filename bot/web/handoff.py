"""POST /handoff: what a lender says of an application or a payment on its pages, signed (docs/handoff.md)."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.adapters.lenders import LARGEST_ANSWER, Malformed
from bot.adapters.outside_json import NotJson
from bot.db.engine import UNAVAILABLE
from bot.supervision.failure import described
from bot.web.body import read_body
from bot.web.webhook_handlers import WebhookHandlers
from domain.payments.results import ReportOutcome
from domain.ports import InvalidSignature

logger = logging.getLogger(__name__)
_STATUS = {
    ReportOutcome.APPLIED: 200,
    ReportOutcome.CREDITED: 200,
    ReportOutcome.ALREADY_APPLIED: 200,
    ReportOutcome.UNKNOWN: 404,
    ReportOutcome.CONFLICT: 409,
    ReportOutcome.INVALID: 422,
}


def handoff_routes(webhook_handlers: WebhookHandlers) -> list[BaseRoute]:
    async def report(request: Request) -> Response:
        return Response(status_code=await _status(webhook_handlers, request))

    return [Route("/handoff", report, methods=["POST"])]


async def _status(webhook_handlers: WebhookHandlers, request: Request) -> int:
    """Answer 503 until it can be written down: the lender comes again. 404 where nothing is handed over."""
    if webhook_handlers.on_handoff is None:
        return 404 if webhook_handlers.attached else 503
    body, whole = await read_body(request, LARGEST_ANSWER)
    if not whole:
        return 413
    try:
        return _STATUS[await webhook_handlers.on_handoff(dict(request.headers), body)]
    except InvalidSignature:
        return 403
    except NotJson:
        return 400
    except Malformed as error:
        logger.error("a lender's report is not as agreed: %s", error)
        return 422
    except UNAVAILABLE as error:
        logger.error("a lender's report could not be written down: %s", described(error))
        return 503
