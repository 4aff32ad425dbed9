"""Who looks: a member of the staff, or somebody of the staff chat whom only the settings name (STAFF_IDS)."""

from __future__ import annotations

from domain.staff.errors import MayNot, ReasonMissing
from domain.staff.log import StaffLog
from domain.staff.members import member_of
from domain.staff.rules import NEEDS_REASON, RIGHTS, plain_reason
from domain.staff.types import NOTHING, Member, Outcome, Role, Subject, Verb
from domain.support.rights import NOBODY, StaffRights
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class Looker(Value):
    """`member`: None of whoever is no member; `called` names them in the log. `may`: what they may by the settings."""

    member: Member | None
    called: str = ""
    may: frozenset[Verb] = frozenset()


async def looker_in_chat(
    uow: UnitOfWork, user_id: int | None, first_name: str, rights: StaffRights
) -> Looker:
    """Return who of the staff chat looks: a member by their Telegram id, else as much as who serves customers there may.
    Who does not say who they are may nothing.
    """
    if user_id is None or user_id in NOBODY:
        return Looker(None)
    row = await uow.staff.by_telegram(user_id)
    if row is not None:
        return Looker(None if row.disabled_at is not None else member_of(row))
    may = RIGHTS[Role.SERVING] if rights.may_see(user_id) else frozenset()
    return Looker(None, f"Telegram {user_id} {first_name}".strip(), may)


async def permit_look(
    log: StaffLog, looker: Looker, verb: Verb, subject: Subject = NOTHING, reason: str = ""
) -> None:
    """Refuse a look for want of the right, which is written down, or of a reason. Raises `MayNot`, `ReasonMissing`."""
    if looker.member is not None:
        await log.permit(looker.member, verb, subject, reason=reason)
        return
    if verb not in looker.may:
        await log.record(None, verb, subject, reason=_said(looker, reason), outcome=Outcome.NO_RIGHT)
        raise MayNot(verb=verb)
    if verb in NEEDS_REASON and not plain_reason(reason):
        raise ReasonMissing(verb=verb)


async def note_look(log: StaffLog, looker: Looker, verb: Verb, subject: Subject, reason: str = "") -> None:
    """Permit a look at one person, or a search, and write it down before its answer is shown."""
    await permit_look(log, looker, verb, subject, reason)
    if looker.member is not None:
        await log.record(looker.member.id, verb, subject, reason=reason)
    else:
        await log.record(None, verb, subject, reason=_said(looker, reason))


def _said(looker: Looker, reason: str) -> str:
    """Return the reason with who gave it, where the log cannot name them as a member."""
    return f"{looker.called}: {plain_reason(reason)}".strip(": ")
