"""`python -m bot staff`: the shop's people. A password is typed, twice, and never an argument; the address of an
authenticator is shown once.
"""

from __future__ import annotations

import getpass
import io
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.adapters.clock import open_clock
from bot.cli.parser import (
    DONE,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.cli.returns import when
from bot.db.store import open_store
from bot.settings import Settings
from domain.errors import NotFound
from domain.staff.errors import LastOwner, NameTaken, TelegramTaken, UnusableName, WeakPassword
from domain.staff.members import MemberService
from domain.staff.rules import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD, name_key
from domain.staff.second_factor import address_of
from domain.staff.types import Enrolment, Member, Role
from domain.support.rights import NOBODY

Ask = Callable[[str], str]
LARGEST_ID = 10**16


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "staff")
    add = add_action(actions, "add", run, "let somebody sign in to the console; the first owner is made here")
    _with_name(add)
    add.add_argument(
        "--role", required=True, choices=[str(role) for role in Role], metavar="ROLE", help=_ROLES
    )
    add.add_argument(
        "--telegram-id",
        type=_telegram_id,
        metavar="ID",
        help="the person's Telegram user id, to sign in by it",
    )
    add_action(actions, "list", run, "who there is, and as what")
    role = add_action(actions, "role", run, "give somebody another role; they are signed out")
    _with_name(role)
    role.add_argument("role", choices=[str(role) for role in Role], metavar="ROLE", help=_ROLES)
    _with_name(add_action(actions, "disable", run, "let somebody sign in no more; they are signed out"))
    _with_name(
        add_action(
            actions, "reset", run, "another password and authenticator; who was disabled is let in again"
        )
    )


_ROLES = "viewing, serving, money or owner; each may what the one before it may (docs/console.md)"


def _with_name(parser: Commands) -> None:
    parser.add_argument("name", metavar="NAME", help="as they type it to sign in")


def _telegram_id(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 0 < number < LARGEST_ID or number in NOBODY:
        raise ArgumentTypeError(f"{text!r} is nobody's Telegram user id")
    return number


def run(options: Namespace) -> int:
    desk = StaffRegister(settings_of(options), say=say, complain=complain, ask=getpass.getpass)
    match options.action:
        case "add":
            return until_done(desk.add(options.name, Role(options.role), options.telegram_id))
        case "list":
            return until_done(desk.list())
        case "role":
            return until_done(desk.set_role(options.name, Role(options.role)))
        case "disable":
            return until_done(desk.disable(options.name))
    return until_done(desk.reset(options.name))


class StaffRegister:
    """Each action answers its exit code."""

    def __init__(self, settings: Settings, *, say: Say, complain: Say, ask: Ask) -> None:
        self._settings = settings
        self._say = say
        self._complain = complain
        self._ask = ask

    async def add(self, name: str, role: Role, telegram_id: int | None) -> int:
        async def work(members: MemberService) -> int:
            password = self._typed(may_be_none=telegram_id is not None)
            enrolment = await members.add(name, role, password, telegram_id=telegram_id)
            self._say(f"{enrolment.member.name} can sign in as {role}.")
            self._show(enrolment)
            return DONE

        return await self._of(name, work)

    async def list(self) -> int:
        async with _members(self._settings) as members:
            found = await members.members()
        if not found:
            self._say("Nobody can sign in yet. The first one: python -m bot staff add NAME --role owner")
        for member in found:
            self._say("  ".join(_described(member)))
        return DONE

    async def set_role(self, name: str, role: Role) -> int:
        async def work(members: MemberService) -> int:
            member = await members.set_role(name, role)
            self._say(f"{member.name} is {member.role} now, and was signed out where that is new.")
            return DONE

        return await self._of(name, work)

    async def disable(self, name: str) -> int:
        async def work(members: MemberService) -> int:
            member = await members.disable(name)
            self._say(f"{member.name} was signed out and cannot sign in. `staff reset` lets them in again.")
            return DONE

        return await self._of(name, work)

    async def reset(self, name: str) -> int:
        async def work(members: MemberService) -> int:
            by_telegram = {
                name_key(one.name) for one in await members.members() if one.telegram_id is not None
            }
            password = self._typed(may_be_none=name_key(name) in by_telegram)
            enrolment = await members.reset(name, password)
            self._say(
                f"{enrolment.member.name} was signed out. The authenticator used so far is no good any more."
            )
            self._show(enrolment)
            return DONE

        return await self._of(name, work)

    # Doing it

    async def _of(self, name: str, work: Callable[[MemberService], Awaitable[int]]) -> int:
        try:
            async with _members(self._settings) as members:
                return await work(members)
        except NotFound:
            self._complain(f"nobody is called {name!r}; `staff list` shows who there is.")
        except NameTaken as error:
            self._complain(f"somebody is called {error.values['name']!r} already; nothing was changed.")
        except TelegramTaken:
            self._complain("somebody else signs in with this Telegram account; nothing was changed.")
        except UnusableName:
            self._complain(
                f"{name!r} is no name to sign in with: 1 to {LONGEST_NAME} letters, digits, spaces, dots or hyphens."
            )
        except WeakPassword:
            self._complain(
                f"this password is too easy to guess: {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, several"
                " different ones, without the name in it. Nothing was changed."
            )
        except LastOwner as error:
            self._complain(
                f"{error.values['name']} is the last owner: add another one first. Nothing was changed."
            )
        except _NotTheSame:
            self._complain("the two passwords are not the same; nothing was changed.")
        except _NothingTyped:
            self._complain("a password has to be typed, or --telegram-id given; nothing was changed.")
        return WRONG

    def _typed(self, *, may_be_none: bool) -> str | None:
        """Return the password that is typed twice; None where nothing is typed and that will do. Raises `_NotTheSame`,
        `_NothingTyped`.
        """
        password = self._ask("Password (empty: only by Telegram): " if may_be_none else "Password: ")
        if not password:
            if may_be_none:
                return None
            raise _NothingTyped
        if self._ask("Again: ") != password:
            raise _NotTheSame
        return password

    def _show(self, enrolment: Enrolment) -> None:
        """Show the secret of the authenticator, this once."""
        import segno  # only for who is enrolled

        address = address_of(enrolment.secret, enrolment.member.name)
        if sys.stdout.isatty():
            drawn = io.StringIO()
            segno.make(address, error="m").terminal(out=drawn, compact=True)
            self._say(drawn.getvalue().rstrip("\n"))
        self._say(f"Scan this into an authenticator; it is shown this once: {address}")


class _NotTheSame(Exception):
    pass


class _NothingTyped(Exception):
    pass


@asynccontextmanager
async def _members(settings: Settings) -> AsyncIterator[MemberService]:
    from bot.adapters.cipher import make_cipher
    from bot.db.key_canary import require_own_keys

    async with open_store(settings) as store, open_clock(settings) as clock:
        await require_own_keys(store.engine, settings)
        yield MemberService(store, clock, make_cipher(settings))


def _described(member: Member) -> tuple[str, ...]:
    ways = [way for way, has in (("password", member.has_password), ("Telegram", member.telegram_id)) if has]
    state = "disabled" if member.is_disabled else f"signs in by {' or '.join(ways) or 'nothing: reset'}"
    return member.name, str(member.role), state, f"since {when(member.added_at)}"
