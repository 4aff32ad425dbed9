"""People doing whole things through the services, for tests that start where those end."""

from __future__ import annotations

from datetime import date, timedelta

from bot.wiring import Container
from domain.checkout.results import CheckoutView
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.payments.results import Receipt
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.remembered_purchases import remembered


async def arrive(container: Container, telegram_id: int = 1) -> CustomerView:
    return await container.services.customers.arrive(telegram_id, "zh-hans")


def id_number_of(number: int) -> str:
    """Return the ID number of an adult who does not exist, another for each `number`: whose accounts have one ID number are
    one person, with one credit line.
    """
    days, sequence = divmod(number, 1000)
    body = f"110101{date(1980, 1, 1) + timedelta(days=days):%Y%m%d}{sequence:03}"
    weighed = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(body))
    return body + "10X98765432"[weighed % 11]


async def verify(container: Container, customer: CustomerView, id_number: str = ADULT) -> None:
    await container.services.identity.submit_name(customer.id, NAME)
    await container.services.identity.submit_id_number(customer.id, id_number)
    await container.services.identity.submit_phone(customer.id, PHONE)


async def reach_confirmation(
    container: Container, customer: CustomerView, product_id: str = "xiaomi-15", plan_id: str = "consumer-12"
) -> CheckoutView:
    """Buy one piece now, up to the last step."""
    draft = await container.services.checkout.start_with(customer.id, product_id)
    return await choose_and_sign(container, customer, draft, plan_id)


async def choose_and_sign(
    container: Container, customer: CustomerView, draft: CheckoutView, plan_id: str = "consumer-12"
) -> CheckoutView:
    """Through every step of a checkout up to the last; answers it as the confirmation screen shows it."""
    checkout = container.services.checkout
    periods = int(plan_id.rsplit("-", 1)[1])
    await checkout.choose_periods(customer.id, draft.draft_id, periods)
    if not draft.identity.verified:
        await verify(container, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, plan_id)
    return await read_and_agree(container, customer, draft.draft_id)


async def read_and_agree(container: Container, customer: CustomerView, draft_id: str) -> CheckoutView:
    """From the disclosure to the confirmation."""
    agreements = container.services.agreements
    await agreements.disclosure(customer.id, draft_id)
    await agreements.reading_time_over(customer.id, draft_id)
    version = await agreements.agreement_shown(
        customer.id, draft_id, version="test", sha256="0" * 64, locale="zh_CN"
    )
    return await agreements.agree(customer.id, draft_id, version)


async def confirm(container: Container, customer: CustomerView, shown: CheckoutView) -> OrderDetail:
    """Press the button of a confirmation screen."""
    return await container.services.confirmation.place_order(customer.id, shown.draft_id, shown.version)


async def buy(container: Container, customer: CustomerView, **choice: str) -> OrderDetail:
    async def bought() -> OrderDetail:
        return await confirm(container, customer, await reach_confirmation(container, customer, **choice))

    return await remembered(container, customer, choice, bought)


async def pay(container: Container, customer: CustomerView, quote_id: str) -> Receipt:
    """Confirm the quote at a gateway that answers at once."""
    receipt = await container.services.payments.confirm_quote(customer.id, quote_id)
    assert isinstance(receipt, Receipt)
    return receipt


async def repay_next(container: Container, customer: CustomerView, loan_id: str | None = None) -> int:
    """Pay the oldest open bill (of one loan); answers its amount in fen."""
    bills = await container.services.bills.open_bills(customer.id)
    bill = next(b for b in bills.bills if loan_id in (None, b.loan_id))
    quote = await container.services.quotes.bill(customer.id, bill.installment_id)
    receipt = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    return receipt.amount_fen
