"""Prometheus metrics, in a registry of this process's own."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from time import time
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric

from bot import __version__
from bot.build import revision
from bot.db.revision import newest_revision
from bot.watch import Failing
from handlers.ui.incidents import Where

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Gathered(Protocol):
    """Figures that take a moment to find out: asked for before each scrape, and renewed as often as they see fit."""

    async def renew(self) -> None: ...

    def collect(self) -> Iterable[Metric]: ...


class ReadyFigures:
    """What `/readyz` says, as metrics. `doing`: what the process is for."""

    def __init__(self, doing: str, not_ready: Failing) -> None:
        self._doing = doing
        self._not_ready = not_ready
        self._failing: list[str] = []

    async def renew(self) -> None:
        self._failing = await self._not_ready()

    def collect(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("fenqi_ready", "Whether the process does what it is for", labels=["doing"])
        ready.add_metric([self._doing], not self._failing)
        yield ready
        failing = GaugeMetricFamily("fenqi_failing", "What is not well, by name", labels=["what"])
        for what in self._failing:
            failing.add_metric([what], 1)
        yield failing


class PrometheusObserver:
    """Fulfils `bot.observer.Observer`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._gathered: list[Gathered] = []
        ProcessCollector(registry=self._registry)
        self._say_build()
        self._updates = Histogram(
            "fenqi_update_seconds", "Handling of one update", buckets=_SECONDS, registry=self._registry
        )
        self._requests = Histogram(
            "fenqi_request_seconds",
            "Bot API requests",
            ["method", "outcome"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._begin_jobs()
        self._incidents = Counter(
            "fenqi_incidents", "What nobody expected", ["where"], registry=self._registry
        )
        for where in Where:
            self._incidents.labels(where)  # there from the beginning: the first one is an increase, too
        self._restarts = Counter(
            "fenqi_task_restarts",
            "Background tasks that failed and were begun again",
            ["task"],
            registry=self._registry,
        )
        self._webhook = Counter(
            "fenqi_webhook_set_again",
            "Times the webhook was not as it should be, and was set again",
            ["reason"],
            registry=self._registry,
        )
        self._webhook_state: tuple[Gauge, Gauge] | None = None
        self._put_aside = Counter(
            "fenqi_updates_put_aside", "Updates that could not be read", registry=self._registry
        )
        self._refused_fields = Counter(
            "fenqi_fields_refused",
            "Sealed fields that did not open in their place",
            ["table", "column"],
            registry=self._registry,
        )

    def _begin_jobs(self) -> None:
        # Not `job`: under that name Prometheus keeps what it scraped.
        self._jobs = Counter("fenqi_jobs", "Runs of jobs", ["name", "outcome"], registry=self._registry)
        self._results = Counter(
            "fenqi_job_results",
            "What jobs did, notices by outcome among it",
            ["name", "what"],
            registry=self._registry,
        )
        self._job_well_at = Gauge(
            "fenqi_job_last_success_timestamp_seconds",
            "When a job last went well or found nothing to do; before that, when the process began",
            ["name"],
            registry=self._registry,
        )
        self._job_late_after = Gauge(
            "fenqi_job_late_after_seconds",
            "How long after that a job is late: its longest pause, and the longest a run may take",
            ["name"],
            registry=self._registry,
        )

    def update_handled(self, seconds: float) -> None:
        self._updates.observe(seconds)

    def request_done(self, method: str, outcome: str, seconds: float) -> None:
        self._requests.labels(method, outcome).observe(seconds)

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None:
        self._jobs.labels(job, "failed" if result is None else "done").inc()
        if result is not None:
            self._job_well_at.labels(job).set(time())
        for what, count in (result or {}).items():
            self._results.labels(job, what).inc(count)

    def job_passed_over(self, job: str) -> None:
        self._jobs.labels(job, "passed_over").inc()
        self._job_well_at.labels(job).set(time())

    def job_planned(self, job: str, late_after_s: Callable[[], float]) -> None:
        for outcome in ("done", "failed", "passed_over"):
            self._jobs.labels(job, outcome)
        self._job_well_at.labels(job).set(time())
        self._job_late_after.labels(job).set(late_after_s())

    def incident_met(self, where: Where) -> None:
        self._incidents.labels(where).inc()

    def task_failed(self, task: str) -> None:
        self._restarts.labels(task).inc()

    def webhook_set_again(self, reason: str) -> None:
        self._webhook.labels(reason).inc()

    def webhook_looked_at(self, *, is_well: bool, waiting: int | None = None) -> None:
        if self._webhook_state is None:  # there is none with long polling
            self._webhook_state = (
                Gauge(
                    "fenqi_webhook_well", "Whether the webhook is as it should be", registry=self._registry
                ),
                Gauge("fenqi_webhook_waiting", "Updates that wait at Telegram", registry=self._registry),
            )
        self._webhook_state[0].set(is_well)
        if waiting is not None:
            self._webhook_state[1].set(waiting)

    def update_put_aside(self) -> None:
        self._put_aside.inc()

    def field_refused(self, table: str, column: str) -> None:
        self._refused_fields.labels(table, column).inc()

    def watch_depth(self, queue: str, depth: Callable[[], int]) -> None:
        """Add a gauge that is read whenever the metrics are."""
        gauge = Gauge(f"fenqi_{queue}_depth", f"Waiting in the {queue}", registry=self._registry)
        gauge.set_function(depth)

    def watch_count(self, name: str, what: str, count: Callable[[], int]) -> None:
        """Add a number that only grows and is read whenever the metrics are; `name` without the prefix."""
        Gauge(f"fenqi_{name}", what, registry=self._registry).set_function(count)

    def add(self, figures: Gathered) -> None:
        """Show these, too, renewed before each scrape."""
        self._gathered.append(figures)
        self._registry.register(figures)

    def remove(self, figures: Gathered) -> None:
        self._registry.unregister(figures)
        self._gathered.remove(figures)

    async def renewed_text(self) -> bytes:
        """Return what is scraped."""
        await asyncio.gather(*(figures.renew() for figures in self._gathered))
        return self.text()

    def _say_build(self) -> None:
        build = Gauge(
            "fenqi_build_info",
            "What runs: version, revision of the source, tables, Python",
            ["version", "revision", "tables", "python"],
            registry=self._registry,
        )
        build.labels(__version__, revision(), newest_revision(), platform.python_version()).set(1)

    def text(self) -> bytes:
        return generate_latest(self._registry)
