"""Buttons: what is due in the days to come, here and elsewhere."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenComing(Action, code="ja"):
    """What is due within so many days."""

    days: int
