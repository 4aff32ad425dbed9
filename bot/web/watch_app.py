"""What is served at METRICS_PORT, of every long-running command (bot/watch.py). It is another port than WEB_PORT, for the
operator's own network: how much is done is nobody else's affair.

GET  /healthz, /readyz       as at WEB_PORT (bot/web/health.py)
GET  /metrics                Prometheus' text format
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.watch import Failing
from bot.web.body import gone
from bot.web.health import health_routes
from bot.web.metrics import PrometheusObserver


def watch_app(metrics: PrometheusObserver, not_ready: Failing) -> Starlette:
    async def scraped(_: Request) -> Response:
        return Response(await metrics.renewed_text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    routes = [*health_routes(not_ready), Route("/metrics", scraped)]
    return Starlette(routes=routes, exception_handlers={ClientDisconnect: gone})
