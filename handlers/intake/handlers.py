"""A personal link (迁入): opened, and what it asks. `conversation` takes the digits."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.context import Context
from handlers.intake import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps

START = "join_"  # in front of the secret, in what a link hands to /start


async def invited(context: Context, args: Sequence[str] | None) -> Reply | None:
    """Return what a personal link asks; None where /start brought none along."""
    if not args or not args[0].startswith(START):
        return None
    await context.services.invitations.open_link(context.customer.id, args[0].removeprefix(START))
    return views.greeting(context.t)


TAPS: Taps = ()
PHRASES: Phrases = {}
