"""What the running program tells whoever watches it. Numbers only, never what was said or by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from handlers.ui.incidents import Where


class Observer(Protocol):
    def update_handled(self, seconds: float) -> None: ...

    def request_done(self, method: str, outcome: str, seconds: float) -> None:
        """Note a Bot API request; `outcome` is ok, or the kind of error."""
        ...

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None:
        """Note that a job ran; `result` is None where the job failed."""
        ...

    def job_passed_over(self, job: str) -> None:
        """Note that a job fired, and had nothing to do."""
        ...

    def job_planned(self, job: str, late_after_s: Callable[[], float]) -> None:
        """Note that a job is fired from now on; it is late so many seconds after it last went well."""
        ...

    def incident_met(self, where: Where) -> None:
        """Note that something happened which nobody expected."""
        ...

    def task_failed(self, task: str) -> None:
        """Note that a background task failed, and is begun again."""
        ...

    def webhook_set_again(self, reason: str) -> None:
        """Note that the webhook was not as it should be: removed, replaced, changed or erring."""
        ...

    def webhook_looked_at(self, *, is_well: bool, waiting: int | None = None) -> None:
        """Note whether the webhook is as it should be and, where that is known, how many updates wait at Telegram."""
        ...

    def update_put_aside(self) -> None:
        """Note that an update came that cannot be read."""
        ...

    def field_refused(self, table: str, column: str) -> None:
        """Note that a sealed field did not open in its place."""
        ...


class NobodyWatches:
    """Where no metrics are served."""

    def update_handled(self, seconds: float) -> None: ...

    def request_done(self, method: str, outcome: str, seconds: float) -> None: ...

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None: ...

    def job_passed_over(self, job: str) -> None: ...

    def job_planned(self, job: str, late_after_s: Callable[[], float]) -> None: ...

    def incident_met(self, where: Where) -> None: ...

    def task_failed(self, task: str) -> None: ...

    def webhook_set_again(self, reason: str) -> None: ...

    def webhook_looked_at(self, *, is_well: bool, waiting: int | None = None) -> None: ...

    def update_put_aside(self) -> None: ...

    def field_refused(self, table: str, column: str) -> None: ...
