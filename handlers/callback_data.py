"""What a button says when it is pressed: one class per button, in at most 64 bytes, with a version in front.

A text that does not decode, is of an older version, or was never ours is `BadCallback`; the customer then gets a
fresh screen. Fields are ids, numbers and enumerations only, never anything personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_type_hints

VERSION = "1"
MAX_BYTES = 64
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,24}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")

A = TypeVar("A", bound="Action")


class BadCallback(Exception):
    """Callback data that no button of this version carries."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button's meaning. Subclasses set `code` and have fields of type str or int."""

    code: ClassVar[str] = ""

    def pack(self) -> str:
        values = [str(getattr(self, field.name)) for field in fields(self)]
        data = ":".join([VERSION + self.code, *values])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit into {MAX_BYTES} bytes")
        return data

    @classmethod
    def matches(cls, data: object) -> bool:
        return isinstance(data, str) and data.split(":", 1)[0] == VERSION + cls.code

    @classmethod
    def unpack(cls: type[A], data: str) -> A:
        head, *values = data.split(":")
        names = [field.name for field in fields(cls)]
        if head != VERSION + cls.code or len(values) != len(names):
            raise BadCallback(cls.__name__)
        hints = get_type_hints(cls)
        parsed: dict[str, Any] = {
            name: _parse(value, hints[name]) for name, value in zip(names, values, strict=True)
        }
        return cls(**parsed)


def _parse(value: str, kind: type) -> str | int:
    if kind is int:
        if not _NUMBER.fullmatch(value):
            raise BadCallback(value[:MAX_BYTES])
        return int(value)
    if not _FIELD.fullmatch(value):
        raise BadCallback(value[:MAX_BYTES])
    return value


@dataclass(frozen=True, slots=True)
class OpenHome(Action):
    code = "hm"


@dataclass(frozen=True, slots=True)
class OpenHelp(Action):
    code = "hp"


@dataclass(frozen=True, slots=True)
class OpenLanguages(Action):
    code = "lg"


@dataclass(frozen=True, slots=True)
class ChooseTables(Action):
    """Tables as tables (`plain` 0), or as aligned text for clients that show none (1)."""

    code = "tb"
    plain: int


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Action):
    code = "lc"
    locale: str


@dataclass(frozen=True, slots=True)
class OpenShop(Action):
    code = "sh"


@dataclass(frozen=True, slots=True)
class OpenCategory(Action):
    code = "ca"
    category_id: str
    page: int


@dataclass(frozen=True, slots=True)
class OpenProduct(Action):
    code = "pr"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenPicture(Action):
    code = "pi"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenProductPlans(Action):
    code = "pp"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenCart(Action):
    code = "ct"


@dataclass(frozen=True, slots=True)
class SetQuantity(Action):
    """The quantity there shall be, not a step: the same tap twice changes nothing more."""

    code = "cq"
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class AddToCart(Action):
    """From the product card: so many there shall be at least. An old card never takes anything out."""

    code = "ad"
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ClearCart(Action):
    code = "cx"


@dataclass(frozen=True, slots=True)
class Ignore(Action):
    """A button that only shows something."""

    code = "no"


@dataclass(frozen=True, slots=True)
class CheckoutCart(Action):
    code = "kc"


@dataclass(frozen=True, slots=True)
class BuyNow(Action):
    code = "kb"
    product_id: str


@dataclass(frozen=True, slots=True)
class ResumeCheckout(Action):
    code = "kr"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ChoosePeriods(Action):
    code = "kp"
    draft_id: str
    periods: int


@dataclass(frozen=True, slots=True)
class ChoosePlan(Action):
    code = "kl"
    draft_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class FinishReading(Action):
    """`version` is the draft's, as on the screen: here and on the two below, any other one is stale."""

    code = "kd"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Agree(Action):
    code = "ka"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmOrder(Action):
    code = "ko"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class CheckoutBack(Action):
    """Back from the named step; pressed twice it goes back once."""

    code = "kz"
    draft_id: str
    step: str


@dataclass(frozen=True, slots=True)
class CancelCheckout(Action):
    code = "kx"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ExplainIdentity(Action):
    code = "ke"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ExplainRates(Action):
    """How the annual rate of the draft's options is worked out."""

    code = "kw"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ExplainDraftPlan(Action):
    """How one of the plans a draft can have is worked out."""

    code = "wd"
    draft_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class ExplainProduct(Action):
    """How the plans for one piece of a product are worked out."""

    code = "wp"
    product_id: str


@dataclass(frozen=True, slots=True)
class ExplainProductPlan(Action):
    code = "wq"
    product_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class ExplainBills(Action):
    """How a bill is worked out: which one is asked where there are several."""

    code = "ws"


