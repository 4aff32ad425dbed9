"""What is refused about tracked bills."""

from __future__ import annotations

from domain.errors import Refused


class TooManyTracked(Refused):
    """`most`: so many are kept of one customer."""

    code = "too_many_tracked"
