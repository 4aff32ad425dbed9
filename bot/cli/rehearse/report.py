"""What a rehearsal says at its end, in plain text: figures, and customers only where something is wrong with theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.cli.rehearse.record import Fault, Record
from domain.dates import SHANGHAI
from domain.outbox.results import NoticeKind


def days_lines(record: Record, first: date, days: int) -> Iterator[str]:
    """Yield a line a day, and one for all: how many notices, and of which kind."""
    total = sum(record.by_day.values(), Counter[str]())
    kinds = [kind for kind in NoticeKind if total[kind]]

    def line(name: str, counts: Counter[str]) -> tuple[str, ...]:
        return (name, str(counts.total()), *(str(counts[kind]) for kind in kinds))

    dates = (first + timedelta(days=place) for place in range(days))
    each = [line(f"{day}", record.by_day.get(day, Counter())) for day in dates]
    yield from _aligned(("DAY", "ALL", *kinds), [*each, line("ALL", total)])


def hours_lines(record: Record) -> Iterator[str]:
    """Yield a line for each hour in which anything goes out: on all days, and on the day on which it is most."""
    rows = []
    for hour in sorted({hour for _, hour in record.by_hour}):
        of_hour = {day: count for (day, at), count in record.by_hour.items() if at == hour}
        day, most = max(of_hour.items(), key=lambda item: (item[1], -item[0].toordinal()))
        rows.append((f"{hour:02d}:00", str(sum(of_hour.values())), str(most), f"{day}"))
    if rows:
        yield from _aligned(("HOUR", "ALL DAYS", "MOST", "ON"), rows)


def busiest_lines(record: Record, rate: float) -> Iterator[str]:
    if record.busiest is None:
        yield "Nothing would be sent."
        return
    (day, hour), count = max(record.by_hour.items(), key=lambda item: (item[1], -item[0][0].toordinal()))
    yield f"Busiest hour: {day} {hour:02d}:00 to {hour + 1:02d}:00, {count} notice(s)."
    batch = record.busiest
    yield (
        f"Busiest batch: {_moment(batch.start)}, {batch.count} notice(s), out at {_moment(batch.end)[-8:]}"
        f" ({lasts(batch.seconds)} at {rate:g} a second)."
    )


def skipped_line(record: Record) -> str:
    if not record.skipped.total():
        return "Skipped: none."
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(record.skipped.items()) if count)
    return f"Skipped: {record.skipped.total()} ({reasons})."


def fault_lines(faults: dict[str, Fault]) -> Iterator[str]:
    for what, fault in faults.items():
        named = "; ".join(fault.examples) + ("; …" if fault.more else "")
        yield f"{what}: {fault.count} time(s) ({named})."


def lasts(seconds: float) -> str:
    """`2 h 14 min`, `3 min 20 s`, `0.5 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _aligned(header: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines with the first column to the left, figures to the right."""
    lines = [tuple(header), *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for line in lines:
        figures = (cell.rjust(widths[place]) for place, cell in enumerate(line[1:], 1))
        yield "  ".join((line[0].ljust(widths[0]), *figures))
