"""A loan's contract as agreed: the lender and the plan as they were that day, kept with the loan."""

from __future__ import annotations

import marshal
from decimal import Decimal
from typing import Any

from domain.stored_json import from_stored, to_stored
from domain.terms import DEFAULT_NOTICE_TERMS, AgreedRow, InstitutionSpec, NoticeTerms, PlanSpec
from domain.value import Value


class LoanContract(Value):
    """`drawdown_fee_fen`: what is due on the day of the contract, as instalment 0; 0 where nothing is. None where the plan
    may have such a fee and the loan has no such instalment: one signed before the fee was collected so, or on the lender's
    page, where the lender collects it. `lender_pct`: of a fee plan with guarantee or service fees the 单利 without those;
    None where `simple_pct` is it.
    """

    lender: InstitutionSpec
    plan: PlanSpec
    simple_pct: str  # the annual rate disclosed, per cent with two decimals (单利)
    compound_pct: str  # 复利
    schedule: tuple[AgreedRow, ...] = ()  # the lender's own, where it was signed on the lender's page
    drawdown_fee_fen: int | None = None
    lender_pct: str | None = None

    @property
    def annual_pct(self) -> Decimal:
        """The rate that penalty interest is a multiple of: the agreed annual rate, for flat fees the 单利 of what the lender
        itself charges.
        """
        own_pct = self.simple_pct if self.lender_pct is None else self.lender_pct
        return contract_annual_pct(self.plan, Decimal(own_pct))


def contract_annual_pct(plan: PlanSpec, lender_pct: Decimal) -> Decimal:
    return lender_pct if plan.terms.annual_rate_pct is None else plan.terms.annual_rate_pct


MOST_RECENT = 500
_PLAIN = 2  # a version of the format in which equal content is equal bytes
_recent: dict[bytes, LoanContract] = {}


def dump_contract(contract: LoanContract) -> dict[str, Any]:
    return to_stored(contract)


def load_contract(stored: dict[str, Any]) -> LoanContract:
    """Loans by the same terms share one contract; it is frozen. Telling them by their content costs a tenth of loading."""
    content = marshal.dumps(stored, _PLAIN)
    known = _recent.get(content)
    if known is None:
        known = from_stored(LoanContract, stored)
        if len(_recent) >= MOST_RECENT:
            _recent.clear()
        _recent[content] = known
    return known


def dump_lender(spec: InstitutionSpec) -> dict[str, Any]:
    return to_stored(spec)


def load_lender(stored: dict[str, Any]) -> InstitutionSpec:
    return from_stored(InstitutionSpec, stored)


def load_notice_terms(stored: dict[str, Any]) -> NoticeTerms:
    """Return only when the lender writes; the rest of it takes many times as long to load, and planning needs none of it."""
    return from_stored(NoticeTerms, stored["notices"]) if "notices" in stored else DEFAULT_NOTICE_TERMS


def dump_plan(spec: PlanSpec) -> dict[str, Any]:
    return to_stored(spec)


def load_plan(stored: dict[str, Any]) -> PlanSpec:
    return from_stored(PlanSpec, stored)
