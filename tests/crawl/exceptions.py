"""What is known and stands all the same, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.buttons.checkout import CheckoutBack
from handlers.ui.callback_data import Action
from tests.crawl.rules import Fault


@dataclass(frozen=True, slots=True)
class Known:
    """`said`: the sentence of a refusal; of other rules it is left open."""

    rule: str
    buttons: tuple[type[Action], ...]
    reason: str
    said: str | None = None

    def covers(self, fault: Fault, code: str) -> bool:
        return (
            fault.rule == self.rule
            and code in {one.code for one in self.buttons}
            and self.said in (None, fault.said)
        )


KNOWN = (
    Known(
        "返回 does nothing",
        (CheckoutBack,),
        "a checkout keeps its answers in the draft: a step back takes the last one back",
    ),
)


def is_known(fault: Fault, code: str) -> bool:
    return any(one.covers(fault, code) for one in KNOWN)
