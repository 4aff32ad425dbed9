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
    "GDB": N_("广发银行"),
    "HXBANK": N_("华夏银行"),
    "CZBANK": N_("浙商银行"),
    "BOHAIB": N_("渤海银行"),
    "EGBANK": N_("恒丰银行"),
    "BJBANK": N_("北京银行"),
    "SHBANK": N_("上海银行"),
    "JSBANK": N_("江苏银行"),
    "NJCB": N_("南京银行"),
    "NBBANK": N_("宁波银行"),
    "HZCB": N_("杭州银行"),
    "HSBANK": N_("徽商银行"),
    "CSCB": N_("长沙银行"),
    "SHRCB": N_("上海农商银行"),
    "BJRCB": N_("北京农商银行"),
}


def card_name(t: Texts, card: CardView) -> str:
    """工商银行储蓄卡（尾号 0018）."""
    if card.bank in BANKS:
        return t("%(bank)s储蓄卡（尾号 %(tail)s）", bank=t(BANKS[card.bank]), tail=card.last_four)
    return t("储蓄卡（尾号 %(tail)s）", tail=card.last_four)