@dataclass(frozen=True, slots=True)
class ExplainBill(Action):
    """`origin`: the screen to go back to, an `Origin`."""

    code = "wb"
    installment_id: str
    origin: str


class Origin(StrEnum):
    """Where the workings of a bill were asked for."""

    BILLS = "l"
    BILL = "b"
    ORDER = "o"


@dataclass(frozen=True, slots=True)
class ExplainOrder(Action):
    code = "wo"
    order_id: str


@dataclass(frozen=True, slots=True)
class ExplainOffer(Action):
    """How the amount of a confirmation came about, and what it pays first."""

    code = "wf"
    offer_id: str


@dataclass(frozen=True, slots=True)
class ExplainOfferBill(Action):
    """One of several bills that a confirmation pays."""

    code = "wg"
    offer_id: str
    installment_id: str


@dataclass(frozen=True, slots=True)
class OpenOffer(Action):
    """Back to a confirmation, as long as it can be confirmed."""

    code = "of"
    offer_id: str


@dataclass(frozen=True, slots=True)
class OpenOrders(Action):
    code = "or"
    page: int


@dataclass(frozen=True, slots=True)
class OpenOrder(Action):
    code = "od"
    order_id: str


@dataclass(frozen=True, slots=True)
class SendReceipt(Action):
    """The receipt of a payment, as a file."""

    code = "dr"
    payment_id: str


@dataclass(frozen=True, slots=True)
class SendCertificate(Action):
    """The settlement certificate of an order, as a file."""

    code = "dc"
    order_id: str


@dataclass(frozen=True, slots=True)
class ChoosePeriod(Action):
    """On to the period of a statement."""

    code = "ds"


@dataclass(frozen=True, slots=True)
class SendStatement(Action):
    """The statement from one day to another, both as `20260131`."""

    code = "dp"
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class AskReceipt(Action):
    """On to the question whether the goods have arrived."""

    code = "rq"
    order_id: str


@dataclass(frozen=True, slots=True)
class ConfirmReceipt(Action):
    code = "rk"
    order_id: str


@dataclass(frozen=True, slots=True)
class ChooseReturn(Action):
    """`picks` (`handlers/picks.py`) are the pieces there shall be, not a step: the same tap twice changes nothing."""

    code = "rt"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class PreviewReturn(Action):
    code = "rv"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class ExplainReturn(Action):
    code = "rx"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class RequestReturn(Action):
    """`version` is that of the order's returns, as on the screen; any other one is stale."""

    code = "rr"
    order_id: str
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class WithdrawReturn(Action):
    code = "rw"
    refund_id: str


@dataclass(frozen=True, slots=True)
class OpenBills(Action):
    code = "bl"


@dataclass(frozen=True, slots=True)
class OpenBill(Action):
    code = "bi"
    installment_id: str


@dataclass(frozen=True, slots=True)
class OfferRepayment(Action):
    code = "rp"
    installment_id: str


@dataclass(frozen=True, slots=True)
class ChangeAmount(Action):
    """Another amount than the whole bill, to be typed."""

    code = "ra"
    loan_id: str


@dataclass(frozen=True, slots=True)
class OfferSettlement(Action):
    """What settling the loan today comes to."""

    code = "se"
    loan_id: str


@dataclass(frozen=True, slots=True)
class SettleToday(Action):
    """On to the confirmation of a settlement."""

    code = "st"
    loan_id: str


@dataclass(frozen=True, slots=True)
class ChoosePrepayment(Action):
    """An amount to be prepaid, and what it shall change."""

    code = "py"
    loan_id: str
    asked_fen: int
    strategy: str


@dataclass(frozen=True, slots=True)
class ConfirmRepayment(Action):
    """The offer's id is a nonce bound to customer, loan, amount and version."""

    code = "rc"
    offer_id: str


@dataclass(frozen=True, slots=True)
class PayBy(Action):
    """As `ConfirmRepayment`, by the named gateway; again: the same payment."""

    code = "pb"
    offer_id: str
    way: str


@dataclass(frozen=True, slots=True)
class OpenAutoDebit(Action):
    """How automatic debit stands."""

    code = "au"


@dataclass(frozen=True, slots=True)
class BindCard(Action):
    """A debit card's number is to be typed."""

    code = "ab"


@dataclass(frozen=True, slots=True)
class OpenMandate(Action):
    """Read the authorisation before it is given."""

    code = "am"


@dataclass(frozen=True, slots=True)
class AgreeDebit(Action):
    """`locale` is of the text that was shown."""

    code = "ag"
    locale: str


