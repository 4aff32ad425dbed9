"""What an import hands to the service: the shop's goods, the lenders and their plans.

Shapes only. The values are checked where they are read (`bot.catalog_file`); whoever builds one of these by
hand answers for it. Amounts are integer fen, percentages are Decimal of per cent ("0.6" = 0.6 %), clock times
are Beijing's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from domain.identity import Need
from domain.terms import (
    DEFAULT_ALLOCATION,
    DEFAULT_DEBIT_TERMS,
    DEFAULT_NOTICE_TERMS,
    DEFAULT_REFUND_TERMS,
    AllocationTerms,
    DayCount,
    DebitTerms,
    NoticeTerms,
    PenaltyTerms,
    PlanTerms,
    PrepayTerms,
    RefundTerms,
    RemainderIn,
    Rounding,
)

DEFAULT_LOCALE = "zh_CN"


class InstitutionKind(StrEnum):
    """What a lender is by law, which decides whom it may serve: a microloan company not students."""

    BANK = "bank"  # 银行
    CONSUMER_FINANCE = "consumer_finance"  # 消费金融公司
    MICROLOAN = "microloan"  # 小额贷款公司
    TRUST = "trust"  # 信托公司
    MERCHANT = "merchant"  # 商家自己的分期


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text by locale ("zh_CN", "zh_TW", "en"); zh_CN is always there and stands in for the others."""

    texts: dict[str, str]

    def __post_init__(self) -> None:
        if DEFAULT_LOCALE not in self.texts:
            raise ValueError(f"a text has at least its {DEFAULT_LOCALE} form")

    def __hash__(self) -> int:
        return hash(frozenset(self.texts.items()))

    def in_(self, locale: str) -> str:
        return self.texts.get(locale) or self.texts[DEFAULT_LOCALE]

    def as_dict(self) -> dict[str, str]:
        return dict(self.texts)


@dataclass(frozen=True, slots=True)
class DueDayRule:
    """When instalments fall due: on the day of the month of the purchase (`day` is None), or on a fixed one.

    With a fixed `day` (1 to 28) the first due date is the first such day at least `min_days` after the
    purchase.
    """

    day: int | None = None
    min_days: int = 0


@dataclass(frozen=True, slots=True)
class CategorySpec:
    id: str
    name: LocalText
    position: int  # from 0, as in the file


@dataclass(frozen=True, slots=True)
class ProductSpec:
    id: str
    category_id: str
    name: LocalText
    price_fen: int
    stock: int
    description: LocalText
    picture: str | None = None  # a path, seen from the catalog file's folder
    cash_price_fen: int | None = None  # of one piece paid at once (一次付清价); at most the price


@dataclass(frozen=True, slots=True)
class InstitutionSpec:
    """A lender (分期机构) and what holds for all of its plans."""

    id: str
    name: LocalText
    kind: InstitutionKind
    contact: str  # a phone number as one would print it
    official_url: str
    rounding: Rounding
    remainder_in: RemainderIn
    day_count: DayCount
    due_day: DueDayRule
    penalty: PenaltyTerms
    prepay: PrepayTerms
    min_age: int
    max_age: int  # not yet exceeded on the last due date
    students_allowed: bool
    credit_line_fen: int  # what a newly verified customer is granted
    debit_cutoff: time  # after it, today's direct debit is not tried again
    quote_cutoff: time  # a settlement quote is good until then
    allocation: AllocationTerms = DEFAULT_ALLOCATION
    refund: RefundTerms = DEFAULT_REFUND_TERMS
    debit: DebitTerms = DEFAULT_DEBIT_TERMS
    notices: NoticeTerms = DEFAULT_NOTICE_TERMS  # as it is practised now, not part of a contract
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSpec:
    """One offer of a lender, for amounts from `min_amount_fen` to `max_amount_fen`, both included."""

    id: str
    institution_id: str
    terms: PlanTerms
    min_amount_fen: int
    max_amount_fen: int


@dataclass(frozen=True, slots=True)
class CatalogSpec:
    categories: tuple[CategorySpec, ...]
    products: tuple[ProductSpec, ...]
    institutions: tuple[InstitutionSpec, ...]
    plans: tuple[PlanSpec, ...]
