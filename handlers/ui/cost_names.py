"""What an amount of costs is for, by name inside a sentence: `利息、担保费和罚息`. Plain text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.returns.results import ReturnPreview
from domain.terms import CHARGE_PARTS, ChargeKind, OwedPart
from handlers.ui.components import CHARGE_NAMES
from handlers.ui.i18n import N_, Texts

_INTEREST = N_("利息")
PART_NAMES = {
    OwedPart.INTEREST: _INTEREST,
    OwedPart.FEE: _INTEREST,
    OwedPart.GUARANTEE: CHARGE_NAMES[ChargeKind.GUARANTEE],
    OwedPart.SERVICE: CHARGE_NAMES[ChargeKind.SERVICE],
    OwedPart.PENALTY: N_("罚息"),
    OwedPart.PRINCIPAL: N_("本金"),
}


def inside(label: str) -> str:
    """Return a label as a word inside a sentence, where a language with capitals has a small letter."""
    return label[:1].lower() + label[1:]


def part(t: Texts, one: OwedPart) -> str:
    return inside(t(PART_NAMES[one]))


def has_charges(parts: Collection[OwedPart]) -> bool:
    """Whether guarantee or service fees are among them."""
    return any(one in parts for one in CHARGE_PARTS)


def parts(t: Texts, named: Collection[OwedPart], *also: str) -> str:
    """Name each of them once, in the order of a bill with penalty interest last; after them what else there is."""
    words = [t(PART_NAMES[one]) for one in PART_NAMES if one in named]
    return listed(t, [inside(word) for word in dict.fromkeys([*words, *also])])


def returned(t: Texts, preview: ReturnPreview) -> str:
    """Name what of the costs paid goes back with the goods."""
    fee = [t("违约金")] if preview.result.outside_returned.prepay_fee_fen else []
    return parts(t, preview.costs_returned, *fee)


def listed(t: Texts, words: Sequence[str]) -> str:
    """`利息、担保费和罚息`."""
    if len(words) <= 1:
        return "".join(words)
    return t("%(first)s和%(last)s", first=t("、").join(words[:-1]), last=words[-1])
