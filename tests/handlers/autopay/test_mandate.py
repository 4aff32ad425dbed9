"""The authorisation of automatic debit says what the run does, and stays readable as it was agreed to."""

from __future__ import annotations

import hashlib
from datetime import date, time

import pytest

from bot.wiring import Container
from domain.autopay.results import AgreedMandate, AutopayView
from domain.autopay.rules import LATEST_WINDOW, WINDOW_LASTS
from domain.customers.service import LOCALES
from domain.dates import at_beijing
from domain.loans.results import CardView
from domain.standing.results import DebitState, Standing
from domain.value import replace
from handlers.autopay import views
from handlers.autopay.mandate import MANDATE_VERSION, MANDATE_VERSIONS, agreed_text, mandate_text, what, when
from handlers.ui.i18n import LOCALES_DIR, texts_for
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, with_bills

T = texts_for("zh_CN")
# What somebody agreed to is never written anew: a change is another version.
KEPT = {
    ("debit-2026-11", "zh_CN"): "ed49e176743d7ebe",
    ("debit-2026-11", "zh_TW"): "b76398f97a8c1c69",
    ("debit-2026-11", "en"): "6c09ddb16dc79a10",
    ("debit-2026-11-29", "zh_CN"): "c178a5a712d5cc47",
    ("debit-2026-11-29", "zh_TW"): "710b00f68e87b9e0",
    ("debit-2026-11-29", "en"): "fd463e4f336a603a",
}


def view(**changed: object) -> AutopayView:
    plain = AutopayView(
        can_add_card=True,
        verified=True,
        name_mask="张*",
        active=False,
        cards=(),
        windows=(time(9), time(15), time(20)),
        partial=False,
    )
    return replace(plain, **changed)


@pytest.mark.parametrize(("version", "locale"), KEPT)
def test_a_text_that_was_agreed_to_stays_as_it_is(version: str, locale: str) -> None:
    stored = (LOCALES_DIR / locale / "agreements" / f"{version}.txt").read_bytes()
    assert hashlib.sha256(stored).hexdigest()[:16] == KEPT[version, locale]


def test_every_version_is_known_and_kept() -> None:
    assert {version for version, _ in KEPT} == set(MANDATE_VERSIONS)
    stored = {path.stem for path in LOCALES_DIR.glob("*/agreements/debit-*.txt")}
    assert stored == set(MANDATE_VERSIONS)
    assert MANDATE_VERSIONS[-1] == MANDATE_VERSION


@pytest.mark.parametrize("version", MANDATE_VERSIONS)
@pytest.mark.parametrize("locale", LOCALES)
async def test_whoever_agreed_reads_what_they_agreed_to(
    container: Container, clock: MovableClock, version: str, locale: str
) -> None:
    debtor = await indebted(container, clock)
    shown = await container.services.autopay.view(debtor.customer.id)
    filled = (LOCALES_DIR / locale / "agreements" / f"{version}.txt").read_text("utf-8") % {
        "name": shown.name_mask
    }
    digest = hashlib.sha256(filled.encode()).hexdigest()
    await container.services.autopay.revoke(debtor.customer.id)
    agreed = await container.services.autopay.agree(
        debtor.customer.id, version=version, sha256=digest, locale=locale
    )
    assert agreed.agreed == AgreedMandate(version, digest, locale, container.services.today())
    ((title, text),) = views.overview(T, agreed, await debtor.stands()).folded
    assert "1月5日" in title
    assert filled.splitlines()[0] in str(text)


def test_a_text_that_is_another_than_was_agreed_to_is_not_shown_as_that() -> None:
    digest = mandate_text(T, view()).sha256
    day = date(2026, 1, 5)
    kept = view(active=True, agreed=AgreedMandate(MANDATE_VERSION, digest, "zh_CN", day))
    assert agreed_text(kept) == mandate_text(T, view())
    assert agreed_text(replace(kept, name_mask="李*")) is None
    assert agreed_text(view(active=True, agreed=AgreedMandate("debit-1999", digest, "zh_CN", day))) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_before_with_and_after_the_authorisation_the_same_is_said_of_what_is_taken_and_when(
    locale: str,
) -> None:
    t = texts_for(locale)
    stands = replace(with_bills(date(2026, 1, 5)), debit=DebitState.ON)
    shown = [
        views.overview(t, view(), _off(stands)),
        views.mandate_screen(t, view(cards=(CARD,)), mandate_text(t, view())),
        views.overview(t, view(active=True, cards=(CARD,)), replace(stands, card=CARD)),
    ]
    for one in shown:
        assert when(t, view()) in one.html()
        assert what(t) in one.html()


def test_the_last_try_of_a_day_is_before_the_hour_that_the_authorisation_names() -> None:
    begins = at_beijing(date(2026, 1, 5), LATEST_WINDOW)
    for locale in LOCALES:
        assert "21:30" in mandate_text(texts_for(locale), view()).text
    assert begins + WINDOW_LASTS < at_beijing(date(2026, 1, 5), time(21, 30))


@pytest.mark.parametrize("locale", LOCALES)
def test_binding_a_card_does_not_say_that_it_is_debited_where_that_is_agreed_to_later(locale: str) -> None:
    t = texts_for(locale)
    before, after = (views.ask_card(t, view(active=on)).html() for on in (False, True))
    only_binds = t("这一步只绑卡，不扣款；看完授权书、点「同意并开通」以后才会扣。")
    assert only_binds in before
    assert only_binds not in after


def _off(stands: Standing) -> Standing:
    return replace(stands, debit=DebitState.OFF)


CARD = CardView("card", "0018", "ICBC")


def test_of_a_bank_that_is_not_known_it_is_said_calmly() -> None:
    assert "认不出是哪家银行" in views.bound(T, CardView("card", "0018", None))
    assert views.bound(T, CARD) == "✅ 已绑定 工商银行储蓄卡（尾号 0018）。"
