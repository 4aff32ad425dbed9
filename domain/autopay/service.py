"""Automatic debit (自动扣款): binding cards, authorising, revoking, and how it stands."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import time

from domain import tables as t
from domain.autopay.ports import CardBinding, CardRefusal, CardVault
from domain.autopay.results import AgreedMandate, AutopayView
from domain.autopay.rules import windows_of
from domain.columns import place_of
from domain.contract import load_contract
from domain.customers.consents import Purpose, give_consent, withdraw_consents
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import InvalidInput, NotFound, SealBroken
from domain.identity.errors import IdentityMissing
from domain.identity.facts import identity_masks, name_mask_of, open_facts
from domain.ids import new_id
from domain.loans.results import CardView
from domain.loans.snapshots import BillFacts
from domain.pii.bank_cards import CardInputError, card_number, check_card
from domain.pii.card_bins import CardKind
from domain.ports import Clock, FieldCipher
from domain.terms import DEFAULT_DEBIT_TERMS
from domain.unit_of_work import Conflict, Store, UnitOfWork

MOST_CARDS = 5


class AutopayService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, vault: CardVault | None) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._vault = vault

    @property
    def takes_cards(self) -> bool:
        """Whether a card can be bound at all."""
        return self._vault is not None

    async def view(self, customer_id: str) -> AutopayView:
        async with self._store.read() as uow:
            return await read_view(uow, customer_id, self._cipher, can_add_card=self._vault is not None)

    async def add_card(self, customer_id: str, typed: str, answer_id: int, *, sure: bool) -> CardView:
        """Bind the debit card with the typed number, in the name of the verified person.

        `answer_id` tells one typed message from another. `sure`: the same number was typed before, so a failing check
        digit is taken, as a few old cards have one. Raises `InvalidInput` (what is wrong with the number, or the bank's
        refusal; `known`: a card of this bank with these last digits is bound already), `IdentityMissing`.
        """
        if self._vault is None:
            raise NotFound()
        number, card = _checked(typed, sure=sure)
        async with self._store.read() as uow:
            await require_not_frozen(uow, customer_id)
            identity = await uow.identities.get(customer_id)
            cards = await uow.autopay.cards(customer_id)
            known = await uow.autopay.card(_card_id(customer_id, answer_id))
        if known is not None:
            return _card_view(known)
        if any((one.last_four, one.bank) == (card.last_four, card.bank) for one in cards):
            raise InvalidInput("card", "known")  # or one that nobody could tell from it
        if len(cards) >= MOST_CARDS:
            raise InvalidInput("card", "too_many")
        request = self._request(identity, number, _card_id(customer_id, answer_id))
        token = await self._vault.bind(request)
        if isinstance(token, CardRefusal):
            raise InvalidInput("card", token)
        row = t.PaymentCard(
            id=request.binding_id,
            customer_id=customer_id,
            gateway=self._vault.gateway,
            token="",
            last_four=card.last_four,
            bank=card.bank,
            position=1 + max((other.position for other in cards), default=0),
            bound_at=self._clock.now(),
        )
        row.token = self._cipher.seal(token, place_of(row, "token"))
        view = _card_view(row)
        async with self._store.write() as uow:
            uow.add(row)
            await give_consent(uow, customer_id, Purpose.BINDING, self._clock.now())
            await uow.commit()
        return view

    def fingerprint(self, typed: str) -> str:
        """Tells whether the same number was typed twice, without keeping it."""
        return self._cipher.lookup_hash(f"card:{card_number(typed)}")

    async def agree(self, customer_id: str, *, version: str, sha256: str, locale: str) -> AutopayView:
        """Switch it on, by the text that was shown. Again: it stays on. Raises `NotFound` without a card, `SealBroken`
        where the name in it does not open.
        """
        try:
            async with self._store.write() as uow:
                await require_not_frozen(uow, customer_id)
                if not await uow.autopay.cards(customer_id):
                    raise NotFound()
                identity_masks(await uow.identities.get(customer_id), self._cipher)  # the text names them
                if await uow.autopay.mandate(customer_id) is None:
                    uow.add(
                        t.DebitMandate(
                            id=new_id(),
                            customer_id=customer_id,
                            text_version=version,
                            text_sha256=sha256,
                            text_locale=locale,
                            agreed_at=self._clock.now(),
                        )
                    )
                    await give_consent(uow, customer_id, Purpose.DEBIT, self._clock.now())
                await uow.commit()
        except Conflict:
            pass  # a second tap at the same moment
        return await self.view(customer_id)

    async def revoke(self, customer_id: str) -> AutopayView:
        """Switch it off. What was charged before stays; what is due stays due."""
        async with self._store.write() as uow:
            mandate = await uow.autopay.mandate(customer_id)
            if mandate is not None:
                mandate.revoked_at = self._clock.now()
            await withdraw_consents(uow, customer_id, self._clock.now(), Purpose.DEBIT)
            await uow.commit()
        return await self.view(customer_id)

    async def prefer(self, customer_id: str, card_id: str) -> AutopayView:
        """Try this card first."""
        async with self._store.write() as uow:
            cards = list(await uow.autopay.cards(customer_id))
            chosen = _own(cards, card_id)
            cards.remove(chosen)
            for position, card in enumerate([chosen, *cards], 1):
                card.position = position
            await uow.commit()
        return await self.view(customer_id)

    async def remove(self, customer_id: str, card_id: str) -> AutopayView:
        """Remove the card: it is not to be charged from now on; the gateway is told to forget it, unless its token does not
        open, which is no reason to keep the card.
        """
        async with self._store.write() as uow:
            card = _own(await uow.autopay.cards(customer_id), card_id)
            card.removed_at = self._clock.now()
            token: str | None = None
            with contextlib.suppress(SealBroken):
                token = self._cipher.open(card.token, place_of(card, "token"))
            await uow.commit()
        if self._vault is not None and token is not None:
            await self._vault.unbind(token)  # unanswered, the token lies there unused
        return await self.view(customer_id)

    def _request(self, identity: t.Identity | None, number: str, binding_id: str) -> CardBinding:
        if identity is None or identity.verified_at is None:
            raise IdentityMissing()
        return CardBinding(binding_id, number, *open_facts(identity, self._cipher))


async def read_view(
    uow: UnitOfWork, customer_id: str, cipher: FieldCipher, *, can_add_card: bool
) -> AutopayView:
    row = await uow.identities.get(customer_id)
    view = await read_debit(uow, customer_id)
    return AutopayView(
        can_add_card=can_add_card,
        verified=row is not None and row.verified_at is not None,
        name_mask=name_mask_of(row, cipher),
        active=view.active,
        cards=view.cards,
        windows=view.windows,
        partial=view.partial,
        agreed=view.agreed,
    )


async def read_debit(uow: UnitOfWork, customer_id: str) -> AutopayView:
    """Return the customer's automatic debit, as far as it takes no secret."""
    lenders = [load_contract(stored).lender for stored in await uow.autopay.contracts(customer_id)]
    mandate = await uow.autopay.mandate(customer_id)
    windows = {window for one in lenders for window in windows_of(one.debit, one.debit_cutoff)}
    return AutopayView(
        can_add_card=False,
        verified=False,
        name_mask=None,
        active=mandate is not None,
        cards=tuple(map(_card_view, await uow.autopay.cards(customer_id))),
        windows=tuple(sorted(windows)) or _usual_windows(),
        partial=any(one.debit.partial for one in lenders),
        agreed=None
        if mandate is None
        else AgreedMandate(
            mandate.text_version, mandate.text_sha256, mandate.text_locale, business_day(mandate.agreed_at)
        ),
    )


