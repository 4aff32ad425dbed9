"""Which bank issued a card, by the first six digits of its number (BIN, 发卡行识别码): public facts, no rule.

Source: the public table of UnionPay BINs kept at github.com/hexindai/bcbc (MIT), of which these are the large
banks' common ones. A number that is not here says nothing about the card. Keys of banks are the clearing codes
in use there; their names are the views' affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

BIN_LENGTH = 6


class CardKind(StrEnum):
    """What may be done with a card: only a debit card (借记卡) can be bound for repaying by direct debit."""

    DEBIT = "debit"
    CREDIT = "credit"


class CardIssue(NamedTuple):
    """What the first digits say."""

    bank: str
    kind: CardKind


_PREFIXES = {
    ("ICBC", CardKind.DEBIT): "622200 622202 622203 622208 621225 621226 621227 621558 621559 621288",
    ("ICBC", CardKind.CREDIT): "622210 622211 622230 622235 622238 622239 622240 622245 427020 451810",
    ("ABC", CardKind.DEBIT): "622821 622822 622827 622841 622845 622846 622848 622849 621282 621336",
    ("ABC", CardKind.CREDIT): "622836 622837 622838 622839 404117 552599",
    ("BOC", CardKind.DEBIT): "601382 456351 621660 621661 621663 621666 621785 621786 621790 621330",
    ("BOC", CardKind.CREDIT): "622752 622753 622755 622756 622757 622758 622759 622760 409666 518476",
    ("CCB", CardKind.DEBIT): "621700 622700 622280 621284 621081 621467 621598 621621 436742",
    ("CCB", CardKind.CREDIT): "622166 622168 622675 622676 622677 622708 436745 489592",
    ("COMM", CardKind.DEBIT): "622258 622259 622260 622261 622262 621069 601428 405512",
    ("COMM", CardKind.CREDIT): "622251 622252 622253 622656 458123 458124 520169",
    ("PSBC", CardKind.DEBIT): "622150 622151 622188 621095 621098 621285 621599 621797 621798 621799",
    ("PSBC", CardKind.CREDIT): "622810 622811 622812",
    ("CMB", CardKind.DEBIT): "622580 622588 622598 622609 621286 621483 621485 621486 410062 468203",
    ("CMB", CardKind.CREDIT): "622575 622576 622577 622578 622579 622581 622582 439188 439225 518710",
    ("CITIC", CardKind.DEBIT): "622690 622691 622692 622696 622698 622998 622999 621768 621771",
    ("CITIC", CardKind.CREDIT): "622678 622679 622680 622688 622689 622916 622918",
    ("CEB", CardKind.DEBIT): "622660 622661 622662 622663 622666 622668 621489 621492",
    ("CEB", CardKind.CREDIT): "622650 622655 622657 622658 622685",
    ("CMBC", CardKind.DEBIT): "622615 622616 622617 622618 622619 622622 621691 415599",
    ("CMBC", CardKind.CREDIT): "622600 622601 622602 622603 622621 622623",
    ("SPDB", CardKind.DEBIT): "622516 622517 622518 622521 622522 622523 621351 621791 621793",
    ("SPDB", CardKind.CREDIT): "622176 622228 622276 622277",
    ("CIB", CardKind.DEBIT): "622908 622909 438588 438589",
    ("CIB", CardKind.CREDIT): "622571 622572 622573 622901 622902 451289",
    ("SPABANK", CardKind.DEBIT): "622536 622538 622983 622986 622989 623058 621626",
    ("SPABANK", CardKind.CREDIT): "622155 622156 622157 622525 622526 526855",
}

CARD_ISSUES: Mapping[str, CardIssue] = MappingProxyType(
    {prefix: CardIssue(*issue) for issue, prefixes in _PREFIXES.items() for prefix in prefixes.split()}
)
