"""What is shown of a change of phone number."""

from __future__ import annotations

from enum import StrEnum

from domain.value import Value


class ChangeStatus(StrEnum):
    TYPED = "typed"  # a code to the new number is to show that it is theirs
    IN_HAND = "in_hand"  # it is, or nobody can send codes; the person is to be proven
    ASKED = "asked"  # to the staff, who sees proof
    DONE = "done"
    STOPPED = "stopped"


class CodeTo(StrEnum):
    NEW = "new"
    OLD = "old"


class PhoneView(Value):
    """`phone_mask`: the number on file; `by_code`: codes can be sent; `number`: of the case that waits for the staff.
    `takes_code`: of which number one can be typed."""

    phone_mask: str
    by_code: bool
    number: str | None = None
    takes_code: CodeTo | None = None
