"""All routes of the sandbox in one ASGI application."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.adapters.outside_json import NotJson
from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.routes import bot_api_routes
from bot.sandbox.clock.routes import clock_routes
from bot.sandbox.control import control_routes
from bot.sandbox.errors import ApiError, PeopleError
from bot.sandbox.events import events_routes
from bot.sandbox.page import page_routes
from bot.sandbox.people.routes import people_routes
from bot.sandbox.requests import refuse
from bot.sandbox.visitors import KnownVisitors


def create_app(
    backend: Backend, *, page: bool = True, mounts: Sequence[BaseRoute] = (), hosts: Collection[str] = ()
) -> Starlette:
    """`mounts` come first and may use `request.app.state.backend`, for its faults and its clock. `hosts`: names of it beside
    its own.
    """
    routes = [
        *mounts,
        *control_routes(backend),
        *people_routes(backend),
        *clock_routes(backend),
        *events_routes(backend),
        *bot_api_routes(backend),
        *(page_routes() if page else ()),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(KnownVisitors, hosts=hosts)],
        exception_handlers={PeopleError: refuse, ApiError: refuse, NotJson: refuse},
    )
    app.state.backend = backend
    return app
