"""Real-name data (实名): checked as typed, encrypted before it is stored, verified by whoever the operator chose, masked
when shown.

    NONE -> INCOMPLETE -> REVIEWING -> VERIFIED -> EXPIRED -> REVIEWING …
                              -> REJECTED -> NONE

The check is stored with our id before it is asked for, outside any transaction; no clear answer leaves it REVIEWING, and
it is asked again under the same id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from domain import tables as t
from domain.customers.consents import Purpose, give_consent
from domain.dates import business_day
from domain.errors import InvalidInput, Stale
from domain.identity.answers import checked_answers
from domain.identity.errors import IdentityMissing, TooManyChecks
from domain.identity.facts import (
    identity_state,
    identity_view,
    open_fact,
    open_facts,
    readable,
)
from domain.identity.ports import IdentityVerifier
from domain.identity.record import (
    forget_id_number,
    forget_name,
    forget_phone,
    keep_id_number,
    keep_name,
    keep_phone,
)
from domain.identity.results import IdentityView
from domain.identity.rules import (
    IdentityInputError,
    IdentityProblem,
    check_id_number,
    check_name,
    check_phone,
)
from domain.identity.types import (
    IdentityCheck,
    IdentityState,
    RejectReason,
    Verdict,
    VerdictStatus,
)
from domain.ids import new_id
from domain.outbox.results import NoticeKind
from domain.ports import Clock, FieldCipher
from domain.security.notices import tell_of_attempts
from domain.unit_of_work import Store

logger = logging.getLogger(__name__)
ADULT_AGE = 18
SWEEP_SIZE = 100
CHECKS_A_DAY = 5


class IdentityService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, verifier: IdentityVerifier) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._verifier = verifier

    async def view(self, customer_id: str) -> IdentityView:
        async with self._store.read() as uow:
            return identity_view(await uow.identities.get(customer_id), self._cipher, self._today())

    # What is typed

    async def submit_name(self, customer_id: str, typed: str, answer_id: int | None = None) -> None:
        """`answer_id` tells one typed message from another: handled again after a kill, it is no second answer."""

        def write(row: t.Identity) -> None:
            try:
                keep_name(row, check_name(typed), self._cipher)
            except IdentityInputError as error:
                raise InvalidInput("name", error.reason) from None

        await self._answer(customer_id, answer_id, write, consents=True)

    async def submit_id_number(self, customer_id: str, typed: str, answer_id: int | None = None) -> None:
        def write(row: t.Identity) -> None:
            try:
                number = self._checked_number(typed)
            except IdentityInputError as error:
                raise InvalidInput("id_number", error.reason) from None
            keep_id_number(row, number, self._cipher)

        await self._answer(customer_id, answer_id, write)

    async def submit_phone(self, customer_id: str, typed: str, answer_id: int | None = None) -> IdentityView:
        """Take the last answer; with all three there they are checked. Answers how the person stands then."""

        def write(row: t.Identity) -> None:
            try:
                keep_phone(row, check_phone(typed), self._cipher)
            except IdentityInputError as error:
                raise InvalidInput("phone", error.reason) from None
            if row.name_token is None or row.id_number_token is None:
                raise IdentityMissing()
            self._begin(row)

        await self._answer_counted(customer_id, answer_id, write)
        return await self.look_up(customer_id)

    async def submit_form(
        self, customer_id: str, name: str, id_number: str, phone: str, *, opened_s: int
    ) -> IdentityView:
        """Take all three answers at once. What comes out is told in the chat as well.

        `opened_s`: when the form was opened, in seconds; a form is taken once, and afterwards none opened before it.
        Raises `FormProblems`; `InvalidInput` where no answer is waited for, or this form was taken.
        """
        answers = checked_answers(
            {"name": name, "id_number": id_number, "phone": phone},
            {"name": check_name, "id_number": self._checked_number, "phone": check_phone},
        )

        def write(row: t.Identity) -> None:
            keep_name(row, answers["name"], self._cipher)
            keep_id_number(row, answers["id_number"], self._cipher)
            keep_phone(row, answers["phone"], self._cipher)
            self._begin(row)

        await self._answer_counted(customer_id, None, write, consents=True, opened_s=opened_s)
        return await self.look_up(customer_id, notify=True)

    async def has_taken(self, customer_id: str, typed: str) -> bool:
        """Return whether the words are the name or the phone number that was taken as an answer, typed once more."""
        answers = [(column, plain) for column, check in _TYPED if (plain := _plain(check, typed)) is not None]
        if not answers:
            return False
        async with self._store.read() as uow:
            row = await uow.identities.get(customer_id)
        return row is not None and any(
            getattr(row, column) is not None and open_fact(row, column, self._cipher) == plain
            for column, plain in answers
        )

    def _checked_number(self, typed: str) -> str:
        """Raise `IdentityInputError` where it is none, or that of somebody who is not of age."""
        number = check_id_number(typed)
        if number.age_on(self._today()) < ADULT_AGE:
            raise IdentityInputError(IdentityProblem.MINOR)
        return number.text

    # The check

    async def look_up(self, customer_id: str, *, notify: bool = False) -> IdentityView:
        """Ask what became of the check that runs, if one does. `notify`: in the chat, where nobody looks at it."""
        async with self._store.read() as uow:
            check = self._check(await uow.identities.get(customer_id))
        if check is not None:
            await self._apply(check.check_id, await self._asked(check), notify=notify)
        return await self.view(customer_id)

    async def check_again(self, customer_id: str) -> IdentityView:
        """Check an expired verification again. Raises `Stale` where it is none."""
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None or identity_state(row, self._today()) is not IdentityState.EXPIRED:
                raise Stale()
            self._begin(row)
            row.verified_at, row.valid_until = None, None
            row.card_front_at = row.card_back_at = None  # they were of the old document
            await uow.commit()
        return await self.look_up(customer_id)

    async def start_over(self, customer_id: str) -> IdentityView:
        """Start a rejected verification over: all three are typed anew. What a contract rests on stays. Raises
        `Stale`.
        """
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None or identity_state(row, self._today()) is not IdentityState.REJECTED:
                raise Stale()
            open_loans, settled_at = await uow.privacy.loans(customer_id)
            if open_loans or settled_at is not None:
                raise Stale()
            forget_name(row)
            forget_id_number(row)
            forget_phone(row)
            row.reason = row.card_token = row.card_front_at = row.card_back_at = row.face_at = None
            await uow.commit()
            return identity_view(row, self._cipher, self._today())

    async def handle_verdict(self, check_id: str, verdict: Verdict) -> bool:
        """Take the outcome the checker tells by itself; return whether such a check was waited for. Said twice, it
        counts once.
        """
        return await self._apply(check_id, verdict, notify=True)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """Ask again about every check without an outcome (the sweep)."""
        async with self._store.read() as uow:
            waiting = readable(await uow.identities.reviewing(SWEEP_SIZE), self._check)
        counts: dict[str, int] = {}
        for check in waiting:
            assert check is not None
            verdict = await self._asked(check)
            await self._apply(check.check_id, verdict, notify=True)
            counts[verdict.status] = counts.get(verdict.status, 0) + 1
        return counts

    async def reconcile_due(self, now: datetime) -> datetime | None:
        """Return when `reconcile` has something to do: now, or not before a check begins."""
        async with self._store.read() as uow:
            return now if await uow.identities.any_reviewing() else None

    async def declare_student(self, customer_id: str) -> None:
        """Record that they study; some lenders must not lend to them."""
        async with self._store.write() as uow:
            row = await uow.identities.get(customer_id)
            if row is None:
                raise IdentityMissing()
            row.is_student = True
            await uow.commit()

    def _begin(self, row: t.Identity) -> None:
        """Begin a new check. Raises `TooManyChecks`: each tells whether somebody's name and number belong together."""
        now = self._clock.now()
        if row.checks_from is None or now >= row.checks_from + timedelta(days=1):
            row.checks_from, row.checks = now, 0
        if row.checks >= CHECKS_A_DAY:
            raise TooManyChecks()
        row.checks += 1
        row.check_id, row.reason = new_id(), None

    async def _asked(self, check: IdentityCheck) -> Verdict:
        try:
            return await self._verifier.check(check)
        except Exception:  # whatever an adapter raises, the check goes on
            logger.exception("identity check %s could not be made", check.check_id)
            return Verdict(VerdictStatus.UNKNOWN)

    async def _apply(self, check_id: str, verdict: Verdict, *, notify: bool) -> bool:
        """`notify`: nobody is looking at it, so the customer is told by a notice."""
        if verdict.status not in (VerdictStatus.VERIFIED, VerdictStatus.REJECTED):
            return False
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.identities.of_check(check_id)
            if row is None:
                return False
            row.check_id = None
            if verdict.status is VerdictStatus.VERIFIED:
                row.verified_at, row.reason = now, None
                row.valid_until = verdict.valid_until or row.valid_until
            else:
                row.verified_at, row.reason = None, verdict.reason or RejectReason.OTHER
            if notify:
                await uow.outbox.enqueue(
                    row.customer_id, NoticeKind.IDENTITY, business_day(now), check_id, now
                )
            await uow.commit()
            return True

    def _check(self, row: t.Identity | None) -> IdentityCheck | None:
        """Return the check that runs."""
        if row is None or row.check_id is None:
            return None
        return IdentityCheck(row.check_id, *open_facts(row, self._cipher))

    def _today(self) -> date:
        return business_day(self._clock.now())

    async def _answer_counted(
        self,
        customer_id: str,
        answer_id: int | None,
        write: Callable[[t.Identity], None],
        *,
        consents: bool = False,
        opened_s: int | None = None,
    ) -> None:
        """Take an answer that begins a check. Whoever did not type all of them is to know that they are used up."""
        try:
            await self._answer(customer_id, answer_id, write, consents=consents, opened_s=opened_s)
        except TooManyChecks:
            await tell_of_attempts(self._store, customer_id, self._clock.now())
            raise

    async def _answer(
        self,
        customer_id: str,
        answer_id: int | None,
        write: Callable[[t.Identity], None],
        *,
        consents: bool = False,
        opened_s: int | None = None,
    ) -> None:
        """`consents`: to the sentence above the question, by answering it. `opened_s`: when the form was opened."""
        async with self._store.write() as uow:
            if opened_s is not None and not await uow.customers.take_form(customer_id, opened_s):
                raise InvalidInput("identity", "form_used")
            row = await uow.identities.get(customer_id)
            if row is None:
                row = t.Identity(customer_id=customer_id)
                uow.add(row)
            elif answer_id is not None and row.last_answer_id == answer_id:
                return
            elif identity_state(row, self._today()) not in _OPEN:
                raise InvalidInput("identity", "already_verified")  # a late message changes nothing
            write(row)
            row.card_token = None  # what is typed comes after what was read
            row.last_answer_id = answer_id
            if consents:
                await give_consent(uow, customer_id, Purpose.IDENTITY, self._clock.now())
            await uow.commit()


_OPEN = (IdentityState.NONE, IdentityState.INCOMPLETE)
_TYPED = (("name_token", check_name), ("phone_token", check_phone))


def _plain(check: Callable[[str], str], typed: str) -> str | None:
    """Return what was typed as it would be kept; None where it is no such answer."""
    try:
        return check(typed)
    except IdentityInputError:
        return None
