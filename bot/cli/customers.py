"""`python -m bot customers`: what the shop's staff see of people. No name, no number: those are in the shop's own books."""

from __future__ import annotations

from argparse import Namespace

from bot.adapters.clock import open_clock
from bot.cli.parser import DONE, Commands, Say, add_action, add_group, say, settings_of, until_done
from bot.cli.returns import when, yuan
from bot.db.store import open_store
from bot.settings import Settings
from domain.notices.unreachable import unreachable_customers


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "customers")
    add_action(
        actions,
        "unreachable",
        run,
        "who stopped the assistant while bills are open: to be reached in another way",
    )


def run(options: Namespace) -> int:
    return until_done(list_unreachable(settings_of(options), say=say))


async def list_unreachable(settings: Settings, *, say: Say) -> int:
    """Answers the exit code."""
    async with open_store(settings) as store, open_clock(settings) as clock:
        unreachable = await unreachable_customers(store, clock)
    if not unreachable:
        say("Everybody with open bills can be reached.")
    for one in unreachable:
        late = f"{yuan(one.late_fen)} yuan late" if one.late_fen else "nothing late"
        say(f"{one.customer_id}  away since {when(one.since)}  {late}  oldest open bill due {one.next_due}")
    return DONE
