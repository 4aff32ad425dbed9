"""What is refused about income days."""

from __future__ import annotations

from domain.errors import Refused


class TooManyIncomes(Refused):
    """`most`: so many are kept of one customer."""

    code = "too_many_incomes"
