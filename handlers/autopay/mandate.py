"""The authorisation of automatic debit (代扣授权书): its text by version, what is taken by it, and when."""

from __future__ import annotations

import hashlib

from domain.autopay.results import AutopayView
from domain.value import Value
from handlers.ui.components import LANGUAGE_NAMES
from handlers.ui.i18n import Texts, document

# The one that is agreed to now, and those that somebody may have agreed to: their texts stay as they are.
MANDATE_VERSION = "debit-2026-11-29"
MANDATE_VERSIONS = ("debit-2026-11", MANDATE_VERSION)


class MandateText(Value):
    """The authorisation as filled in for this customer, and what proves later that it was this one."""

    text: str
    locale: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def mandate_text(t: Texts, view: AutopayView) -> MandateText:
    return _filled(view, MANDATE_VERSION, t.locale)


def agreed_text(view: AutopayView) -> MandateText | None:
    """Return the authorisation that was agreed to, word for word; None where it cannot be shown to be that one."""
    agreed = view.agreed
    if agreed is None or agreed.version not in MANDATE_VERSIONS or agreed.locale not in LANGUAGE_NAMES:
        return None
    found = _filled(view, agreed.version, agreed.locale)
    return found if found.sha256 == agreed.sha256 else None


def _filled(view: AutopayView, version: str, locale: str) -> MandateText:
    filled = document(locale, f"agreements/{version}.txt") % {"name": view.name_mask or ""}
    return MandateText(filled, locale)


# What is taken, and when: said alike before it is agreed to, with it, and as long as it is on


def what(t: Texts) -> str:
    return t("扣的是已经到期和逾期的账单，连同罚息；没到期的不扣。")


def when(t: Texts, view: AutopayView) -> str:
    first, *later = view.windows
    if not later:
        return t("到期当天 %(first)s 扣款；逾期后每天同样的时间再扣，直到还清。", first=f"{first:%H:%M}")
    return t(
        "到期当天 %(first)s 扣款，没扣成 %(later)s 再扣；逾期后每天同样的时间再扣，直到还清。",
        first=f"{first:%H:%M}",
        later=t("、").join(f"{window:%H:%M}" for window in later),
    )
