"""Photos of an ID card: read, confirmed or given up, held against what was typed; lenders who ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.checkout.results import CheckoutStep
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, Stale, StepMissing
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused
from domain.identity.types import IdentityState
from domain.terms import Need
from domain.value import replace
from tests.support.builders import ADULT, NAME, PHONE, catalog, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, confirm, read_and_agree, verify

OTHER = "110101198001010010"
MINOR = "110101201503070018"
FRONT = CardFields(CardSide.FRONT, name=NAME, id_number=ADULT)
BACK = CardFields(CardSide.BACK, valid_until=date(2035, 3, 1))


class PendingDisclosure:
    """Reads what the test lays before it; the real one is held by its own tests."""

    def __init__(self) -> None:
        self.next: CardFields | PictureFault = FRONT

    async def read(self, picture: bytes) -> CardFields:
        if isinstance(self.next, PictureFault):
            raise PictureRefused(self.next)
        return self.next


@pytest.fixture
def reader() -> PendingDisclosure:
    return PendingDisclosure()


@pytest.fixture
async def container(
    settings: Settings, clock: MovableClock, reader: PendingDisclosure
) -> AsyncIterator[Container]:
    """The bank of the catalogue asks for the card, the other lender does not."""
    built = build_container(settings, clock, reader=reader)
    first, bank = catalog().institutions
    await catalog_importer(built.store).apply(
        catalog(institutions=(first, replace(bank, needs=(Need.CARD,)))), {}
    )
    yield built
    await built.aclose()


async def send(
    container: Container, customer: CustomerView, reader: PendingDisclosure, *sides: CardFields
) -> None:
    for side in sides:
        reader.next = side
        await container.services.card_photos.read(customer.id, b"a picture")


async def bank_draft(container: Container, customer: CustomerView) -> str:
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    return draft.draft_id


async def test_the_front_fills_name_and_number_once_it_is_confirmed(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    draft_id = await bank_draft(container, customer)
    checkout, cards = container.services.checkout, container.services.card_photos
    await send(container, customer, reader, FRONT)
    view = await checkout.view(customer.id, draft_id)
    assert view.step is CheckoutStep.CARD_READ
    card = view.identity.card
    assert card is not None
    assert (card.name_mask, card.id_number_mask, card.differs) == ("张**", "1****************1", ())
    assert view.identity.state is IdentityState.NONE  # nothing is taken before it is confirmed
    await cards.confirm(customer.id)
    assert (await checkout.view(customer.id, draft_id)).step is CheckoutStep.PHONE
    with pytest.raises(Stale):
        await cards.confirm(customer.id)
    assert (await container.services.identity.submit_phone(customer.id, PHONE)).verified


@on_sqlite
async def test_what_was_read_is_sealed_and_forgotten_when_it_is_not_right(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    draft_id = await bank_draft(container, customer)
    await send(container, customer, reader, FRONT, BACK)
    async with container.store.read() as uow:
        row = await uow.identities.get(customer.id)
    assert row is not None
    assert ADULT not in str(row.card_token)
    assert row.name_token is None
    view = await container.services.card_photos.discard(customer.id)
    assert view.card is None
    assert (await container.services.checkout.view(customer.id, draft_id)).step is CheckoutStep.NAME


async def test_going_back_or_typing_gives_up_what_was_read(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    draft_id = await bank_draft(container, customer)
    await send(container, customer, reader, FRONT)
    view = await container.services.checkout.back(customer.id, draft_id, CheckoutStep.CARD_READ)
    assert view.step is CheckoutStep.NAME
    await send(container, customer, reader, FRONT)
    await container.services.identity.submit_name(customer.id, "李四")
    assert (await container.services.identity.view(customer.id)).card is None


async def test_a_card_that_is_not_what_was_typed_says_which_field_differs(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    await container.services.identity.submit_name(customer.id, "李四")
    await container.services.identity.submit_id_number(customer.id, ADULT)
    reader.next = FRONT
    view = await container.services.card_photos.read(customer.id, b"")
    assert view.card is not None
    assert view.card.differs == ("name",)
    assert (await container.services.card_photos.confirm(customer.id)).name_mask == "张**"


@on_sqlite
async def test_somebody_elses_card_is_not_taken_after_the_verification(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    with pytest.raises(InvalidInput) as refused:
        await send(container, customer, reader, replace(FRONT, id_number=OTHER))
    assert refused.value.reason == "another"
    assert (await container.services.identity.view(customer.id)).card is None  # nothing of it is kept


@on_sqlite
@pytest.mark.parametrize(
    ("side", "reason"),
    [
        (CardFields(CardSide.BACK, valid_until=date(2020, 1, 1)), "expired"),
        (CardFields(CardSide.BACK), "incomplete"),
        (CardFields(CardSide.FRONT, id_number=ADULT), "incomplete"),
        (CardFields(CardSide.FRONT, name=NAME, id_number=MINOR), "minor"),
    ],
)
async def test_a_card_that_cannot_serve_is_refused_with_the_reason(
    container: Container, reader: PendingDisclosure, side: CardFields, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await send(container, await arrive(container), reader, side)
    assert (refused.value.field, refused.value.reason) == ("card", reason)


@on_sqlite
async def test_a_picture_that_cannot_be_read_changes_nothing(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    reader.next = PictureFault.UNREADABLE
    with pytest.raises(PictureRefused):
        await container.services.card_photos.read(customer.id, b"")
    assert (await container.services.identity.view(customer.id)).state is IdentityState.NONE


async def test_a_lender_that_asks_for_the_card_gets_both_sides_before_the_disclosure(
    container: Container, reader: PendingDisclosure
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    draft_id = await bank_draft(container, customer)
    checkout, cards = container.services.checkout, container.services.card_photos
    assert (await checkout.choose_plan(customer.id, draft_id, "consumer-12")).step is CheckoutStep.DISCLOSURE
    assert (await checkout.choose_plan(customer.id, draft_id, "bank-12")).step is CheckoutStep.CARD
    await send(container, customer, reader, FRONT)
    assert (await cards.confirm(customer.id)).card_sides == (CardSide.FRONT,)
    assert (await checkout.view(customer.id, draft_id)).step is CheckoutStep.CARD
    await send(container, customer, reader, BACK)
    view = await cards.confirm(customer.id)
    assert view.valid_until == date(2035, 3, 1)
    assert (await checkout.view(customer.id, draft_id)).step is CheckoutStep.DISCLOSURE
    shown = await read_and_agree(container, customer, draft_id)
    assert (await confirm(container, customer, shown)).summary


@on_sqlite
async def test_no_order_without_what_the_lender_asks_for(
    container: Container, reader: PendingDisclosure
) -> None:
    """Also where the lender begins to ask while the last screen is open."""
    customer = await arrive(container)
    await verify(container, customer)
    draft_id = await bank_draft(container, customer)
    await container.services.checkout.choose_plan(customer.id, draft_id, "consumer-12")
    shown = await read_and_agree(container, customer, draft_id)
    asking = tuple(replace(one, needs=(Need.CARD,)) for one in catalog().institutions)
    await catalog_importer(container.store).apply(catalog(institutions=asking), {})
    with pytest.raises(StepMissing):
        await confirm(container, customer, shown)


@on_sqlite
async def test_from_the_photos_one_goes_back_to_the_lenders(container: Container) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    draft_id = await bank_draft(container, customer)
    await container.services.checkout.choose_plan(customer.id, draft_id, "bank-12")
    view = await container.services.checkout.back(customer.id, draft_id, CheckoutStep.CARD)
    assert view.step is CheckoutStep.LENDER


async def test_the_day_after_the_cards_last_one_the_verification_has_run_out(
    container: Container, reader: PendingDisclosure, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    await send(container, customer, reader, FRONT, replace(BACK, valid_until=date(2026, 3, 1)))
    await container.services.card_photos.confirm(customer.id)
    clock.move_to(date(2026, 3, 1))
    assert (await container.services.identity.view(customer.id)).verified
    clock.move_to(date(2026, 3, 2))
    assert (await container.services.identity.view(customer.id)).state is IdentityState.EXPIRED
    with pytest.raises(Stale):
        await send(container, customer, reader, BACK)
    again = await container.services.identity.check_again(customer.id)
    assert (again.verified, again.card_sides) == (True, ())  # the new card is to be shown where a lender asks


async def test_a_card_without_an_end_never_runs_out(
    container: Container, reader: PendingDisclosure, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    await send(container, customer, reader, replace(BACK, valid_until=None, long_term=True))
    await container.services.card_photos.confirm(customer.id)
    clock.move_to(date(2060, 1, 1))
    assert (await container.services.identity.view(customer.id)).verified


def test_lenders_ask_for_nothing_more_unless_the_catalogue_says_so() -> None:
    assert lender().needs == ()
