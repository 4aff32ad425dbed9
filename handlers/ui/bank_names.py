"""Banks and bound cards, as they are called on a screen."""

from __future__ import annotations

from domain.loans.results import CardView
from handlers.ui.i18n import N_, Texts

BANKS = {
    "ICBC": N_("工商银行"),
    "ABC": N_("农业银行"),
    "BOC": N_("中国银行"),
    "CCB": N_("建设银行"),
    "COMM": N_("交通银行"),
    "PSBC": N_("邮储银行"),
    "CMB": N_("招商银行"),
    "CITIC": N_("中信银行"),
    "CEB": N_("光大银行"),
    "CMBC": N_("民生银行"),
    "SPDB": N_("浦发银行"),
    "CIB": N_("兴业银行"),
    "SPABANK": N_("平安银行"),
}


def card_name(t: Texts, card: CardView) -> str:
    """工商银行储蓄卡（尾号 0018）."""
    if card.bank in BANKS:
        return t("%(bank)s储蓄卡（尾号 %(tail)s）", bank=t(BANKS[card.bank]), tail=card.last_four)
    return t("储蓄卡（尾号 %(tail)s）", tail=card.last_four)
