"""Everything that can be refused, as one tree.

DomainError                     code + placeholders; handlers/errors.py turns the code into a sentence
├── NotFound                    it is not there, or it is somebody else's: the answer is the same
├── Stale                       the screen is older than the facts; a fresh one is offered
├── InvalidInput                a typed answer is wrong; `field` and `reason` say where and why
└── Refused                     a rule says no
    ├── CartEmpty
    ├── CartFull
    ├── OutOfStock              product, left: fewer than asked for, but some
    ├── SoldOut                 product
    ├── QuantityCapped          most: of one product at a time
    ├── ProductWithdrawn        product
    ├── AlreadyOrdered          order_id, number: this checkout became an order
    ├── CheckoutCancelled       product, product_id, from_cart: seen at the confirmation; the checkout is closed
    │   ├── PriceChanged
    │   ├── StockFell           left
    │   ├── SoldOutMeanwhile
    │   └── WithdrawnMeanwhile
    ├── NoPlanForAmount         amount, smallest, largest
    ├── IdentityMissing
    ├── TooManyChecks           of who somebody is, for one day
    ├── AccountFrozen           by the customer, until the staff has looked at it
    ├── StudentsNotServed       by this lender
    ├── AgeOutOfRange           youngest, oldest
    ├── CreditLineTooSmall      amount, left
    ├── ReadingNotOver          the disclosure must be readable for its whole time first
    ├── StepMissing             a step before this one is not done
    ├── EarlierBillOpen         the oldest bill is paid first
    ├── AmountTooSmall          least
    ├── AmountTooLarge          limit: more than that is not owed, or not taken before it is due
    ├── NotPrepayable           the lender takes no part of what is to come in this way
    ├── NothingToPrepay         the amount does not reach beyond what is due
    ├── SettleInstead           the amount covers all the principal that is left
    ├── QuoteOver               cutoff: repaying early is worked out until then each day
    ├── LendersFigures          how a schedule came about only the lender can tell
    ├── NotSettled              no certificate while anything of the loan is open
    ├── NoWayToPay              amount: no way to pay takes so much, or so little, at a time
    ├── TooManyCodes            verification codes, for one day
    ├── PaymentInFlight         loan_id, where known: this loan is being paid just now
    ├── PaymentDeclined         reason of the gateway
    ├── PaidTooLate             amount: it came when there was nothing to pay with it any more; it can go back
    └── PaymentUncertain        the gateway gave no clear answer; it is being looked up
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A refusal the customer is told about. `values` are placeholders: amounts in fen, names, counts."""

    code: ClassVar[str] = "error"

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.values = values


class NotFound(DomainError):
    code = "not_found"


class Stale(DomainError):
    code = "stale"


class InvalidInput(DomainError):
    """`field` and `reason` together choose the sentence."""

    code = "invalid_input"

    def __init__(self, field: str, reason: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field
        self.reason = reason


class Refused(DomainError):
    code = "refused"


class CartEmpty(Refused):
    code = "cart_empty"


class CartFull(Refused):
    code = "cart_full"


class OutOfStock(Refused):
    code = "out_of_stock"


class SoldOut(Refused):
    code = "sold_out"


class QuantityCapped(Refused):
    code = "quantity_capped"


class ProductWithdrawn(Refused):
    code = "product_withdrawn"


class AlreadyOrdered(Refused):
    code = "already_ordered"


class CheckoutCancelled(Refused):
    """The goods are not to be had as they were shown. Nothing was charged; the checkout is over."""


class PriceChanged(CheckoutCancelled):
    code = "price_changed"


class StockFell(CheckoutCancelled):
    code = "stock_fell"


class SoldOutMeanwhile(CheckoutCancelled):
    code = "sold_out_meanwhile"


class WithdrawnMeanwhile(CheckoutCancelled):
    code = "withdrawn_meanwhile"


class NoPlanForAmount(Refused):
    code = "no_plan_for_amount"


class IdentityMissing(Refused):
    code = "identity_missing"


class TooManyChecks(Refused):
    code = "too_many_checks"


class AccountFrozen(Refused):
    code = "account_frozen"


class StudentsNotServed(Refused):
    code = "students_not_served"


class AgeOutOfRange(Refused):
    code = "age_out_of_range"


class CreditLineTooSmall(Refused):
    code = "credit_line_too_small"


class ReadingNotOver(Refused):
    code = "reading_not_over"


class StepMissing(Refused):
    code = "step_missing"


class EarlierBillOpen(Refused):
    code = "earlier_bill_open"


class AmountTooSmall(Refused):
    code = "amount_too_small"


class AmountTooLarge(Refused):
    code = "amount_too_large"


class NotPrepayable(Refused):
    code = "not_prepayable"


class NothingToPrepay(Refused):
    code = "nothing_to_prepay"


class SettleInstead(Refused):
    code = "settle_instead"


class QuoteOver(Refused):
    code = "quote_over"


class LendersFigures(Refused):
    code = "lenders_figures"


class NotSettled(Refused):
    code = "not_settled"


class NoWayToPay(Refused):
    code = "no_way_to_pay"


class TooManyCodes(Refused):
    code = "too_many_codes"


class PaymentInFlight(Refused):
    code = "payment_in_flight"


class PaymentDeclined(Refused):
    code = "payment_declined"


class PaidTooLate(Refused):
    code = "paid_too_late"


class PaymentUncertain(Refused):
    code = "payment_uncertain"
