"""People doing whole things through the services, for tests that start where those end."""

from __future__ import annotations

from bot.wiring import House
from domain.checkout.results import CheckoutView
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.payments.results import Receipt
from tests.support.builders import ADULT, NAME, PHONE


async def arrive(house: House, telegram_id: int = 1) -> CustomerView:
    return await house.services.customers.arrive(telegram_id, "zh-hans")


async def verify(house: House, customer: CustomerView, id_number: str = ADULT) -> None:
    await house.services.identity.submit_name(customer.id, NAME)
    await house.services.identity.submit_id_number(customer.id, id_number)
    await house.services.identity.submit_phone(customer.id, PHONE)


async def reach_confirmation(
    house: House, customer: CustomerView, product_id: str = "xiaomi-15", plan_id: str = "consumer-12"
) -> CheckoutView:
    """Buy one piece now, up to the last step."""
    draft = await house.services.checkout.start_with(customer.id, product_id)
    return await choose_and_sign(house, customer, draft, plan_id)


async def choose_and_sign(
    house: House, customer: CustomerView, draft: CheckoutView, plan_id: str = "consumer-12"
) -> CheckoutView:
    """Through every step of a checkout up to the last; answers it as the confirmation screen shows it."""
    checkout = house.services.checkout
    periods = int(plan_id.rsplit("-", 1)[1])
    await checkout.choose_periods(customer.id, draft.draft_id, periods)
    if not draft.identity.verified:
        await verify(house, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, plan_id)
    return await read_and_agree(house, customer, draft.draft_id)


async def read_and_agree(house: House, customer: CustomerView, draft_id: str) -> CheckoutView:
    """From the disclosure to the confirmation."""
    signing = house.services.signing
    disclosure = await signing.disclosure(customer.id, draft_id)
    await signing.reading_time_over(customer.id, draft_id)
    await signing.finish_reading(customer.id, draft_id, disclosure.version)
    version = await signing.agreement_shown(
        customer.id, draft_id, version="test", sha256="0" * 64, locale="zh_CN"
    )
    return await signing.agree(customer.id, draft_id, version)


async def confirm(house: House, customer: CustomerView, shown: CheckoutView) -> OrderDetail:
    """Press the button of a confirmation screen."""
    return await house.services.ordering.confirm(customer.id, shown.draft_id, shown.version)


async def buy(house: House, customer: CustomerView, **choice: str) -> OrderDetail:
    return await confirm(house, customer, await reach_confirmation(house, customer, **choice))


async def pay(house: House, customer: CustomerView, offer_id: str) -> Receipt:
    """Confirm the offer at a gateway that answers at once."""
    receipt = await house.services.repayment.confirm(customer.id, offer_id)
    assert isinstance(receipt, Receipt)
    return receipt


async def repay_next(house: House, customer: CustomerView, loan_id: str | None = None) -> int:
    """Pay the oldest open bill (of one loan); answers its amount in fen."""
    bills = await house.services.bills.open_bills(customer.id)
    bill = next(b for b in bills.bills if loan_id in (None, b.loan_id))
    offer = await house.services.offers.bill(customer.id, bill.installment_id)
    receipt = await house.services.repayment.confirm(customer.id, offer.offer_id)
    return receipt.amount_fen
