"""What is shown of an application at a lender."""

from __future__ import annotations

from domain.checkout.results import Disclosure
from domain.handoff.types import HandoffStatus
from domain.value import Value


class HandoffView(Value):
    """The way to the lender's page: what its plan costs by its published figures, and how an application stands."""

    shown: Disclosure
    url: str
    status: HandoffStatus
