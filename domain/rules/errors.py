"""What the money rules refuse."""

from __future__ import annotations


class RuleError(ValueError):
    """The rule does not apply to these terms; the message is one English sentence for the operator."""