def windows_of_all(bills: Sequence[BillFacts]) -> tuple[time, ...]:
    """Return when the lenders of these bills debit."""
    lenders = [load_contract(bill.contract).lender for bill in bills]
    return tuple(sorted({window for one in lenders for window in windows_of(one.debit, one.debit_cutoff)}))


def _usual_windows() -> tuple[time, ...]:
    return DEFAULT_DEBIT_TERMS.windows


def _checked(typed: str, *, sure: bool) -> tuple[str, CardView]:
    try:
        card = check_card(typed)
    except CardInputError as error:
        raise InvalidInput("card", error.reason) from None
    if card.kind not in (None, CardKind.DEBIT):
        raise InvalidInput("card", CardRefusal.NOT_DEBIT)
    if not card.luhn_ok and not sure:
        raise InvalidInput("card", "check_digit")
    return card_number(typed), CardView("", card.last_four, card.bank)


def _card_id(customer_id: str, answer_id: int) -> str:
    """Return the message's own id for the card, so that the same message handled again after a kill binds nothing
    twice.
    """
    return f"{customer_id[:12]}{answer_id % 10**12}"


def _own(cards: Sequence[t.PaymentCard], card_id: str) -> t.PaymentCard:
    card = next((one for one in cards if one.id == card_id), None)
    if card is None:
        raise NotFound()
    return card


def _card_view(row: t.PaymentCard) -> CardView:
    return CardView(row.id, row.last_four, row.bank)
