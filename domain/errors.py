"""Everything that can be refused, as one tree.

DomainError                     code + placeholders; handlers/errors.py turns the code into a sentence
├── NotFound                    it is not there, or it is somebody else's: the answer is the same
├── Stale                       the screen is older than the facts; a fresh one is offered
├── InvalidInput                a typed answer is wrong; `field` and `reason` say where and why
└── Refused                     a rule says no
    ├── CartEmpty
    ├── CartFull
    ├── OutOfStock              product, left
    ├── ProductWithdrawn        product
    ├── PriceChanged            the price moved since it was shown
    ├── NoPlanForAmount         amount, smallest, largest
    ├── IdentityMissing
    ├── AgeOutOfRange           youngest, oldest
    ├── CreditLineTooSmall      amount, left
    ├── ReadingNotOver          the disclosure must be readable for its whole time first
    ├── StepMissing             a step before this one is not done
    ├── EarlierBillOpen         the oldest bill is paid first
    ├── PaymentInFlight         this bill is being paid just now
    ├── PaymentDeclined         reason of the gateway
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


class ProductWithdrawn(Refused):
    code = "product_withdrawn"


class PriceChanged(Refused):
    code = "price_changed"


class NoPlanForAmount(Refused):
    code = "no_plan_for_amount"


class IdentityMissing(Refused):
    code = "identity_missing"


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


class PaymentInFlight(Refused):
    code = "payment_in_flight"


class PaymentDeclined(Refused):
    code = "payment_declined"


class PaymentUncertain(Refused):
    code = "payment_uncertain"
