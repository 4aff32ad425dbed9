"""Why an offer cannot be worked out."""

from __future__ import annotations

from domain.calculator.results import Problem
from domain.errors import Refused


class NotCalculable(Refused):
    """`problem` says why; the values are what its sentence names."""

    code = "not_calculable"

    def __init__(self, problem: Problem, **values: object) -> None:
        super().__init__(**values)
        self.problem = problem
