"""What is read and agreed before an order: the cost disclosure with its reading time, and the agreement beside it."""

from __future__ import annotations

from domain import tables as t
from domain.checkout.disclosure import make_disclosure
from domain.checkout.draft import (
    DraftDesk,
    answered,
    draft_lines,
    own_open_draft,
    require_plan,
    require_version,
)
from domain.checkout.errors import ReadingNotOver
from domain.checkout.results import AgreementFacts, CheckoutView, Disclosure, PendingDisclosure
from domain.checkout.stored_disclosure import dump_disclosure, load_disclosure, says_the_same
from domain.customers.service import customer_view
from domain.errors import StepMissing
from domain.identity.facts import identity_masks
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store
from domain.value import replace


class AgreementService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._desk = DraftDesk(clock, cipher)

    async def disclosure(self, customer_id: str, draft_id: str) -> Disclosure:
        """Return what it will cost, kept as shown. Shown anew, its reading time begins anew only if it says something
        new.
        """
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            shown = await make_disclosure(uow, self._clock, draft)
            # One that a confirmation was refused for is to be shown anew, even if it should be right again.
            if draft.disclosure_shown_at is not None and says_the_same(draft.disclosure, shown):
                shown = load_disclosure(draft.disclosure)
            else:
                shown = replace(shown, renewed=draft.disclosure is not None)
                draft.disclosure = dump_disclosure(shown)
                draft.disclosure_shown_at = self._clock.now()
                draft.disclosure_readable = False
                draft.disclosure_read_at = draft.agreed_at = None
                answered(draft)
            await uow.commit()
            return replace(shown, reading_over=draft.disclosure_readable, version=draft.version)

    async def disclosure_seen_in(self, customer_id: str, draft_id: str, message_id: int) -> None:
        """Keep in which message the disclosure stands, so that its reading time survives a restart."""
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            draft.disclosure_message_id = message_id
            await uow.commit()

    async def disclosures_being_read(self) -> tuple[PendingDisclosure, ...]:
        """Everybody whose reading time is running."""
        async with self._store.read() as uow:
            return tuple(
                PendingDisclosure(customer_view(customer), draft.id, draft.disclosure_message_id)
                for draft, customer in await uow.drafts.being_read()
                if draft.disclosure_message_id is not None
            )

    async def reading_time_over(self, customer_id: str, draft_id: str) -> Disclosure | None:
        """Note that the reading time has passed. Return the disclosure, if the customer is still at it."""
        async with self._store.write() as uow:
            draft = await uow.drafts.get(draft_id)
            if draft is None or draft.customer_id != customer_id or draft.status != t.DraftStatus.OPEN:
                return None
            if draft.disclosure is None or draft.disclosure_read_at is not None:
                return None
            draft.disclosure_readable = True
            shown = load_disclosure(draft.disclosure, reading_over=True)
            await uow.commit()
            return replace(shown, version=draft.version)

    async def agreement_facts(self, customer_id: str, draft_id: str) -> AgreementFacts:
        async with self._store.read() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            if draft.disclosure is None:
                raise StepMissing()
            name_mask, id_number_mask, _ = identity_masks(await uow.identities.get(customer_id), self._cipher)
            return AgreementFacts(
                draft_id=draft.id,
                name_mask=name_mask or "",
                id_number_mask=id_number_mask or "",
                lines=draft_lines(draft),
                disclosure=load_disclosure(draft.disclosure),
            )

    async def agreement_shown(
        self, customer_id: str, draft_id: str, *, version: str, sha256: str, locale: str
    ) -> int:
        """Keep which text the customer is looking at; answers the draft's version that goes with it."""
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            if draft.agreement_sha256 not in (None, sha256):
                answered(
                    draft
                )  # another text, perhaps another language: the older one's button is not for it
            draft.agreement_version = version
            draft.agreement_sha256 = sha256
            draft.agreement_locale = locale
            await uow.commit()
            return draft.version

    async def agree(self, customer_id: str, draft_id: str, version: int) -> CheckoutView:
        """Note that the disclosure and the agreement, shown together as `version`, are read and agreed to. The same tap
        again answers the same. Raises `ReadingNotOver`.
        """
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            if draft.disclosure is None or draft.agreement_sha256 is None:
                raise StepMissing()
            await require_plan(uow, draft)
            if draft.agreed_at is not None:
                require_version(draft, version + 1)
                return await self._desk.view(uow, draft)
            require_version(draft, version)
            if not draft.disclosure_readable:
                raise ReadingNotOver()
            draft.disclosure_read_at = draft.agreed_at = self._clock.now()
            answered(draft)
            return await self._desk.commit(uow, draft)
