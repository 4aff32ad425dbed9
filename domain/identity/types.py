"""Whether a person is who they say (实名认证): the states of it, and what is asked of whoever checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.value import Value


class IdentityState(StrEnum):
    NONE = "none"  # 未认证
    INCOMPLETE = "incomplete"  # 待补充
    REVIEWING = "reviewing"  # 审核中
    VERIFIED = "verified"  # 已认证
    REJECTED = "rejected"  # 已拒绝
    EXPIRED = "expired"  # 已过期


class VerdictStatus(StrEnum):
    VERIFIED = "verified"
    REJECTED = "rejected"
    REVIEWING = "reviewing"  # the answer comes later
    UNKNOWN = "unknown"  # no clear answer: it is asked again under the same id


class RejectReason(StrEnum):
    """Why the checker says no; what it says otherwise is `OTHER`."""

    MISMATCH = "mismatch"  # name, number and phone do not belong together
    NOT_FOUND = "not_found"
    DOCUMENT_EXPIRED = "document_expired"
    OTHER = "other"


class FormProblems(Exception):
    """What is wrong with the answers of a form: by field, the reason. The answers themselves are not in it."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {reason}" for field, reason in reasons.items()))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """What is to be checked. The id is ours: asked again with it, the same answer comes. Nothing of it is logged."""

    check_id: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)


class Verdict(Value):
    """`valid_until`: the last day of the document, where the checker knows it."""

    status: VerdictStatus
    reason: RejectReason | None = None
    valid_until: date | None = None


NO_ANSWER = Verdict(VerdictStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class FaceCheck:
    """Whose face is to be seen. The id is ours, as of an `IdentityCheck`."""

    check_id: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)


class FacePage(Value):
    """Where it is done, and what came out so far. `url`: None where there is no page (now)."""

    verdict: Verdict
    url: str | None = None


NO_PAGE = FacePage(NO_ANSWER)


class CardReadView(Value):
    """What was read from photos of an ID card and is not confirmed yet, masked. `differs`: the fields that are not what was
    typed; `long_term`: valid without an end."""

    sides: tuple[str, ...]
    name_mask: str | None = None
    id_number_mask: str | None = None
    valid_until: date | None = None
    long_term: bool = False
    differs: tuple[str, ...] = ()
