"""What is refused to the shop's people. The console and the command line say each; no customer ever reads one."""

from __future__ import annotations

from domain.errors import DomainError


class StaffRefused(DomainError):
    code = "staff_refused"


class MayNot(StaffRefused):
    """The role has not the right; kept in the log."""

    code = "may_not"


class SignInRefused(StaffRefused):
    """Name, password or code are wrong, or too many were: the answer is the same, so that nobody learns who is a member."""

    code = "sign_in_refused"


class NameTaken(StaffRefused):
    code = "name_taken"


class TelegramTaken(StaffRefused):
    """Another member signs in with this Telegram account."""

    code = "telegram_taken"


class UnusableName(StaffRefused):
    code = "unusable_name"


class WeakPassword(StaffRefused):
    code = "weak_password"


class LastOwner(StaffRefused):
    """Nobody would be left who may add a member."""

    code = "last_owner"


class ReasonMissing(StaffRefused):
    code = "reason_missing"


class SamePerson(StaffRefused):
    """Who proposed it cannot be the second person."""

    code = "same_person"


class ProposalOver(StaffRefused):
    """It was decided, or lapsed, or who proposed it may no longer."""

    code = "proposal_over"
