"""What is told of a plan in hardship by itself: that it was kept. Until when a late instalment keeps it, and that it lapsed,
is said with what is late (`domain.notices.lateness`).
"""

from __future__ import annotations

from domain.hardship.results import PlanStatus
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.rescheduling.loans import named_now
from domain.rescheduling.results import MovableLoan
from domain.text import LocalText


class PlanKeptContent(NoticeContent):
    """A plan of which all was paid. `waived_fen`: the penalty interest that nobody asks for any more."""

    loan: MovableLoan
    waived_fen: int

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.loan.title,)


async def _kept(request: NoticeRequest) -> PlanKeptContent | None:
    row = await request.uow.hardship_plans.of_loan(request.key.subject)
    if row is None or row.status != PlanStatus.KEPT:
        return None
    loan = await named_now(request.uow, row.loan_id, request.today)
    return PlanKeptContent(NoticeKind.PLAN_KEPT, request.today, loan, row.waived_fen)


NOTICES = (NoticeSpec(NoticeKind.PLAN_KEPT, transactional=False, compose=_kept),)
