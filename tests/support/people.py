"""People doing whole things through the services, for tests that start where those end."""

from __future__ import annotations

from bot.wiring import House
from domain.results import CustomerView, OrderDetail
from tests.support.builders import ADULT, NAME, PHONE


async def arrive(house: House, telegram_id: int = 1) -> CustomerView:
    return await house.services.customers.arrive(telegram_id, "zh-hans")


async def verify(house: House, customer: CustomerView, id_number: str = ADULT) -> None:
    await house.services.identity.submit_name(customer.id, NAME)
    await house.services.identity.submit_id_number(customer.id, id_number)
    await house.services.identity.submit_phone(customer.id, PHONE)


async def reach_confirmation(
    house: House, customer: CustomerView, product_id: str = "xiaomi-15", plan_id: str = "consumer-12"
) -> str:
    """Through every step of a checkout up to the last; answers the draft's id."""
    checkout, signing = house.services.checkout, house.services.signing
    draft = await checkout.start_with(customer.id, product_id)
    periods = int(plan_id.rsplit("-", 1)[1])
    await checkout.choose_periods(customer.id, draft.draft_id, periods)
    if not draft.identity.verified:
        await verify(house, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, plan_id)
    await signing.disclosure(customer.id, draft.draft_id)
    await signing.reading_time_over(customer.id, draft.draft_id)
    await signing.finish_reading(customer.id, draft.draft_id)
    await signing.agreement_shown(
        customer.id, draft.draft_id, version="test", sha256="0" * 64, locale="zh_CN"
    )
    await signing.agree(customer.id, draft.draft_id)
    return draft.draft_id


async def buy(house: House, customer: CustomerView, **choice: str) -> OrderDetail:
    draft_id = await reach_confirmation(house, customer, **choice)
    return await house.services.ordering.confirm(customer.id, draft_id)


async def repay_next(house: House, customer: CustomerView, loan_id: str | None = None) -> int:
    """Pay the oldest open bill (of one loan); answers its amount in fen."""
    bills = await house.services.bills.open_bills(customer.id)
    bill = next(b for b in bills.bills if loan_id in (None, b.loan_id))
    offer = await house.services.repayment.offer(customer.id, bill.installment_id)
    receipt = await house.services.repayment.confirm(customer.id, offer.offer_id)
    return receipt.amount_fen
