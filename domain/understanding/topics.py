"""What one can ask about, and which intent and answer belong to it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from domain.value import Value

CRISIS, FRAUD = "faq.crisis", "faq.fraud"
RIGHTS = ("screen.not_mine", "screen.do_not_contact", "screen.dispute")
OUT_OF_SCOPE = "other.out_of_scope"
# Told apart from everything else, since they are answered before it.
GRAVE = {CRISIS: "other.crisis", FRAUD: "other.fraud"}

# Heads of `other` that are answered.
OF_THIS_SHOP = ("other.here", "other.rights")


class Intent(StrEnum):
    """What a sentence wants, as outside checks name it."""

    BILL_QUERY = "bill_query"
    REPAY_NOW = "repay_now"
    EARLY_REPAY = "early_repay"
    AUTO_DEBIT = "auto_debit"
    OVERDUE = "overdue"
    CREDIT_RECORD = "credit_record"
    PLAN_INFO = "plan_info"
    LIMIT = "limit"
    IDENTITY = "identity"
    REFUND_CANCEL = "refund_cancel"
    CHANGE_DUE_DATE = "change_due_date"
    CARD_BINDING_CHANGE = "card_binding_change"
    HUMAN = "human"
    OTHER = "other"


class Topic(Value):
    """`id`: of its answer, too: `faq.…` a text, `screen.…` one's own data; `oos.…` has none: no affair of ours."""

    id: str
    intent: Intent

    @property
    def head(self) -> str:
        """Return what is told apart first: the intent; of `other` what is nothing to do with one another apart."""
        if self.intent is not Intent.OTHER:
            return self.intent.value
        if self.answer_id is None:
            return OUT_OF_SCOPE
        if self.id in GRAVE:
            return GRAVE[self.id]
        here, rights = OF_THIS_SHOP
        return rights if self.id in RIGHTS else here

    @property
    def answer_id(self) -> str | None:
        return None if self.id.startswith("oos.") else self.id


def read_topics(file: Path) -> list[Topic]:
    """Read topics.tsv: id, intent, what is asked. Raises `ValueError` for an intent that is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Topic(row[0], Intent(row[1])) for row in cells]


def head_intent(head: str) -> Intent:
    """Return the intent that a head is of."""
    return Intent(head.partition(".")[0])
