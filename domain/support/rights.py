"""Who of the staff chat may do what, by Telegram user id (STAFF_IDS, STAFF_MONEY_IDS); see docs/rules/cases.md."""

from __future__ import annotations

from domain.cases.types import CaseKind
from domain.errors import DomainError
from domain.value import Value

# Telegram's stand-ins for people who do not say who they are: an anonymous administrator, whoever writes on behalf of a
# channel, and the forwarder of a channel's posts.
ANONYMOUS_ADMIN = 1087968824
SPEAKING_CHANNEL = 136817688
FORWARDER = 777000
NOBODY = frozenset({ANONYMOUS_ADMIN, SPEAKING_CHANNEL, FORWARDER})


class NoRight(DomainError):
    """Whoever acts in the staff chat has not the right to; nothing was changed."""

    code = "no_right"


class StaffRights(Value):
    """`seeing`: who may read cards and answer customers; `money`: who may decide, and also see. None: everybody in the
    chat.
    """

    seeing: frozenset[int] | None = None
    money: frozenset[int] | None = None

    def may_see(self, user_id: int | None) -> bool:
        return self.seeing is None or user_id in self.seeing or user_id in (self.money or ())

    def may_decide(self, kind: CaseKind, user_id: int | None) -> bool:
        """Return whether this person may decide cases of the kind. A question moves nothing: whoever answers it may end it.
        Every other decision moves money, or settles what somebody owes or answers for.
        """
        if kind is CaseKind.QUESTION:
            return self.may_see(user_id)
        return user_id not in NOBODY and (self.money is None or user_id in self.money)
