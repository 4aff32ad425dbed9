"""What the pages of the console ask: built once for a process."""

from __future__ import annotations

from collections.abc import Callable

from bot.adapters.clock import SystemClock
from bot.web.init_data import read_login
from domain.ports import Clock, FieldCipher, InvalidSignature
from domain.staff.approvals import ApprovalService
from domain.staff.log import StaffLog
from domain.staff.members import MemberService
from domain.staff.sign_in import SignInService
from domain.unit_of_work import Store
from domain.value import Value


class ConsoleServices(Value):
    """`by_telegram`: whether the staff chat has a button to sign in with. `telegram_id`: who signs in by Telegram's word;
    raises `InvalidSignature`.
    """

    clock: Clock
    members: MemberService
    doors: SignInService
    log: StaffLog
    approvals: ApprovalService
    telegram_id: Callable[[str], int]
    by_telegram: bool = False


def build_services(
    store: Store,
    clock: Clock,
    cipher: FieldCipher,
    *,
    above_fen: int | None,
    bot_token: str | None = None,
    by_telegram: bool = False,
    real: Clock | None = None,
) -> ConsoleServices:
    """Build them. `above_fen`: what moves more needs two persons. `bot_token`: Telegram signs with it who signs in; without
    one nobody does by it. `real`: the machine's clock, where it is another one.
    """
    log, watch = StaffLog(store, clock, cipher), real or SystemClock()

    def telegram_id(said: str) -> int:
        """Return who signs in by Telegram's word. Raises `InvalidSignature`."""
        if bot_token is None:
            raise InvalidSignature
        return read_login(said, bot_token, watch.now().timestamp())

    return ConsoleServices(
        clock=clock,
        members=MemberService(store, clock, cipher),
        doors=SignInService(store, clock, cipher, watch),
        log=log,
        approvals=ApprovalService(store, clock, cipher, log, above_fen),
        telegram_id=telegram_id,
        by_telegram=by_telegram,
    )
