"""Why somebody who was invited cannot come in with this link, and why a file is not brought in."""

from __future__ import annotations

from domain.errors import Refused


class IntakeLinkGone(Refused):
    """There is no such link, it was used, or another one took its place."""

    code = "intake_link_gone"


class IntakeLinkExpired(Refused):
    code = "intake_link_expired"


class DigitsWrong(Refused):
    """The digits are not those that the lender has; `left`: tries."""

    code = "intake_digits_wrong"

    def __init__(self, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class IntakeRefused(Exception):
    """Something of the file cannot be brought in, so nothing is."""
