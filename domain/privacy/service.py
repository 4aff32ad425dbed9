"""The customer's rights (个人信息保护法): see what is held, take a copy, take consent back, have it deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain import tables as t
from domain.autopay.service import AutopayService
from domain.columns import place_in, table_of
from domain.contract import load_lender
from domain.customers.consents import OF_CARDS, Purpose, give_consent, withdraw_consents
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import NotFound, SealBroken
from domain.identity.facts import identity_state, identity_view
from domain.identity.results import IdentityView
from domain.moves.steps import part
from domain.pii.addresses import AddressKind, mask_address
from domain.pii.id_numbers import mask_id_number, mask_name, mask_phone
from domain.pii.postal_addresses import mask_postal_address
from domain.ports import Clock, FieldCipher
from domain.privacy.results import RETENTION_YEARS, TABLES, ConsentView, Copy, Holding, PrivacyView, Retention
from domain.privacy.rules import MAY_STILL_COME, kept_until
from domain.sharing.pairs import name_of_owner, watcher_of
from domain.sharing.steps import end_all_of
from domain.shipping.addresses import forget_address
from domain.unit_of_work import Store, UnitOfWork

# How a sealed column looks in a copy. What is not named here is left out: a card's token, the code of a document.
_MASKS: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("identities", "name_token"): mask_name,
    ("identities", "id_number_token"): mask_id_number,
    ("identities", "phone_token"): mask_phone,
    ("intake_people", "name_token"): mask_name,
    ("intake_people", "id_number_token"): mask_id_number,
    ("intake_people", "phone_token"): mask_phone,
    ("phone_changes", "new_token"): mask_phone,
    ("phone_changes", "old_token"): mask_phone,
    ("delivery_addresses", "receiver_token"): mask_name,
    ("delivery_addresses", "phone_token"): mask_phone,
    ("delivery_addresses", "address_token"): mask_postal_address,
    ("shipments", "receiver_token"): mask_name,
    ("shipments", "phone_token"): mask_phone,
    ("shipments", "address_token"): mask_postal_address,
    # The customer's own words, as they are.
    ("tracked_bills", "terms_token"): str,
    ("tracked_drafts", "terms_token"): str,
    ("tracked_received", "read_token"): str,
    ("income_days", "terms_token"): str,
    ("calendar_feeds", "secret_token"): lambda secret: (
        f"{secret[:4]}…"
    ),  # who has all of it reads the calendar
    ("sharings", "owner_name_token"): str,  # masked before it was kept
    ("backup_channels", "address_token"): lambda address: mask_address(AddressKind.KEY, address),
}


# What stands in a copy where a field does not open in its place.
UNREADABLE = "unreadable"

# With these all goes that was given for cards: without one there is nothing to debit.
_WITH_CARDS = (Purpose.BINDING, Purpose.CARD)


# Whoever of the staff it was, and where the staff sits: theirs, not the customer's.
_OF_STAFF = ("by_id", "decided_by_id", "source_chat_id", "shown_chat_id", "staff_chat_id")


# Whom an account is: whoever asks for a move does not hear whether there is one, and who watches is another person.
_OF_OTHERS = ("old_customer_id", "watcher_id")


# What the customer noted of debts elsewhere and of what comes in.
OF_TRACKED = ("tracked_dues", "tracked_bills", "tracked_drafts", "tracked_received", "income_days")


# What only a loan needs.
_OF_IDENTITY = ("identities", "phone_changes")


class PrivacyService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, autopay: AutopayService) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._autopay = autopay

    async def view(self, customer_id: str) -> PrivacyView:
        async with self._store.read() as uow:
            return await self._view(uow, customer_id)

    async def copy(self, customer_id: str) -> Copy:
        """Return everything there is, as it stands; what is sealed is masked, the customer's own words to staff are
        not.
        """
        held: dict[str, dict[str, list[dict[str, object]]]] = {}
        async with self._store.read() as uow:
            for table, rows in (await uow.privacy.rows(customer_id)).items():
                if rows:
                    shown = [self._shown(table, row) for row in rows]
                    held.setdefault(TABLES[table].value, {})[table] = shown
            if watching := await self._watching(uow, customer_id):
                held[Holding.ACCOUNT.value]["watching"] = watching
        return Copy(self._clock.now(), held)

    async def _watching(self, uow: UnitOfWork, customer_id: str) -> list[dict[str, object]]:
        """Return whose dates the customer may see, as far as they know: the rows are those of the owners."""
        return [
            {"owner_name": name_of_owner(row, self._cipher), "since": str(row.accepted_on)}
            for row in await uow.sharings.watched_by(customer_id)
            if watcher_of(row, self._cipher) is not None
        ]

    async def consent(self, customer_id: str) -> None:
        """Record the customer's consent to the checking of who they are, once more."""
        async with self._store.write() as uow:
            await give_consent(uow, customer_id, Purpose.IDENTITY, self._clock.now())
            await uow.commit()

    async def withdraw(self, customer_id: str, consent_id: str) -> PrivacyView:
        """Take one consent back, with what hangs on it; what was done before stays lawful. Raises `NotFound`.

        Of the identity: it is deleted unless a loan needs it, and no order without a new consent. Of binding cards: debits
        end and the cards go; of debiting them: debits end. Of the face: what came out is deleted. Of a lender: a new
        contract asks again.
        """
        async with self._store.read() as uow:
            consent = next(
                (one for one in await uow.privacy.consents(customer_id) if one.id == consent_id), None
            )
            if consent is None:
                raise NotFound()
            purpose = Purpose(consent.purpose)
        if purpose is Purpose.DEBIT:
            await self._autopay.revoke(customer_id)
        elif purpose in OF_CARDS:
            await self._forget_cards(customer_id)
        async with self._store.write() as uow:
            for one in await uow.privacy.consents(customer_id):
                if one.id == consent_id or (purpose in _WITH_CARDS and one.purpose in OF_CARDS):
                    one.withdrawn_at = self._clock.now()
            identity = await uow.identities.get(customer_id)
            if purpose is Purpose.IDENTITY and identity is not None:
                identity.card_token = None  # what was read of a photo, and is not confirmed yet
            if purpose is Purpose.FACE and identity is not None:
                identity.face_at = identity.face_check_id = identity.face_reason = None
            if purpose is Purpose.IDENTITY and not await self._needs_identity(uow, customer_id):
                await uow.flush()
                await uow.privacy.delete(customer_id, _OF_IDENTITY)
            await uow.commit()
        return await self.view(customer_id)

    async def part(self, customer_id: str) -> bool:
        """Stop, before `erase`, what others do with the account: return whether the staff chat is to be shown it."""
        async with self._store.write() as uow:
            await require_not_frozen(uow, customer_id)
            if await self._retention(uow, customer_id) is not None:
                return False
            is_shown = await part(uow, customer_id, self._clock.now())
            await uow.commit()
        return is_shown

    async def erase(self, customer_id: str) -> PrivacyView | None:
        """Delete what no law requires to keep; None where that was everything, the account included."""
        async with self._store.read() as uow:
            await require_not_frozen(uow, customer_id)  # what somebody else did has to be seen
        await self._forget_cards(customer_id)
        async with self._store.write() as uow:
            kept = await self._retention(uow, customer_id)
            await uow.customers.lock(customer_id)  # nobody agrees to watch them meanwhile, nor they others
            await end_all_of(uow, customer_id, self._clock.now())
            if kept is None:
                await part(uow, customer_id, self._clock.now())
                await uow.privacy.delete(customer_id, tuple(TABLES))
            else:
                await uow.privacy.delete(
                    customer_id,
                    (
                        "cart_items",
                        "backup_channels",
                        "calendar_feeds",
                        "sharings",
                        "reminder_choices",
                        "payment_cards",
                        *OF_TRACKED,
                    ),
                )
                address = await uow.shipments.address(customer_id, locked=True)
                if address is not None:
                    forget_address(address, self._clock.now())
                await uow.privacy.delete_unneeded(customer_id)
                of_identity: tuple[Purpose, ...] = ()
                if not kept.has_loans:
                    await uow.privacy.delete(customer_id, _OF_IDENTITY)
                    of_identity = (Purpose.IDENTITY, Purpose.FACE)
                await withdraw_consents(uow, customer_id, self._clock.now(), *OF_CARDS, *of_identity)
            await uow.commit()
        return None if kept is None else await self.view(customer_id)

    async def _forget_cards(self, customer_id: str) -> None:
        view = await self._autopay.revoke(customer_id)
        for card in view.cards:
            await self._autopay.remove(customer_id, card.card_id)

    async def _view(self, uow: UnitOfWork, customer_id: str) -> PrivacyView:
        rows = await uow.privacy.rows(customer_id)
        counts: Counter[Holding] = Counter()
        for table, found in rows.items():
            counts[TABLES[table]] += len(found)
        return PrivacyView(
            today=business_day(self._clock.now()),
            held={holding: counts[holding] for holding in Holding if counts[holding]},
            identity=self._identity(await uow.identities.get(customer_id)),
            consents=tuple(
                [await _consent_view(uow, one) for one in await uow.privacy.consents(customer_id)]
            ),
            kept=await self._retention(uow, customer_id),
        )

    def _identity(self, row: t.Identity | None) -> IdentityView:
        """Return the identity as it is shown; without masks where it does not open in its place: rights do not hang on
        that.
        """
        today = business_day(self._clock.now())
        try:
            return identity_view(row, self._cipher, today)
        except SealBroken:
            return IdentityView(None, None, None, identity_state(row, today))

    async def _needs_identity(self, uow: UnitOfWork, customer_id: str) -> bool:
        kept = await self._retention(uow, customer_id)
        return kept is not None and kept.has_loans

    async def _retention(self, uow: UnitOfWork, customer_id: str) -> Retention | None:
        open_loans, settled = await uow.privacy.loans(customer_id)
        is_moving, bought = await uow.privacy.purchases(customer_id)
        settled_until, bought_until = self._kept_since(settled), self._kept_since(bought)
        has_loans = bool(open_loans) or settled_until is not None
        if open_loans or is_moving:
            return Retention(open_loans, None, has_loans=has_loans)
        days = [day for day in (settled_until, bought_until) if day is not None]
        if days:
            return Retention(0, max(days), has_loans=has_loans)
        called_off = await uow.privacy.last_called_off(customer_id)
        if called_off is None or self._clock.now() >= called_off + MAY_STILL_COME:
            return None
        may_come_until = business_day(called_off + MAY_STILL_COME)
        return Retention(0, None, has_loans=False, may_come_until=may_come_until)

    def _kept_since(self, last: datetime | None) -> date | None:
        """Return until when what ended then is kept; None where that is over."""
        if last is None:
            return None
        until = kept_until(business_day(last), RETENTION_YEARS)
        return until if business_day(self._clock.now()) <= until else None

    def _shown(self, table: str, row: Mapping[str, object]) -> dict[str, object]:
        shown = dict[str, object]()
        for name, value in row.items():
            if name.endswith("_hash") or name in (*_OF_STAFF, *_OF_OTHERS):
                continue
            if not name.endswith("_token") and (table, name) not in (
                ("payment_cards", "token"),
                ("case_entries", "words"),
            ):
                shown[name] = value.isoformat() if isinstance(value, date | datetime) else value
            elif table == "case_entries":
                shown[name] = self._words(row)
            elif (table, name) in _MASKS:
                shown[name.removesuffix("_token")] = (
                    None if value is None else self._opened(table, name, row, _MASKS[table, name])
                )
        return shown

    def _words(self, entry: Mapping[str, object]) -> str:
        """Return the words of the entry; a decision is a word of ours, which is not sealed."""
        if entry["author"] == "shop":
            return str(entry["words"])
        return self._opened("case_entries", "words", entry, str)

    def _opened(self, table: str, column: str, row: Mapping[str, object], shown: Callable[[str], str]) -> str:
        """Return what is sealed, as it is shown; what does not open in its place is said not to be readable."""
        try:
            return shown(self._cipher.open(str(row[column]), place_in(table_of(table), column, row)))
        except SealBroken:
            return UNREADABLE


async def _consent_view(uow: UnitOfWork, consent: t.Consent) -> ConsentView:
    lender = await uow.catalog.institution(consent.about) if consent.about else None
    return ConsentView(
        consent_id=consent.id,
        purpose=Purpose(consent.purpose),
        lender=load_lender(lender.spec).name if lender is not None else None,
        given_at=consent.given_at,
        version=consent.version,
    )
