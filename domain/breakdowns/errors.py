"""Why an amount cannot be explained step by step."""

from __future__ import annotations

from domain.errors import Refused


class LenderFiguresOnly(Refused):
    code = "lenders_figures"
