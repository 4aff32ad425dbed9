"""What the pages of the console ask: built once for a process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal

from bot.adapters.clock import SystemClock
from bot.web.init_data import read_login
from domain.desk.service import Desk
from domain.desk.shop import ShopDesk
from domain.lookups.service import LookupService
from domain.payments.external import ExternalPaymentService
from domain.payments.gateways import GatewayRegistry
from domain.payments.refunds import RefundService
from domain.plans.service import PlanService
from domain.ports import Clock, FieldCipher, InvalidSignature
from domain.returns.service import ReturnService
from domain.staff.approvals import ApprovalService
from domain.staff.log import StaffLog
from domain.staff.members import MemberService
from domain.staff.sign_in import SignInService
from domain.support.rights import StaffRights
from domain.support.staff import StaffService
from domain.unit_of_work import Store
from domain.value import Value


class ConsoleServices(Value):
    """`by_telegram`: whether the staff chat has a button to sign in with. `telegram_id`: who signs in by Telegram's word;
    raises `InvalidSignature`. `carry` brings what was decided and said to the staff chat and to this customer, now; where
    it cannot, that goes with the next round.
    """

    clock: Clock
    members: MemberService
    doors: SignInService
    log: StaffLog
    approvals: ApprovalService
    desk: Desk
    lookups: LookupService
    shop: ShopDesk
    plans: PlanService
    carry: Callable[[str | None], Awaitable[None]]
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
    carry: Callable[[str | None], Awaitable[None]] | None = None,
    gateways: GatewayRegistry | None = None,
    real: Clock | None = None,
    ceiling_pct: Decimal = Decimal(24),
) -> ConsoleServices:
    """Build them. `above_fen`: what moves more needs two persons. `bot_token`: Telegram signs with it who signs in; without
    one nobody does by it. `real`: the machine's clock, where it is another one.
    `ceiling_pct`: no plan that can cost more a year is offered again.
    """
    log, watch = StaffLog(store, clock, cipher), real or SystemClock()

    def telegram_id(said: str) -> int:
        """Return who signs in by Telegram's word. Raises `InvalidSignature`."""
        if bot_token is None:
            raise InvalidSignature
        return read_login(said, bot_token, watch.now().timestamp())

    approvals = ApprovalService(store, clock, cipher, log, above_fen)
    external = ExternalPaymentService(store, clock)
    return ConsoleServices(
        clock=clock,
        members=MemberService(store, clock, cipher),
        doors=SignInService(store, clock, cipher, watch),
        log=log,
        approvals=approvals,
        desk=Desk(
            log,
            approvals,
            # Who may what is said by the roles, before a case is asked.
            StaffService(store, clock, cipher, external, StaffRights()),
            external,
            RefundService(store, clock, gateways or GatewayRegistry()),
            ReturnService(store, clock),
        ),
        lookups=LookupService(store, clock, cipher, log),
        shop=ShopDesk(store, clock, log, ceiling_pct),
        plans=PlanService(store, clock),
        carry=carry or _later,
        telegram_id=telegram_id,
        by_telegram=by_telegram,
    )


async def _later(customer_id: str | None) -> None:
    """Leave it to the next round of whoever carries."""
