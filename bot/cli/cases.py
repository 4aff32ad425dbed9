"""`python -m bot cases NUMBER`: who of the staff said and decided what in a case. Without the words."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import DONE, FAILED, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.returns import when
from bot.db.store import open_store
from bot.settings import Settings
from domain.cases.types import Author
from domain.support.record import RecordedAct, case_record
from domain.support.rights import ANONYMOUS_ADMIN, SPEAKING_CHANNEL

_NAMELESS = {ANONYMOUS_ADMIN: "an anonymous administrator", SPEAKING_CHANNEL: "on behalf of a channel"}


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "cases", run)
    parser.add_argument("number", metavar="NUMBER", help="as the customer and the staff chat are shown it")


def run(options: Namespace) -> int:
    return until_done(show_record(settings_of(options), options.number, say=say, complain=complain))


async def show_record(settings: Settings, number: str, *, say: Say, complain: Say) -> int:
    """Answers the exit code."""
    async with open_store(settings) as store:
        record = await case_record(store, number)
    if record is None:
        complain(f"there is no case {number}.")
        return FAILED
    say(f"{record.number}  {record.kind}  {record.status}  opened {when(record.opened_at)}")
    for act in record.acts:
        say(f"{when(act.at)}  {_what(act)}{_who(act)}")
    return DONE


def _what(act: RecordedAct) -> str:
    match act.author:
        case Author.CUSTOMER:
            return "the customer wrote"
        case Author.STAFF:
            return "the staff wrote"
        case Author.SHOP:
            return f"decided: {act.decision}"
        case Author.REMINDED:
            return "the staff was told that the promised days are over"
        case Author.DENIED:
            return f"tapped without the right: {act.decision}"


def _who(act: RecordedAct) -> str:
    if act.by_id in _NAMELESS:
        return f"  {_NAMELESS[act.by_id]}"
    number = f" ({act.by_id})" if act.by_id is not None else ""
    return f"  {act.by}{number}" if act.by else number
