"""Why somebody cannot be verified, or is not served."""

from __future__ import annotations

from domain.errors import Refused


class IdentityMissing(Refused):
    code = "identity_missing"


class TooManyChecks(Refused):
    code = "too_many_checks"


class StudentsNotServed(Refused):
    code = "students_not_served"


class AgeOutOfRange(Refused):
    code = "age_out_of_range"
