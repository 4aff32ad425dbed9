"""The run of automatic debit: each window of a lender's day, whatever is due of the loan is taken from the cards, once.

A window belongs to whoever claims it. Should that process die, the claim is taken over; what it had charged is in flight
or posted by then, so nothing is taken twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.autopay.repository import DebitCandidate
from domain.autopay.results import RunOutcome
from domain.autopay.rules import are_over, begun_since, next_run, window_at, windows_of
from domain.columns import place_of
from domain.contract import load_contract
from domain.dates import at_beijing, business_day, earliest
from domain.errors import DomainError, Stale
from domain.loans.errors import PaymentInFlight
from domain.outbox.results import NoticeKind
from domain.payments.results import DebitAttempt
from domain.payments.service import PaymentService
from domain.ports import Clock, FieldCipher
from domain.quotes.service import QuoteService
from domain.terms import DebitTerms
from domain.unit_of_work import Store

logger = logging.getLogger(__name__)
CLAIM_LIFETIME = timedelta(minutes=10)
# The other loans of the same customer are debited in the same minutes, and what is unclear is looked up ten minutes past the
# hour; then one notice speaks of all. It goes out only if something is open then.
TELL_AFTER = timedelta(minutes=15)
LEAST_PART_FEN = 100
_NOTHING_TO_TELL = (RunOutcome.POSTED, RunOutcome.NOTHING)


class DebitRunner:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        cipher: FieldCipher,
        quotes: QuoteService,
        payments: PaymentService,
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._quotes = quotes
        self._payments = payments

    async def run(self, now: datetime) -> dict[str, int]:
        """Debit every loan whose lender's window is open. Safe at any time, any number of times, side by side."""
        today = business_day(now)
        async with self._store.read() as uow:
            candidates = await uow.autopay.due(today)
        counts: Counter[str] = Counter()
        for candidate in candidates:
            try:
                end = await self._one(candidate, today, now)
            except Exception:  # one loan's trouble does not keep the others waiting
                logger.exception("the debit of loan %s broke off", candidate.loan_id)
                end = "failed"
            if end is not None:
                counts[end] += 1
        return dict(counts)

    async def run_due(self, now: datetime) -> datetime | None:
        """Return from when on `run` has something to do: a window of a lender's day, or a day on which a bill comes
        due.
        """
        today = business_day(now)
        async with self._store.read() as uow:
            due_day = await uow.autopay.earliest_due_day()
            if due_day is None:
                return None
            found = await uow.autopay.due_with_runs(today) if due_day <= today else ()
        claims: dict[str, dict[time, datetime | None]] = {}
        windows: dict[str, tuple[time, ...]] = {}
        for candidate, window, since in found:
            windows[candidate.loan_id] = _windows(candidate, today)
            of_loan = claims.setdefault(candidate.loan_id, {})
            if window is not None:
                of_loan[time.fromisoformat(window)] = since + CLAIM_LIFETIME if since else None
        today_due = (next_run(windows[loan_id], of_loan, now) for loan_id, of_loan in claims.items())
        next_day = max(
            due_day, today + timedelta(days=1)
        )  # also where what is due stays open, or is on hold until then
        return earliest(*today_due, at_beijing(next_day, time(0)))

    async def _one(self, candidate: DebitCandidate, today: date, now: datetime) -> str | None:
        lender = load_contract(candidate.contract).lender
        windows = _windows(candidate, today)
        window = window_at(windows, now)
        missed = window is None and are_over(windows, now)
        window = windows[-1] if missed else window
        if window is None or not await self._claimed(candidate, today, f"{window:%H:%M}"):
            return None
        end, payment_id = RunOutcome.MISSED, None
        if not missed:
            end, payment_id = await self._debited(candidate, lender.debit)
        # Also without a clear answer: by the time the notice goes out the sweep has looked it up.
        tells = end not in _NOTHING_TO_TELL and window == windows[-1]
        await self._close(candidate, today, f"{window:%H:%M}", end, payment_id, tells=tells)
        return end

    async def _claimed(self, candidate: DebitCandidate, today: date, window: str) -> bool:
        now = self._clock.now()
        async with self._store.write() as uow:
            ours = await uow.autopay.claim(
                candidate.loan_id, today, window, candidate.customer_id, now, now - CLAIM_LIFETIME
            )
            await uow.commit()
            return ours

    async def _close(
        self,
        candidate: DebitCandidate,
        today: date,
        window: str,
        end: RunOutcome,
        payment_id: str | None,
        *,
        tells: bool,
    ) -> None:
        now = self._clock.now()
        async with self._store.write() as uow:
            run = await uow.autopay.run(candidate.loan_id, today, window)
            assert run is not None
            run.outcome, run.payment_id = end, payment_id
            if tells:
                await uow.outbox.enqueue_once(
                    candidate.customer_id, NoticeKind.DEBIT_FAILED, today, now + TELL_AFTER, now
                )
            await uow.commit()

    async def _debited(self, candidate: DebitCandidate, terms: DebitTerms) -> tuple[RunOutcome, str | None]:
        """Card after card for all that is due; where none has it, what is there, if the lender takes that."""
        best: tuple[int, t.PaymentCard] | None = None
        last: str | None = None
        for card in await self._cards(candidate.customer_id):
            taken = await self._taken(candidate, card)
            if isinstance(taken, RunOutcome):
                return taken, last
            last = taken.payment_id
            end = _end_of(taken)
            if end is not None:
                return end, last
            if terms.partial and (taken.available_fen or 0) > max(LEAST_PART_FEN, best[0] if best else 0):
                best = (taken.available_fen or 0, card)
        if best is not None:
            part = await self._taken(candidate, best[1], best[0])
            if isinstance(part, DebitAttempt) and _end_of(part) is RunOutcome.POSTED:
                return RunOutcome.PARTIAL, part.payment_id
        return (RunOutcome.DECLINED if last else RunOutcome.NOTHING), last

    async def _cards(self, customer_id: str) -> list[t.PaymentCard]:
        """Return the customer's cards; none where the customer switched it off a moment ago."""
        async with self._store.read() as uow:
            if await uow.autopay.mandate(customer_id) is None:
                return []
            return list(await uow.autopay.cards(customer_id))

    async def _taken(
        self, candidate: DebitCandidate, card: t.PaymentCard, at_most_fen: int | None = None
    ) -> DebitAttempt | RunOutcome:
        customer_id = candidate.customer_id
        if card.id not in {one.id for one in await self._cards(customer_id)}:
            return RunOutcome.NOTHING  # switched off or removed since the card before it was tried
        try:
            token = self._cipher.open(card.token, place_of(card, "token"))
            quote = await self._quotes.due(customer_id, candidate.loan_id, at_most_fen)
            outcome = await self._payments.debit(customer_id, quote.quote_id, token, card.gateway)
        except PaymentInFlight:
            return RunOutcome.IN_FLIGHT
        except Stale:
            return RunOutcome.NOTHING
        except DomainError as error:  # no way to take it, which the customer has to know
            logger.error("loan %s cannot be debited: %s", candidate.loan_id, error.code)
            return RunOutcome.DECLINED
        if _end_of(outcome) is RunOutcome.POSTED and card.first_debit_at is None:
            await self._notify_of_new_card(card.id)
        return outcome

    async def _notify_of_new_card(self, card_id: str) -> None:
        """Whoever has not bound this card is to know at once."""
        now = self._clock.now()
        async with self._store.write() as uow:
            card = await uow.autopay.card(card_id)
            if card is None or card.first_debit_at is not None:
                return
            card.first_debit_at = now
            await uow.outbox.enqueue(card.customer_id, NoticeKind.NEW_CARD, business_day(now), card.id, now)
            await uow.commit()


def _windows(candidate: DebitCandidate, today: date) -> tuple[time, ...]:
    """Return today's windows for the loan."""
    lender = load_contract(candidate.contract).lender
    return begun_since(candidate.since, windows_of(lender.debit, lender.debit_cutoff), today)


def _end_of(outcome: DebitAttempt) -> RunOutcome | None:
    """Return how the run ended; None where the bank said no, and another card can be tried."""
    if outcome.status == t.PaymentStatus.VOID:
        return None
    return RunOutcome.POSTED if outcome.status == t.PaymentStatus.POSTED else RunOutcome.UNKNOWN
