"""Early settlement, as long as it cannot be done here."""

from __future__ import annotations

from dataclasses import replace

from handlers.i18n import Texts
from handlers.reply import Reply


def not_here_yet(t: Texts, bills: Reply) -> Reply:
    """`bills` under a sentence that says whom to ask."""
    said = t(
        "提前结清现在还不能在这里办，想提前还请联系放款的机构，电话在每张账单的详情里。下面是您现在的账单："
    )
    return replace(bills, parts=(said, *bills.parts))
