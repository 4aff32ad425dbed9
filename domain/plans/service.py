"""Which plans there are for an amount, each with its true cost."""

from __future__ import annotations

from domain.contract import load_lender, load_plan
from domain.dates import business_day
from domain.plans.errors import NoPlanForAmount
from domain.plans.pricing import cheapest_per_period_count, lower_cash_price_fen, price_plan
from domain.plans.results import OfferedPlans, PlanOption
from domain.ports import Clock
from domain.unit_of_work import Store, UnitOfWork


class PlanService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def offered(self, price_fen: int, cash_price_fen: int | None) -> OfferedPlans:
        """Return what can be had for `price_fen`; `cash_price_fen`: the same goods paid at once, None where that is the
        same.
        """
        async with self._store.read() as uow:
            lower_fen = lower_cash_price_fen([(price_fen, cash_price_fen, 1)])
            options = await options_for(uow, self._clock, price_fen, cash_price_fen=lower_fen)
            smallest_fen, largest_fen = await _amounts(uow)
            return OfferedPlans(cheapest_per_period_count(options), smallest_fen, largest_fen)


async def options_for(
    uow: UnitOfWork, clock: Clock, amount_fen: int, *, cash_price_fen: int | None = None
) -> list[PlanOption]:
    """Return every active plan that takes `amount_fen`, priced as if drawn today."""
    today = business_day(clock.now())
    return [
        price_plan(
            load_lender(lender.spec), load_plan(plan.spec), amount_fen, today, cash_price_fen=cash_price_fen
        )
        for plan, lender in await uow.catalog.plans_with_institutions()
        if plan.min_amount_fen <= amount_fen <= plan.max_amount_fen
    ]


async def require_options(
    uow: UnitOfWork, clock: Clock, amount_fen: int, *, cash_price_fen: int | None = None
) -> list[PlanOption]:
    """`options_for`, or a refusal that names the amounts that can be had."""
    options = await options_for(uow, clock, amount_fen, cash_price_fen=cash_price_fen)
    if not options:
        smallest_fen, largest_fen = await _amounts(uow)
        raise NoPlanForAmount(amount=amount_fen, smallest=smallest_fen or 0, largest=largest_fen or 0)
    return options


async def _amounts(uow: UnitOfWork) -> tuple[int | None, int | None]:
    """Return between which amounts there are plans; None where there are none."""
    plans = [plan for plan, _ in await uow.catalog.plans_with_institutions()]
    return (
        min((plan.min_amount_fen for plan in plans), default=None),
        max((plan.max_amount_fen for plan in plans), default=None),
    )
