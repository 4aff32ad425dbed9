"""What opening, answering and closing a case does in the books of cases; shared by both sides of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain import tables as t
from domain.cases.types import (
    AGREED_DAYS,
    ANSWER_DAYS,
    CARE_DAYS,
    DISPUTES,
    PROVEN_BY_WORDS,
    Author,
    CaseKind,
    CaseLine,
    CaseStatus,
    CaseView,
    Decision,
)
from domain.columns import place_of
from domain.dates import business_day
from domain.errors import SealBroken
from domain.ids import new_id
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork

NUMBER_LENGTH = 6
_SPEAKERS = (Author.CUSTOMER, Author.STAFF)


async def open_case(
    uow: UnitOfWork,
    customer_id: str,
    kind: CaseKind,
    now: datetime,
    *,
    loan_id: str | None = None,
    payment_id: str | None = None,
    amount_fen: int | None = None,
) -> tuple[t.Case, bool]:
    """Return the open case of this kind about the loan, or a new one; and whether it is new. Asked again after it was
    decided, one that is still open begins anew.
    """
    known = await uow.cases.open_case(customer_id, kind, loan_id or "")
    if known is not None:
        if not is_decided(known):
            return known, False
        _begin_anew(known, now, payment_id, amount_fen)
        return known, True
    case_id = new_id()
    case = t.Case(
        id=case_id,
        number=case_id[:NUMBER_LENGTH].upper(),
        customer_id=customer_id,
        kind=kind,
        status=CaseStatus.WAITING,
        about=loan_id or "",
        loan_id=loan_id,
        payment_id=payment_id,
        amount_fen=amount_fen,
        pauses_until=_hold_of_request(kind, business_day(now)),
        opened_at=now,
        turned_to_at=now,
    )
    uow.add(case)
    await uow.flush()
    return case, True


def _begin_anew(case: t.Case, now: datetime, payment_id: str | None, amount_fen: int | None) -> None:
    case.status, case.opened_at, case.turned_to_at = CaseStatus.WAITING, now, now
    case.decision = case.decided_by = case.decided_by_id = None
    case.payment_id, case.amount_fen = payment_id, amount_fen
    case.promised_on, case.pauses_until = None, _hold_of_request(CaseKind(case.kind), business_day(now))
    case.version += 1


def is_decided(case: t.Case) -> bool:
    """Return whether what was asked for is decided, and the case is open only for words without an answer."""
    return case.status != CaseStatus.CLOSED and case.decision is not None


def is_open_dispute(case: t.Case) -> bool:
    return CaseKind(case.kind) in DISPUTES and case.status != CaseStatus.CLOSED and case.decision is None


async def is_unanswered(uow: UnitOfWork, case: t.Case) -> bool:
    """Return whether the last words in the case are the customer's."""
    said = [one.author for one in await uow.cases.entries(case.id) if one.author in _SPEAKERS]
    return bool(said) and said[-1] == Author.CUSTOMER


async def decide_case(
    uow: UnitOfWork,
    case: t.Case,
    decision: Decision,
    by: str,
    now: datetime,
    *,
    notify: bool,
    by_id: int | None = None,
) -> None:
    """Keep what was decided. It closes the case, unless the customer's last words have no answer: then it stays open for
    them, and that it is dealt with (处理完了) is not told before.
    """
    is_kept = case.kind not in PROVEN_BY_WORDS and await is_unanswered(uow, case)
    told = notify and not (is_kept and decision is Decision.DONE)
    close_case(uow, case, decision, by, now, notify=told, by_id=by_id)
    if is_kept:
        case.status, case.closed_at = CaseStatus.WAITING, None


def end_case(
    uow: UnitOfWork, case: t.Case, by: str, now: datetime, *, notify: bool, by_id: int | None = None
) -> None:
    """Close a decided case whose last words need no answer; what was decided stands."""
    case.status, case.closed_at = CaseStatus.CLOSED, now
    case.version += 1
    if by:
        uow.add(_decided(case, Decision.ENDED, by, by_id, now, notify=notify))


def _hold_of_request(kind: CaseKind, today: date) -> date | None:
    """Return until when a request holds reminders. A dispute holds them for as long as it is open; a payment that was
    reported is in flight, which nobody is reminded of.
    """
    if kind in DISPUTES or kind is CaseKind.PAID_ELSEWHERE:
        return None
    days = CARE_DAYS if kind is CaseKind.CARE else ANSWER_DAYS.get(kind)
    return today + timedelta(days=days) if days else None


def close_case(
    uow: UnitOfWork,
    case: t.Case,
    decision: Decision,
    by: str,
    now: datetime,
    *,
    notify: bool,
    by_id: int | None = None,
) -> None:
    """Close the case and keep who decided what (`by` "": nobody of the shop did). `notify`: the customer is to be told."""
    case.status, case.closed_at = CaseStatus.CLOSED, now
    case.decision, case.decided_by, case.decided_by_id = decision, by, by_id
    case.version += 1
    case.pauses_until = _hold_of_decision(case, decision, business_day(now))
    if notify or by:  # the case forgets it when the customer writes again; what was said in it does not
        uow.add(_decided(case, decision, by, by_id, now, notify=notify))


