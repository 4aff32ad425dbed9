"""The shop's people in tests: added with a password and an authenticator, and signed in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.clock import SystemClock
from bot.wiring import Container
from domain.ports import Clock
from domain.staff.approvals import ApprovalService
from domain.staff.log import StaffLog
from domain.staff.members import MemberService
from domain.staff.second_factor import STEP_S, code_at
from domain.staff.sign_in import SignInService
from domain.staff.types import Enrolment, Member, Role, SignedIn

PASSWORD = "梅花三弄 at noon"
ABOVE_FEN = 300_000


@dataclass
class People:
    """The services of the shop's people on a container."""

    members: MemberService
    doors: SignInService
    log: StaffLog
    approvals: ApprovalService
    real: Clock

    async def add(self, name: str, role: Role = Role.OWNER, telegram_id: int | None = None) -> Enrolment:
        return await self.members.add(name, role, PASSWORD, telegram_id=telegram_id)

    async def member(self, name: str, role: Role = Role.OWNER) -> Member:
        return (await self.add(name, role)).member

    def code(self, enrolment: Enrolment, later: int = 0) -> str:
        """What the authenticator shows now, or so many codes later."""
        return code_at(enrolment.secret, int(self.real.now().timestamp()) // STEP_S + later)

    async def enter(self, enrolment: Enrolment, later: int = 0) -> tuple[str, SignedIn]:
        """Sign in by password: the token, and whose it is."""
        token = await self.doors.by_password(enrolment.member.name, PASSWORD, self.code(enrolment, later))
        found = await self.doors.current(token)
        assert found is not None
        return token, found


def people_of(container: Container, real: Clock | None = None, above_fen: int | None = ABOVE_FEN) -> People:
    store, clock, cipher = container.store, container.clock, container.cipher
    real = real or SystemClock()
    log = StaffLog(store, clock, cipher)
    return People(
        MemberService(store, clock, cipher),
        SignInService(store, clock, cipher, real),
        log,
        ApprovalService(store, clock, cipher, log, above_fen),
        real,
    )
