"""The face (人脸核验), for lenders who ask for it: on the lender's own page, with a consent of its own, never without
another way: a person of the shop, or another lender.

No picture passes through here: a link goes out, and what came out comes back under our id.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from domain import tables as t
from domain.cases.casebook import case_view, open_case
from domain.cases.types import CaseKind, CaseView
from domain.customers.consents import Purpose, give_consent
from domain.dates import business_day
from domain.errors import Stale
from domain.identity.errors import IdentityMissing
from domain.identity.facts import identity_state, open_fact, readable
from domain.identity.ports import IdentityVerifier
from domain.identity.types import (
    NO_PAGE,
    FaceCheck,
    FacePage,
    IdentityState,
    RejectReason,
    Verdict,
    VerdictStatus,
)
from domain.ids import new_id
from domain.outbox.results import NoticeKind
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork

logger = logging.getLogger(__name__)
SWEEP_SIZE = 100


class FaceCheckService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, verifier: IdentityVerifier) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._verifier = verifier

    async def agreed(self, customer_id: str) -> bool:
        """Return whether their face may be looked at."""
        async with self._store.read() as uow:
            return await uow.privacy.consent(customer_id, Purpose.FACE, "") is not None

    async def agree(self, customer_id: str) -> None:
        async with self._store.write() as uow:
            await give_consent(uow, customer_id, Purpose.FACE, self._clock.now())
            await uow.commit()

    async def page(self, customer_id: str) -> str | None:
        """Return where to go; None where there is no page now, or nothing to do any more. Begins a check, or looks
        after the one that runs. Raises `IdentityMissing`, `Stale` without consent.
        """
        check = await self._begin(customer_id)
        if check is None:
            return None
        page = await self._asked(check)
        done = await self._apply(check.check_id, page.verdict, notify=False)
        return None if done else page.url

    async def handle_verdict(self, check_id: str, verdict: Verdict) -> bool:
        """Take what the checker says by itself of what came out; return whether such a check was waited for. Said
        twice, it counts once.
        """
        return await self._apply(check_id, verdict, notify=True)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """Ask again about every check without an outcome (the sweep)."""
        async with self._store.read() as uow:
            waiting = readable(await uow.identities.faces_open(SWEEP_SIZE), self._check)
        counts: dict[str, int] = {}
        for check in waiting:
            page = await self._asked(check)
            await self._apply(check.check_id, page.verdict, notify=True)
            counts[page.verdict.status] = counts.get(page.verdict.status, 0) + 1
        return counts

    async def reconcile_due(self, now: datetime) -> datetime | None:
        """Return when `reconcile` has something to do: now, or not before a check begins."""
        async with self._store.read() as uow:
            return now if await uow.identities.any_face_open() else None

    async def ask_person(self, customer_id: str) -> CaseView:
        """Ask for a person, the other way: somebody of the shop looks at the person and the card. Again: the same
        case.
        """
        async with self._store.write() as uow:
            case, is_new = await open_case(uow, customer_id, CaseKind.IN_PERSON, self._clock.now())
            await uow.commit()
            return case_view(case, is_new=is_new)

    async def _begin(self, customer_id: str) -> FaceCheck | None:
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None or identity_state(row, self._today()) is not IdentityState.VERIFIED:
                raise IdentityMissing()
            if await uow.privacy.consent(customer_id, Purpose.FACE, "") is None:
                raise Stale()
            if row.face_at is not None:
                return None
            if row.face_check_id is None:
                row.face_check_id, row.face_reason = new_id(), None
                await uow.commit()
            return self._check(row)

    def _check(self, row: t.Identity) -> FaceCheck:
        assert row.face_check_id is not None
        return FaceCheck(
            row.face_check_id,
            open_fact(row, "name_token", self._cipher),
            open_fact(row, "id_number_token", self._cipher),
        )

    async def _asked(self, check: FaceCheck) -> FacePage:
        try:
            return await self._verifier.face(check)
        except Exception:  # whatever an adapter raises, the check goes on
            logger.exception("face check %s could not be made", check.check_id)
            return NO_PAGE

    async def _apply(self, check_id: str, verdict: Verdict, *, notify: bool) -> bool:
        """Apply the verdict and return whether the check is over. `notify`: nobody is looking at it, so the customer is
        told by a notice.
        """
        if verdict.status not in (VerdictStatus.VERIFIED, VerdictStatus.REJECTED):
            return False
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.identities.of_face_check(check_id)
            if row is None:
                return False
            row.face_check_id = None
            if verdict.status is VerdictStatus.VERIFIED:
                row.face_at, row.face_reason = now, None
            else:
                row.face_reason = verdict.reason or RejectReason.OTHER
            if notify:
                await uow.outbox.enqueue(row.customer_id, NoticeKind.FACE, business_day(now), check_id, now)
            await uow.commit()
            return True

    def _today(self) -> date:
        return business_day(self._clock.now())


async def seen_in_person(uow: UnitOfWork, customer_id: str, now: datetime) -> None:
    """Note that the staff has looked at the person and the card."""
    row = await uow.identities.get(customer_id)
    if row is not None:
        row.face_at, row.face_check_id, row.face_reason = now, None, None
