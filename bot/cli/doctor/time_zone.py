"""Whether Beijing's time is known here. Loads nothing of ours: without it nothing else can be loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.doctor.lines import Line, Subject

ZONE, BEIJING = "Asia/Shanghai", timedelta(hours=8)


def check() -> Line:
    """Return whether the zone can be loaded, and is eight hours ahead."""
    subject = Subject("time zone")
    try:
        ahead = datetime.now(UTC).astimezone(ZoneInfo(ZONE)).utcoffset()
    except (KeyError, OSError, ValueError):  # `ZoneInfoNotFoundError` is a KeyError
        return subject.fail(
            f"{ZONE} is not known here: install the package tzdata, or the system's time zones."
        )
    if ahead != BEIJING:
        return subject.fail(
            f"{ZONE} is {ahead} ahead of UTC here, and not 8:00:00: renew the time zone data."
        )
    return subject.ok(f"{ZONE} is known.")