@dataclass(frozen=True, slots=True)
class PreferCard(Action):
    """Try this card first."""

    code = "af"
    card_id: str


@dataclass(frozen=True, slots=True)
class RemoveCard(Action):
    code = "ax"
    card_id: str


@dataclass(frozen=True, slots=True)
class AskRevoke(Action):
    """Switch it off? What that means."""

    code = "aq"


@dataclass(frozen=True, slots=True)
class RevokeDebit(Action):
    code = "ar"


@dataclass(frozen=True, slots=True)
class OpenCalendar(Action):
    """What is due in a month: 202602; 0 for this one."""

    code = "cm"
    month: int


@dataclass(frozen=True, slots=True)
class OpenDay(Action):
    """What is due on a day: 20260205."""

    code = "cd"
    day: int


@dataclass(frozen=True, slots=True)
class SendCalendar(Action):
    """The file for the customer's own calendar; `with_amounts` is 1 or 0."""

    code = "cf"
    with_amounts: int


@dataclass(frozen=True, slots=True)
class OpenRecord(Action):
    """How everything was paid so far."""

    code = "rh"


@dataclass(frozen=True, slots=True)
class OpenRecordBills(Action):
    """Instalment by instalment."""

    code = "rb"
    page: int


@dataclass(frozen=True, slots=True)
class OpenRecordPayments(Action):
    """Payment by payment."""

    code = "ry"
    page: int


@dataclass(frozen=True, slots=True)
class ExplainCodes(Action):
    """What the codes of a credit report mean."""

    code = "re"


@dataclass(frozen=True, slots=True)
class ExplainLateness(Action):
    """What becomes of one late payment."""

    code = "rl"


@dataclass(frozen=True, slots=True)
class SendRecord(Action):
    """The record as a file."""

    code = "rf"


@dataclass(frozen=True, slots=True)
class OpenReminders(Action):
    """How the customer is reminded."""

    code = "nr"


@dataclass(frozen=True, slots=True)
class ChooseReminderDay(Action):
    """Whether to be reminded so many days before; `wanted` is 1 or 0."""

    code = "nd"
    day: int
    wanted: int


@dataclass(frozen=True, slots=True)
class OpenReminderHours(Action):
    code = "nt"


@dataclass(frozen=True, slots=True)
class ChooseReminderHour(Action):
    code = "nh"
    hour: int


@dataclass(frozen=True, slots=True)
class HideAmounts(Action):
    """Whether amounts in notices are covered; `hidden` is 1 or 0."""

    code = "na"
    hidden: int


@dataclass(frozen=True, slots=True)
class ChooseMonthly(Action):
    """Whether to get the monthly summary; `wanted` is 1 or 0."""

    code = "nm"
    wanted: int


@dataclass(frozen=True, slots=True)
class OpenNotices(Action):
    """What the customer was sent."""

    code = "nl"
    page: int


@dataclass(frozen=True, slots=True)
class SendNotices(Action):
    """That as a file."""

    code = "nf"


@dataclass(frozen=True, slots=True)
class StartChoosing(Action):
    """Several bills at once, with what most people want chosen."""

    code = "bt"


@dataclass(frozen=True, slots=True)
class ChooseBills(Action):
    """Which ones of several bills. `picks` (`handlers/picks.py`) are how many of each loan there shall be, not a step;
    `version` is of the list they are of."""

    code = "bs"
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class OfferBills(Action):
    """On to the confirmation of what is chosen."""

    code = "bo"
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class PayBasket(Action):
    """Confirm all of it; the id is a nonce. `way` is a gateway; `waited_for` the one that the customer says to have paid by
    now, counted from 1, or 0."""

    code = "by"
    basket_id: str
    way: str
    waited_for: int


@dataclass(frozen=True, slots=True)
class OpenPayment(Action):
    """The payment of a loan that has no outcome yet."""

    code = "pw"
    loan_id: str


@dataclass(frozen=True, slots=True)
class CheckPayment(Action):
    """Whether it has arrived."""

    code = "pc"
    payment_id: str


@dataclass(frozen=True, slots=True)
class ReportPayment(Action):
    """It was paid on the lender's own page, the customer says."""

    code = "pd"
    payment_id: str


@dataclass(frozen=True, slots=True)
class CancelPayment(Action):
    code = "px"
    payment_id: str


@dataclass(frozen=True, slots=True)
class OpenCredit(Action):
    """Money of the customer's that lies on a loan."""

    code = "cr"
    loan_id: str


@dataclass(frozen=True, slots=True)
class PayBackCredit(Action):
    """All of it back; what is on its way already is not sent twice."""

    code = "cb"
    loan_id: str


