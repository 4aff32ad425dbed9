"""The machine that plays a life: any verb in any state, held against the model; the books are clean after each step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.errors import DomainError
from domain.loans.results import BillState
from domain.loans.snapshots import BillFacts
from domain.quotes.results import PrepaymentChoice, QuoteView
from domain.rescheduling.results import MoveKind
from domain.rescheduling.rules import deferrals
from domain.rescheduling.service import ShownMove
from domain.returns.results import ReturnView
from domain.rules.settlement_costs import LineCode
from domain.terms import DeferralTerms, OwedPart, PrepayStrategy
from tests.domain.rescheduling.shop import signs
from tests.lives.model import PARTS, Bill, Loan, Refusal
from tests.lives.plans import MOST_DAYS, Contract, contracts
from tests.lives.returns import send_back
from tests.lives.screens import one_of_each_kind, screens
from tests.lives.world import AT_TEN, DEBIT_TIME, LAST_FOUR, World

T = TypeVar("T")
# Shares of an amount, and amounts beside it: all of it, a fen more or less, some of it.
_SHARES = st.sampled_from(((1, 1, 0), (1, 1, 1), (1, 1, -1), (1, 2, 0), (1, 3, 0), (0, 1, 1), (2, 1, 7)))
# Days until what is done next, mostly none; and what that is.
_SOON = st.sampled_from((0, 0, 0, 1, 9))
_NEXT_STEPS = st.sampled_from(("settles", "settles", "sends back", "pays a part", *PrepayStrategy))


def some_of(amount_fen: int, share: tuple[int, int, int]) -> int:
    times, parts, beside_fen = share
    return max(amount_fen * times // parts + beside_fen, 1)


class Life(RuleBasedStateMachine):
    """`world` is given by whoever runs it. A refusal is one that the model expects; anything else raised is a fault."""

    world: ClassVar[World]
    ended: ClassVar[Callable[[], object]] = staticmethod(lambda: None)

    def __init__(self) -> None:
        super().__init__()
        self.loan: Loan | None = None
        self.debited_on = False
        self.is_written = True
        self.seen: set[str] = set()

    @initialize(contract=contracts)
    def buys(self, contract: Contract) -> None:
        customer, order = self._run(self.world.borrowed(contract))
        self.services = self.world.container.services
        self.customer_id, self.order_id = customer.id, order.summary.order_id
        self.loan_id = order.bills[0].loan_id
        self.prices = {1: contract.piece_fen, 2: contract.single_fen}
        self.loan = Loan.drawn(contract.amount_fen, contract.terms, contract.lender, contract.start)
        self.debited_on = False

    # What happens

    @rule(days=st.integers(1, 45))
    def days_pass(self, days: int) -> None:
        self._move(days)

    @rule(late=st.sampled_from((0, 0, 0, 1, 2, 4, 10, 100)))
    def next_due_day_comes(self, late: int) -> None:
        days = [bill.due for bill in self._loan.open_bills if bill.due > self.world.today]
        if days:
            self._move((days[0] - self.world.today).days + late)

    @rule()
    def pays_the_next_bill(self) -> None:
        self._pays_bills(1)

    @rule(count=st.integers(2, 4))
    def pays_ahead(self, count: int) -> None:
        self._pays_bills(count)

    def _pays_bills(self, count: int) -> None:
        bills = self._loan.open_bills[:count]
        amount_fen = sum(self._loan.owes(bill, self.world.today) for bill in bills)
        if count > 1 or not bills:
            self._pays_amount(amount_fen)
            return
        installment_id = next(one.installment_id for one in self._facts() if one.no == bills[0].no)
        self._pays(
            lambda: self.services.quotes.bill(self.customer_id, installment_id),
            self._loan.pay(amount_fen, self.world.today),
        )

    @rule(share=_SHARES, of_all=st.booleans())
    def pays_some(self, share: tuple[int, int, int], of_all: bool) -> None:
        bills = self._loan.open_bills if of_all else self._loan.open_bills[:1]
        owed_fen = sum(self._loan.owes(bill, self.world.today) for bill in bills)
        self._pays_amount(some_of(owed_fen, share))

    def _pays_amount(self, amount_fen: int) -> None:
        self._pays(
            lambda: self.services.quotes.amount(self.customer_id, self.loan_id, amount_fen),
            self._loan.pay(amount_fen, self.world.today),
        )

    @rule(share=_SHARES, strategy=st.sampled_from(PrepayStrategy), of_all=st.booleans())
    def prepays(self, share: tuple[int, int, int], strategy: PrepayStrategy, of_all: bool) -> None:
        today, loan = self.world.today, self._loan
        principal_fen = sum(bill.open(OwedPart.PRINCIPAL) for bill in loan.open_bills)
        due_fen = sum(loan.owes(bill, today) for bill in loan.to_be_paid_first(today))
        asked_fen = due_fen + some_of(principal_fen if of_all else principal_fen // 3, share)
        if strategy is PrepayStrategy.NEXT:  # is an amount of bills, in the chat too
            self._pays_amount(asked_fen)
            return
        self._pays(
            lambda: self.services.quotes.prepayment(self.customer_id, self.loan_id, asked_fen, strategy),
            loan.prepay(asked_fen, strategy, today),
        )

    @rule(bills=st.integers(1, 3), days=_SOON)
    def pays_ahead_and_settles(self, bills: int, days: int) -> None:
        """What is paid before its day is paid, whatever settling charges for its period."""
        self._pays_ahead(bills)
        self._goes_on(days)
        self.settles()

    @rule(
        early=st.sampled_from(("ahead", "in part", *PrepayStrategy)),
        share=_SHARES,
        days=_SOON,
        then=_NEXT_STEPS,
    )
    def repays_early_and_goes_on(self, early: str, share: tuple[int, int, int], days: int, then: str) -> None:
        """Any way of repaying early, and then any of the others, settling or a return before the next due day."""
        self._pays_ahead(early == "ahead")
        if early == "in part":
            self.pays_some(share, of_all=False)
        elif early != "ahead":
            self.prepays(share, PrepayStrategy(early), of_all=False)
        self._goes_on(days)
        match then:
            case "settles":
                self.settles()
            case "sends back":
                self.sends_back(1, 0)
            case "pays a part":
                self.pays_some(share, of_all=True)
            case _:
                self.prepays(share, PrepayStrategy(then), of_all=True)

    def _pays_ahead(self, count: int) -> None:
        """All that is due, and so many bills more."""
        due_fen = self._loan.due_now(self.world.today)
        if due_fen:
            self._pays_amount(due_fen)
        for _ in range(count):
            self._pays_bills(1)

    def _goes_on(self, days: int) -> None:
        """What holds after each step is looked at here, too: the next one is of the same rule."""
        self.every_bill_is_as_the_model_has_it()
        self.settling_now_would_take_what_the_model_says()
        self._move(days)

    @rule(share=_SHARES)
    def types_an_amount(self, share: tuple[int, int, int]) -> None:
        """What it can be used for is shown, and each choice says what it costs."""
        owed_fen = sum(self._loan.owes(bill, self.world.today) for bill in self._loan.open_bills)
        found = self._asked(
            self.services.quotes.choices(self.customer_id, self.loan_id, some_of(owed_fen, share))
        )
        if isinstance(found, PrepaymentChoice):
            for view, outside in found.options:
                expected = self._loan.prepay(found.asked_fen, view.strategy, self.world.today)
                assert not isinstance(expected, Refusal)
                if view.strategy is not PrepayStrategy.NEXT:
                    assert found.arrears_fen + outside.total_fen == expected[0]
        elif isinstance(found, Refusal):
            assert found in ("stale", "amount_too_large", "not_prepayable"), found

    @rule()
    def settles(self) -> None:
        expected_fen = self._loan.settle(self.world.today)
        quote = self._asked(self.services.quotes.settlement(self.customer_id, self.loan_id))
        if isinstance(expected_fen, Refusal) or isinstance(quote, Refusal):
            assert quote == expected_fen
            return
        assert quote.amount_fen == expected_fen
        assert quote.settlement is not None
        penalties = (line for line in quote.settlement.lines if line.code is LineCode.PENALTY)
        today = self.world.today
        assert sum(line.amount_fen for line in penalties) == sum(
            self._loan.penalty(bill, today) for bill in self._loan.open_bills
        )
        self._explained_and_paid(quote)
        early_fen = self._loan.early_fee(self._loan.settled_early(today))
        beyond_fen = max(-self._loan.settlement(today), 0)
        self._adopt()
        self._loan.beside[OwedPart.FEE] += early_fen
        self._loan.credit += beyond_fen
        assert not self._loan.open_bills
        self._holds_what_is_the_customers()

    @rule(
        value=st.integers(1, 28),
        early=st.sampled_from(("ahead", "in part", *PrepayStrategy)),
        share=_SHARES,
        days=_SOON,
        then=_NEXT_STEPS,
    )
    def moves_its_due_day_and_goes_on(
        self, value: int, early: str, share: tuple[int, int, int], days: int, then: str
    ) -> None:
        """What is done after that goes by the days of the new dates."""
        self._pays_ahead(0)
        self.moves_its_due_dates(value, later=False)
        self._goes_on(days)
        self.repays_early_and_goes_on(early, share, days, then)

    @rule(
        value=st.sampled_from((1, 15, 28)) | st.integers(1, 28), later=st.sampled_from((False, False, True))
    )
    def moves_its_due_dates(self, value: int, later: bool) -> None:
        """Another due day, or the next bill put off: as the model has it, or refused; signed, and once more."""
        kind = MoveKind.DEFERRAL if later else MoveKind.DUE_DAY
        days = min(value, MOST_DAYS) if later else value
        service, today = self.services.reschedulings, self.world.today
        if later and days not in deferrals(DeferralTerms(MOST_DAYS)):
            days = MOST_DAYS
        expected = self._loan.move(days, today, later=later) if self._loan.open_bills else Refusal("stale")
        shown = self._asked(service.agreement(self.customer_id, self.loan_id, kind, days))
        if isinstance(expected, Refusal) or isinstance(shown, Refusal):
            assert shown == expected
            return
        self.is_written = True
        asked = ShownMove.of(shown.preview)
        done = self._run(service.confirm(self.customer_id, asked, signs))
        assert self._run(service.confirm(self.customer_id, asked, signs)) == done
        assert done.extra_fen == sum(
            now.owed[OwedPart.INTEREST] - was.owed[OwedPart.INTEREST]
            for now, was in zip(expected.bills, self._loan.bills, strict=True)
        )
        if later:
            expected.moved_later = today
        else:
            expected.moved_on = today
        self.loan = expected

    @rule(there=st.sampled_from((None, None, 0, 100, 101, 5_000, 30_000)))
    def is_debited(self, there: int | None) -> None:
        if self.debited_on:
            return
        self.debited_on = self.is_written = True
        self.world.book.cards.set_balance(LAST_FOUR, there)
        self.world.clock.move_to(self.world.today, DEBIT_TIME)
        self._run(self.world.container.debit_runner.run(self.world.clock.now()))
        _, self.loan = self._loan.debited(there, self.world.today)

    @rule()
    def receives(self) -> None:
        self._run(self.services.returns.confirm_receipt(self.customer_id, self.order_id))
        self._loan.received = True

    @rule(pieces=st.integers(0, 2), single=st.integers(0, 1))
    def sends_back(self, pieces: int, single: int) -> None:
        """The preview is what is booked, and each line, bill and refund of it is the model's."""
        returns = self.services.returns
        found = self._run(returns.returnable(self.customer_id, self.order_id))
        picks = {line.line_no: min(line.left, (pieces, single)[line.line_no - 1]) for line in found.lines}
        if not any(picks.values()):
            return
        goods_fen = sum(self.prices[line_no] * count for line_no, count in picks.items())
        expected = send_back(self._loan, goods_fen, self.world.today)
        shown = self._run(returns.preview(self.customer_id, self.order_id, picks))
        asked = self._run(returns.request(self.customer_id, self.order_id, picks, shown.version))
        self._looks()
        self.is_written = True
        booked: ReturnView = self._run(returns.book(asked.return_id))
        assert booked.effect == shown.result.lines
        assert {str(line.code): line.amount_fen for line in booked.effect} == expected.lines
        assert booked.to_customer_fen == expected.to_customer
        for old, new in zip(self._loan.bills, expected.after.bills, strict=True):
            assert new.unpaid + new.carried <= old.unpaid + self._loan.penalty(old, self.world.today)
        self.loan = expected.after
        self._holds_what_is_the_customers()

    def _holds_what_is_the_customers(self) -> None:
        lies = self._run(self.services.refunds.overpayment(self.customer_id, self.loan_id))
        assert lies.free_fen == self._loan.credit

    @rule()
    def looks(self) -> None:
        self._looks()

    def _looks(self) -> None:
        """Every screen and document can be had in any state, and explains itself; a receipt once is enough."""
        services, customer_id, today = self.services, self.customer_id, self.world.today
        for asked in screens(services, customer_id, self.order_id, today):
            self._run(asked)
        for one in one_of_each_kind(self._facts(), today):
            self._run(services.bills.bill(customer_id, one.installment_id))
            self._run(services.breakdowns.bill(customer_id, one.installment_id))
        for payment_id in set(self._run(self.world.receipts(customer_id))) - self.seen:
            self._run(services.documents.receipt(customer_id, payment_id))
            self.seen.add(payment_id)
        certified = self._asked(services.documents.certificate(customer_id, self.order_id))
        assert (certified == Refusal("not_settled")) == bool(self._loan.open_bills)

    # What always holds

    @precondition(lambda self: self.loan is not None)
    @invariant()
    def every_bill_is_as_the_model_has_it(self) -> None:
        for fact, bill in zip(self._facts(), self._loan.bills, strict=True):
            assert as_model(fact) == bill
            assert (fact.settled_at is not None) == bill.is_paid
        view = self._run(self.services.bills.open_bills(self.customer_id))
        assert [(one.no, one.owed_fen) for one in view.bills] == [
            (bill.no, self._loan.owes(bill, self.world.today)) for bill in self._loan.open_bills
        ]
        assert all(one.state not in (BillState.PAYING, BillState.PAID) for one in view.bills)

    @precondition(lambda self: self.loan is not None)
    @invariant()
    def settling_now_would_take_what_the_model_says(self) -> None:
        quote = self._asked(self.services.quotes.settlement(self.customer_id, self.loan_id))
        amount = quote if isinstance(quote, Refusal) else quote.amount_fen
        assert amount == self._loan.settle(self.world.today)

    @precondition(lambda self: self.loan is not None)
    @invariant()
    def the_books_are_clean(self) -> None:
        if self.is_written:
            self._audits()

    def _audits(self) -> None:
        """After what is written, and once at the end: there what something wrote that should not have shows."""
        assert self._run(self.world.breaches(self.customer_id)) == []
        assert self._run(self.world.breaches_across()) == []
        self.is_written = False

    @precondition(lambda self: self.loan is not None)
    @invariant()
    def all_principal_is_somewhere(self) -> None:
        scheduled = sum(bill.owed[OwedPart.PRINCIPAL] for bill in self._loan.bills)
        assert scheduled + self._loan.prepaid == self._loan.principal

    def teardown(self) -> None:
        if self.loan is not None:
            if sys.exc_info()[0] is None:  # else that is what is to be told
                self._audits()
            self._run(self.services.autopay.revoke(self.customer_id))
            type(self).ended()

    # How

    @property
    def _loan(self) -> Loan:
        assert self.loan is not None
        return self.loan

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.world.run(doing)

    def _asked(self, doing: Coroutine[Any, Any, T]) -> T | Refusal:
        try:
            return self._run(doing)
        except DomainError as error:
            return Refusal(error.code)

    def _facts(self) -> list[BillFacts]:
        return self._run(self.world.facts(self.loan_id))

    def _move(self, days: int) -> None:
        self.world.clock.move_to(self.world.today + timedelta(days=days), AT_TEN)
        self.debited_on = False

    def _pays(
        self, quoted: Callable[[], Coroutine[Any, Any, QuoteView]], expected: tuple[int, Loan] | Refusal
    ) -> None:
        quote = self._asked(quoted())
        if isinstance(expected, Refusal) or isinstance(quote, Refusal):
            assert quote == expected
            return
        amount_fen, after = expected
        assert quote.amount_fen == amount_fen
        self._explained_and_paid(quote)
        self.loan = after

    def _explained_and_paid(self, quote: QuoteView) -> None:
        self.is_written = True
        self._run(self.services.breakdowns.quote(self.customer_id, quote.quote_id))
        receipt = self._run(self.services.payments.confirm_quote(self.customer_id, quote.quote_id))
        assert receipt.amount_fen == quote.amount_fen

    def _adopt(self) -> None:
        """Go on from what the books say."""
        self._loan.bills = [as_model(fact) for fact in self._facts()]


def as_model(fact: BillFacts) -> Bill:
    owed = (fact.principal_fen, fact.interest_fen, fact.fee_fen, fact.guarantee_fen, fact.service_fen)
    paid = (
        fact.paid_principal_fen,
        fact.paid_interest_fen,
        fact.paid_fee_fen,
        fact.paid_guarantee_fen,
        fact.paid_service_fen,
    )
    return Bill(
        fact.no,
        fact.due_date,
        dict(zip(PARTS, owed, strict=True)),
        {**dict(zip(PARTS, paid, strict=True)), OwedPart.PENALTY: fact.paid_penalty_fen},
        fact.penalty_since,
        fact.penalty_carried_fen,
    )
