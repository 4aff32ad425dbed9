"""Prometheus metrics, in a registry of this process's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class PrometheusObserver:
    """Fulfils `bot.observer.Observer`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
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
        self._jobs = Counter("fenqi_jobs", "Runs of jobs", ["job", "outcome"], registry=self._registry)
        self._results = Counter(
            "fenqi_job_results",
            "What jobs did, notices by outcome among it",
            ["job", "what"],
            registry=self._registry,
        )
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
        self._put_aside = Counter(
            "fenqi_updates_put_aside", "Updates that could not be read", registry=self._registry
        )
        self._refused_fields = Counter(
            "fenqi_fields_refused",
            "Sealed fields that did not open in their place",
            ["table", "column"],
            registry=self._registry,
        )

    def update_handled(self, seconds: float) -> None:
        self._updates.observe(seconds)

    def request_done(self, method: str, outcome: str, seconds: float) -> None:
        self._requests.labels(method, outcome).observe(seconds)

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None:
        self._jobs.labels(job, "failed" if result is None else "done").inc()
        for what, count in (result or {}).items():
            self._results.labels(job, what).inc(count)

    def job_passed_over(self, job: str) -> None:
        self._jobs.labels(job, "passed_over").inc()

    def task_failed(self, task: str) -> None:
        self._restarts.labels(task).inc()

    def webhook_set_again(self, reason: str) -> None:
        self._webhook.labels(reason).inc()

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

    def text(self) -> bytes:
        return generate_latest(self._registry)