@dataclass(frozen=True, slots=True)
class OpenAgent(Action):
    """找客服: what a person is wanted for."""

    code = "ha"


@dataclass(frozen=True, slots=True)
class AskFor(Action):
    """What a request of this kind does, before it is made. `loan_id` is `ANY_LOAN` where it is still to be chosen."""

    code = "hk"
    kind: str
    loan_id: str


ANY_LOAN = "0"


@dataclass(frozen=True, slots=True)
class OpenCase(Action):
    """Make the request; again, it is the same one."""

    code = "hc"
    kind: str
    loan_id: str


@dataclass(frozen=True, slots=True)
class PromiseToPay(Action):
    """`day` as 20261205."""

    code = "hd"
    loan_id: str
    day: int


@dataclass(frozen=True, slots=True)
class WriteToPerson(Action):
    """Words for a case; of a `case_id` `ANY_LOAN`, for a question that is opened by them."""

    code = "hw"
    case_id: str


@dataclass(frozen=True, slots=True)
class CloseCase(Action):
    code = "hx"
    case_id: str


@dataclass(frozen=True, slots=True)
class DecideCase(Action):
    """In the staff chat only."""

    code = "sd"
    case_id: str
    decision: str


@dataclass(frozen=True, slots=True)
class OpenSecond(Action):
    """备用渠道: how one is reached when Telegram fails."""

    code = "ns"


@dataclass(frozen=True, slots=True)
class TypeAddress(Action):
    """An address for this channel comes next."""

    code = "np"
    channel: str


@dataclass(frozen=True, slots=True)
class RemoveSecond(Action):
    code = "nx"


@dataclass(frozen=True, slots=True)
class OpenPrivacy(Action):
    """隐私和我的数据."""

    code = "vo"


@dataclass(frozen=True, slots=True)
class SendCopy(Action):
    """A copy of everything as a file."""

    code = "vc"


@dataclass(frozen=True, slots=True)
class OpenConsents(Action):
    code = "vs"


@dataclass(frozen=True, slots=True)
class AskWithdraw(Action):
    """What taking this consent back would mean."""

    code = "va"
    consent_id: str


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    code = "vw"
    consent_id: str


@dataclass(frozen=True, slots=True)
class AskErase(Action):
    """What would be deleted, what stays and why."""

    code = "ve"


@dataclass(frozen=True, slots=True)
class Erase(Action):
    """`day` (as 20261205) is the one on which it was asked: an old button deletes nothing."""

    code = "vx"
    day: int


@dataclass(frozen=True, slots=True)
class AgreeIdentity(Action):
    """Consent again to the checking of who one is."""

    code = "vi"
    draft_id: str


@dataclass(frozen=True, slots=True)
class OpenSafety(Action):
    """账号安全."""

    code = "fo"


@dataclass(frozen=True, slots=True)
class TypeWord(Action):
    """A word of one's own comes next."""

    code = "fw"


@dataclass(frozen=True, slots=True)
class RemoveWord(Action):
    code = "fr"


@dataclass(frozen=True, slots=True)
class AskFreeze(Action):
    """What freezing the account would mean."""

    code = "fa"


@dataclass(frozen=True, slots=True)
class Freeze(Action):
    code = "fz"


@dataclass(frozen=True, slots=True)
class LookUpIdentity(Action):
    """What became of the check of who one is."""

    code = "il"
    draft_id: str


@dataclass(frozen=True, slots=True)
class CheckAgain(Action):
    """The verification has run out."""

    code = "ic"
    draft_id: str


@dataclass(frozen=True, slots=True)
class StartOver(Action):
    """All three answers anew, after a refusal."""

    code = "io"
    draft_id: str


@dataclass(frozen=True, slots=True)
class DeclareStudent(Action):
    """我是在校学生: this lender must not lend to them."""

    code = "is"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ConfirmCard(Action):
    """What was read from the ID card is right."""

    code = "yc"
    draft_id: str


@dataclass(frozen=True, slots=True)
class DiscardCard(Action):
    """It is not, or is to be typed."""

    code = "yd"
    draft_id: str


@dataclass(frozen=True, slots=True)
class AgreeFace(Action):
    """Consent to the look at one's face, which is for this alone."""

    code = "yf"
    draft_id: str


@dataclass(frozen=True, slots=True)
class LookUpFace(Action):
    """What came out of it."""

    code = "yl"
    draft_id: str


@dataclass(frozen=True, slots=True)
class AskInPerson(Action):
    """Not by face: a person of the shop is to look."""

    code = "yp"
    draft_id: str


@dataclass(frozen=True, slots=True)
class LookUpHandoff(Action):
    """What became of the application on the lender's page."""

    code = "yh"
    draft_id: str
