"""Members of the staff, their roles, the verbs of the log, and what the services of this feature answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from domain.value import Value


class Role(StrEnum):
    """Each may what the one before it may, and more (`domain.staff.rules.RIGHTS`)."""

    VIEWING = "viewing"  # 查看
    SERVING = "serving"  # 客服
    MONEY = "money"  # 财务
    OWNER = "owner"  # 负责人


class Verb(StrEnum):
    """What somebody of the staff does. The values are stored: of one that is no longer used the name stays."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    READ_LOG = "read_log"
    FIND = "find"  # somebody or something is looked up
    OPEN_CUSTOMER = "open_customer"  # one person's sheet is opened
    REVEAL = "reveal"  # a sealed field is shown in full
    SEE_CASES = "see_cases"
    ANSWER_CASE = "answer_case"
    DECIDE_CASE = "decide_case"
    SEE_MONEY = "see_money"  # the lists of returns, payments and refunds
    BOOK_RETURN = "book_return"
    DECLINE_RETURN = "decline_return"
    CONFIRM_PAYMENT = "confirm_payment"  # paid on the lender's own page
    REJECT_PAYMENT = "reject_payment"
    PAY_BACK = "pay_back"  # a refund that was made by hand
    SEE_SHOP = "see_shop"  # goods, lenders and plans
    CHANGE_PRODUCT = "change_product"  # price, stock, whether it is on sale
    CHANGE_PLAN = "change_plan"  # whether it is offered
    ADD_MEMBER = "add_member"
    SET_ROLE = "set_role"
    DISABLE_MEMBER = "disable_member"
    RESET_MEMBER = "reset_member"


class Outcome(StrEnum):
    BEGUN = "begun"  # recorded before it is done: what is killed in between stands there all the same
    DONE = "done"
    NO_RIGHT = "no_right"
    REFUSED = "refused"  # a wrong password or code; what the rules of the feature say no to
    PROPOSED = "proposed"  # a second person has to say yes
    CONFIRMED = "confirmed"  # the second person said yes
    DECLINED = "declined"  # the second person said no, or who proposed it took it back
    LAPSED = "lapsed"  # nobody said anything within a day
    UNCHANGED = "unchanged"  # it was so already


class SubjectKind(StrEnum):
    """What a line of the log is about; its id is ours, never a number or a name of somebody."""

    NOTHING = ""
    CUSTOMER = "customer"
    ORDER = "order"
    LOAN = "loan"
    PAYMENT = "payment"
    RETURN = "return"
    REFUND = "refund"
    CASE = "case"
    DOCUMENT = "document"
    MEMBER = "member"
    PRODUCT = "product"
    PLAN = "plan"
    SEARCH = "search"  # the id is the kind of text that was looked up, never the text


class Subject(Value):
    kind: SubjectKind = SubjectKind.NOTHING
    id: str = ""


NOTHING = Subject()


class Way(StrEnum):
    """How somebody signed in; a code of their authenticator comes with each."""

    PASSWORD = "password"  # noqa: S105 - a word of ours
    TELEGRAM = "telegram"


class Member(Value):
    """`pauses_until`: after several wrong passwords or codes nothing is tried before."""

    id: str
    name: str
    role: Role
    telegram_id: int | None
    has_password: bool
    is_disabled: bool
    added_at: datetime
    pauses_until: datetime | None = None


class Enrolment(Value):
    """A member and the secret of their authenticator, which is shown this once."""

    member: Member
    secret: str


class SignedIn(Value):
    """Somebody who is signed in. `session_id` names the session and opens nothing."""

    member: Member
    session_id: str
    way: Way
    started_at: datetime


class OwnSession(Value):
    """A session as its member is shown it. `agent`: what the browser said it is."""

    id: str
    way: Way
    agent: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


class LogLine(Value):
    """One line of the log. `by`: the member's id; None: at the command line, or nobody did it. `reason`: None where it does
    not open any more.
    """

    seq: int
    at: datetime
    by: str | None
    by_name: str | None
    verb: Verb
    subject: Subject
    reason: str | None
    outcome: Outcome
    amount_fen: int | None = None
    proposal_id: str | None = None


class LogFilter(Value):
    """Which lines of the log are wanted: all of them where nothing is said. `day`: in Beijing."""

    by: str | None = None
    subject: Subject | None = None
    day: date | None = None


class LogPage(Value):
    """The newest first. `older_than`: where the next page begins; None: this is the last."""

    lines: tuple[LogLine, ...]
    older_than: int | None


class ProposalStatus(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"  # a second person said yes; it is being carried out
    DONE = "done"
    FAILED = "failed"  # the second person said yes, and it could no longer be done
    DECLINED = "declined"
    LAPSED = "lapsed"


class Proposal(Value):
    """A verb that moves more money than one person may alone. `details`: what the verb needs beside its subject. Until
    `closes_at` a second person can say yes.
    """

    id: str
    verb: Verb
    subject: Subject
    amount_fen: int
    details: Mapping[str, str]
    reason: str
    status: ProposalStatus
    by: str
    by_name: str
    proposed_at: datetime
    closes_at: datetime
    decided_by_name: str | None = None
    decided_at: datetime | None = None
