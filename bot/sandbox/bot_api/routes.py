"""The entrance of the Bot API: token, method, fault, answer, log."""

from __future__ import annotations

import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.call import Call, bot_user
from bot.sandbox.bot_api.methods import METHODS
from bot.sandbox.bot_api.params import Params, read_params
from bot.sandbox.bot_api.updates import get_updates
from bot.sandbox.clock.position import beijing_text
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, Kind, Target, refusal, slowly, without_answer
from domain.patterns import pattern

logger = logging.getLogger(__name__)

GET_UPDATES = "getupdates"
CUT = 0  # the status logged for a connection that was cut
_TOKEN = pattern(r"[0-9]{1,19}:[A-Za-z0-9_-]+")


def bot_api_routes(backend: Backend) -> list[BaseRoute]:
    bot_api = _BotApi(backend)
    return [
        Route("/bot{token}/{method}", bot_api.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", bot_api.file, methods=["GET"]),
    ]


class _BotApi:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def call(self, request: Request) -> Response:
        token, method = request.path_params["token"], request.path_params["method"]
        params = Params({}, {})
        try:
            bot = _bot(token)
            self._backend.token = token
            if method.lower() != GET_UPDATES and method.lower() not in METHODS:
                raise ApiError(404, "Not Found")
            params = await read_params(request)
        except ApiError as error:
            return self._answer(method, params, error.code, error.body())
        return await self._meet_faults(request, method, Call(self._backend, bot, params))

    async def file(self, request: Request) -> Response:
        stored = self._backend.store.files.by_path(request.path_params["path"])
        if stored is None or not _TOKEN.fullmatch(request.path_params["token"]):
            return JSONResponse(ApiError(404, "Not Found").body(), status_code=404)
        return Response(stored.content, media_type=stored.mime_type)

    async def _meet_faults(self, request: Request, method: str, call: Call) -> Response:
        fault = self._backend.faults.take(Target.BOT_API, method, call.params.chat_id)
        if method.lower() == GET_UPDATES:
            return await self._serve(request, method, call, fault)
        with self._backend.hub.handling():
            return await self._serve(request, method, call, fault)

    async def _serve(self, request: Request, method: str, call: Call, fault: Fault | None) -> Response:
        if fault is None:
            return await self._execute(request, method, call)
        if fault.kind is Kind.SLOW:
            return await slowly(fault, lambda: self._execute(request, method, call))
        if error := refusal(fault):
            return self._answer(method, call.params, error.code, error.body())
        if fault.kind is not Kind.TIMEOUT_DELIVERED:
            self._log(method, call.params, CUT)
        return await without_answer(
            fault,
            request,
            lambda: self._execute(request, method, call),
            lambda: self._backend.hub.closing,
        )

    async def _execute(self, request: Request, method: str, call: Call) -> Response:
        try:
            if method.lower() == GET_UPDATES:
                result: Any = await get_updates(call, request)
            else:
                result = await METHODS[method.lower()](call)
        except ApiError as error:
            return self._answer(method, call.params, error.code, error.body())
        except Exception:
            logger.exception("the sandbox failed in %s", method)
            return self._answer(method, call.params, 500, ApiError(500, "Internal Server Error").body())
        return self._answer(method, call.params, 200, {"ok": True, "result": result})

    def _answer(self, method: str, params: Params, status: int, body: dict[str, Any]) -> Response:
        self._log(method, params, status)
        return JSONResponse(body, status_code=status)

    def _log(self, method: str, params: Params, status: int) -> None:
        at = beijing_text(self._backend.position.now())
        payload = params.for_log()
        self._backend.store.requests.add(
            at=at, method=method, chat_id=params.chat_id, payload=payload, status=status
        )


def _bot(token: str) -> dict[str, Any]:
    if not _TOKEN.fullmatch(token):
        raise ApiError(404, "Not Found")
    return bot_user(token)
