"""What a customer noted of debts elsewhere, where it stands beside the bills of this shop: told by a mark and in words.

Plain text. Of a note nobody here knows whether it was paid, only what the customer said.
"""

from __future__ import annotations

from datetime import date

from domain.tracked.results import TrackedDueView
from handlers.ui.i18n import Texts

OURS, NOTED = "●", "○"


def legend(t: Texts) -> str:
    """Say what the two marks mean."""
    return t("● 这里的账单　○ 您自己记的")


def note_name(t: Texts, note: TrackedDueView) -> str:
    return note.name or t("您记的一笔")


def note_amount(t: Texts, note: TrackedDueView) -> str:
    return t("没记金额") if note.amount_fen is None else t.money(note.amount_fen)


def note_line(t: Texts, note: TrackedDueView, today: date) -> str:
    """Name a note: its day, what it is called, and the amount."""
    return "　".join((t.day(note.due_date, today), note_name(t, note), note_amount(t, note)))


def note_state(t: Texts, note: TrackedDueView, today: date) -> str:
    """Say how it stands, as far as the customer said."""
    if note.paid_on is not None:
        return t("您记：已还")
    return t("您记的") if note.due_date >= today else t("您还没记")


def without_amount_line(t: Texts, count: int) -> str | None:
    return t("另有 %(count)d 笔没记金额。", count=count) if count else None
