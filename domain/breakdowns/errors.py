"""Breakdowns: errors."""

from __future__ import annotations

from domain.errors import Refused


class LendersFigures(Refused):
    code = "lenders_figures"
