"""Everything that can be refused, as one tree.

DomainError                     code + placeholders; handlers/errors.py turns the code into a sentence
├── NotFound                    it is not there, or it is somebody else's: the answer is the same
├── Stale                       the screen is older than the facts; a fresh one is offered
├── NoRight                     whoever acts in the staff chat may not
├── StaffRefused                whoever of the shop's people acts, or would sign in; `bot/console` says each
│   ├── MayNot                  verb: the role has not the right
│   ├── ReasonMissing           verb: nobody does it without saying why
│   ├── SignInRefused           name, password or code are wrong, or too many were
│   ├── NameTaken               name: another member is called so
│   ├── TelegramTaken           another member signs in with this Telegram account
│   ├── UnusableName
│   ├── WeakPassword
│   ├── LastOwner               name: nobody would be left who may add a member
│   ├── SamePerson              who proposed it is no second person
│   └── ProposalOver            decided, lapsed, or its proposer may no longer
├── SealBroken                  table, column: a sealed field does not open in its place, so nobody is shown it
│   └── AccountRefused          the account at Telegram is not the one that was sealed as the customer's
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
    ├── OwnPurchases            both accounts have contracts: neither is moved into the other
    ├── StaffOnly               the old account has just said that it was not them: no code moves it
    ├── SeveralAccounts         a right code that fits more than one account
    ├── PhoneNotTheirs          name, ID number and phone do not belong together
    ├── PhoneUnchecked          nobody said whether they do
    ├── TooManyPhoneCodes       for one change of phone number
    ├── TooManyPhones           typed, for one day
    ├── TooManyMoves            asked for, for one day
    ├── TooManyCodesSent        to a phone, for one move
    ├── AccountFrozen           by the customer, until the staff has looked at it
    ├── StudentsNotServed       by this lender
    ├── AgeOutOfRange           youngest, oldest
    ├── CreditLineTooSmall      amount, left
    │   └── CreditLineShared    amount, left: part of it was used under another account of the same person
    ├── ReadingNotOver          the disclosure must be readable for its whole time first
    ├── StepMissing             a step before this one is not done
    ├── EarlierBillOpen         the oldest bill is paid first
    ├── AmountTooSmall          least
    ├── AmountTooLarge          limit: more than that is not owed, or not taken before it is due
    ├── NotPrepayable           the lender takes no part of what is to come in this way
    ├── NothingToPrepay         the amount does not reach beyond what is due
    ├── SettleInstead           the amount covers all the principal that is left
    ├── NotMovable              why: due dates stay where they are (`rescheduling.results.WhyNot`)
    ├── HardshipUnavailable     why: no plan in hardship (`hardship.results.WhyNoPlan`)
    ├── QuoteOver               cutoff: repaying early is worked out until then each day
    ├── LenderFiguresOnly       how a schedule came about only the lender can tell
    ├── ChartNotDrawn           a picture could not be made; the figures are there in words
    ├── NotSettled              no certificate while anything of the loan is open
    ├── NoPaymentMethod         amount: no way to pay takes so much, or so little, at a time
    ├── TooManyCodes            verification codes, for one day
    ├── PaymentInFlight         loan_id, where known: this loan is being paid just now
    ├── PaymentDeclined         reason of the gateway
    ├── PaidTooLate             amount: it came when there was nothing to pay with it any more; it can go back
    ├── PaymentUncertain        the gateway gave no clear answer; it is being looked up
    ├── NotPayableAtOnce        amount: no gateway takes so much for goods at once
    ├── PurchaseInFlight        payment_id: goods are being paid at once just now
    ├── PurchaseDeclined        amount, purchase_id: not taken, nothing was ordered
    ├── PurchaseUncertain       amount, payment_id: no clear answer; it is being looked up
    ├── TooManyTracked          most: notes of bills elsewhere
    ├── InvitationGone          to shared due dates: taken back, replaced, or never was
    ├── InvitationExpired
    ├── InvitationUsed          by somebody else
    ├── OwnInvitation
    ├── TooManyInvitations      most: links, for one day
    ├── TooManyWatched          most: of whom one person watches the dates
    ├── NotCalculable           problem: an offer that was typed comes to nothing; what its sentence names
    └── PaidForNothing          amount: it came when the goods were gone, and goes back
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


class SealBroken(DomainError):
    """Never with what the field holds, nor whose it is."""

    code = "seal_broken"


class InvalidInput(DomainError):
    """`field` and `reason` together choose the sentence."""

    code = "invalid_input"

    def __init__(self, field: str, reason: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field
        self.reason = reason


class Refused(DomainError):
    code = "refused"


class StepMissing(Refused):
    code = "step_missing"