def _decided(
    case: t.Case, decision: Decision, by: str, by_id: int | None, now: datetime, *, notify: bool
) -> t.CaseEntry:
    return t.CaseEntry(
        id=new_id(),
        case_id=case.id,
        author=Author.SHOP,
        words=decision,
        by=by,
        by_id=by_id,
        source_id=case.version,
        at=now,
        delivered_at=None if notify else now,
    )


async def note_denied(
    uow: UnitOfWork, case: t.Case, decision: Decision, by: str, by_id: int | None, now: datetime
) -> None:
    """Keep that somebody without the right tapped a decision: the first time, or somebody who taps without end would fill
    the database.
    """
    source_id = by_id or 0
    if not await uow.cases.said_with(case.id, Author.DENIED, source_id, 0):
        uow.add(
            t.CaseEntry(
                id=new_id(),
                case_id=case.id,
                author=Author.DENIED,
                words=decision,
                by=by,
                by_id=by_id,
                source_id=source_id,
                at=now,
                delivered_at=now,
            )
        )


def remind(uow: UnitOfWork, case: t.Case, now: datetime) -> None:
    """Let the staff be told that the promised days of the case are over."""
    uow.add(
        t.CaseEntry(
            id=new_id(),
            case_id=case.id,
            author=Author.REMINDED,
            words=Author.REMINDED,
            source_id=case.version,
            at=now,
        )
    )


def _hold_of_decision(case: t.Case, decision: Decision, today: date) -> date | None:
    """Return the end of the hold that was agreed on; else it runs out today, so that tomorrow tells where things
    stand.
    """
    if case.kind == CaseKind.CARE and decision is not Decision.PAUSE_ENDED:
        return case.pauses_until
    if decision in AGREED_DAYS:
        return today + timedelta(days=AGREED_DAYS[decision])
    runs = case.pauses_until is not None and case.pauses_until >= today
    return today if runs or case.kind in DISPUTES else case.pauses_until


async def say(
    uow: UnitOfWork,
    case: t.Case,
    author: Author,
    words: str,
    cipher: FieldCipher,
    source_id: int,
    now: datetime,
    *,
    by: str | None = None,
    by_id: int | None = None,
    source_chat_id: int = 0,
) -> None:
    """Write it down once, however often the message comes. A customer's words open a closed case again; the staff's close
    one that is decided.

    `by`, `by_id`, `source_chat_id`: of the staff's words, who said them, and in which chat.
    """
    if await uow.cases.said_with(case.id, author, source_id, source_chat_id):
        return
    entry = t.CaseEntry(
        id=new_id(),
        case_id=case.id,
        author=author,
        words="",
        by=by,
        by_id=by_id,
        source_id=source_id,
        source_chat_id=source_chat_id,
        at=now,
    )
    entry.words = cipher.seal(words, place_of(entry, "words"))
    uow.add(entry)
    if author is Author.CUSTOMER:
        case.turned_to_at = now
        if case.status != CaseStatus.WAITING:
            case.opened_at = now
    status = CaseStatus.WAITING if author is Author.CUSTOMER else CaseStatus.ANSWERED
    if is_decided(case):
        if author is Author.STAFF:
            case.status, case.closed_at = CaseStatus.CLOSED, now
    elif author is Author.CUSTOMER or case.status != CaseStatus.CLOSED:
        case.status, case.closed_at = status, None
        case.decision = case.decided_by = case.decided_by_id = None
    case.version += 1


async def close_of_payment(
    uow: UnitOfWork, payment_id: str, decision: Decision, by: str, now: datetime, *, by_id: int | None = None
) -> None:
    """Decide the case that asks about the payment: it has its outcome, of which a notice tells the customer."""
    case = await uow.cases.of_payment(payment_id)
    if case is not None:
        await decide_case(uow, case, decision, by, now, notify=False, by_id=by_id)


def case_view(case: t.Case, *, is_new: bool = False) -> CaseView:
    return CaseView(
        case_id=case.id,
        number=case.number,
        kind=CaseKind(case.kind),
        status=CaseStatus(case.status),
        loan_id=case.loan_id,
        pauses_until=case.pauses_until,
        promised_on=case.promised_on,
        amount_fen=case.amount_fen,
        is_new=is_new,
        is_decided=case.decision is not None,
        answer_by=answer_by(case),
    )


def answer_by(case: t.Case) -> date | None:
    """Return the last day on which an answer was promised; None where no days are."""
    days = ANSWER_DAYS.get(CaseKind(case.kind))
    return business_day(case.opened_at) + timedelta(days=days) if days else None


def line_of(entry: t.CaseEntry, cipher: FieldCipher) -> CaseLine:
    author = Author(entry.author)
    if author is Author.REMINDED:
        return CaseLine(author, "", None, entry.at)
    if author in (Author.SHOP, Author.DENIED):
        decision = Decision(entry.words) if entry.words in set(Decision) else None
        return CaseLine(author, "", entry.by, entry.at, decision, entry.by_id, unreadable=decision is None)
    text, unreadable = "", False
    try:
        text = cipher.open(entry.words, place_of(entry, "words"))
    except SealBroken:  # noted where it was met; the rest of the case goes on
        unreadable = True
    return CaseLine(author, text, entry.by, entry.at, by_id=entry.by_id, unreadable=unreadable)
