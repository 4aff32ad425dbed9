"""Amounts, rates and days look the same everywhere, and every language is complete."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from handlers.ui import i18n
from handlers.ui.components import relative
from handlers.ui.i18n import texts_for
from locales.catalogue import load

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_an_amount_has_a_yen_sign_thousands_and_two_decimals(locale: str) -> None:
    t = texts_for(locale)
    assert t.money(120_050) == "¥1,200.50"
    assert t.money(5) == "¥0.05"
    assert t.money(-16_798) == "-¥167.98"


@pytest.mark.parametrize(
    ("locale", "day", "shown"),
    [
        ("zh_CN", date(2026, 12, 5), "12月5日（周六）"),
        ("zh_CN", date(2027, 1, 5), "2027年1月5日（周二）"),
        ("zh_TW", date(2026, 12, 5), "12月5日（週六）"),
        ("en", date(2026, 12, 5), "Sat 5 Dec"),
        ("en", date(2027, 1, 5), "Tue 5 Jan 2027"),
    ],
)
def test_a_day_shows_its_weekday_and_the_year_only_across_years(locale: str, day: date, shown: str) -> None:
    assert texts_for(locale).day(day, TODAY) == shown


@pytest.mark.parametrize(
    ("locale", "this_year", "next_year", "month", "month_of_year"),
    [
        ("zh_CN", "12/29", "27/1/29", "12月", "2026年12月"),
        ("zh_TW", "12/29", "27/1/29", "12月", "2026年12月"),
        ("en", "29 Dec", "29 Jan 27", "Dec", "December 2026"),
    ],
)
def test_a_narrow_table_writes_a_day_short_and_the_year_only_across_years(
    locale: str, this_year: str, next_year: str, month: str, month_of_year: str
) -> None:
    t, day = texts_for(locale), date(2026, 12, 29)
    assert [t.short_day(day, TODAY), t.short_day(date(2027, 1, 29), TODAY)] == [this_year, next_year]
    assert [t.month(day), t.month(day, year=True)] == [month, month_of_year]


def test_days_away_are_said_in_words() -> None:
    t = texts_for("zh_CN")
    away = [relative(t, date(2026, 12, day), TODAY) for day in (1, 2, 3, 5)]
    assert away == ["昨天", "今天", "明天", "3天后"]


def test_rates_have_two_decimals_and_agreed_ones_all_of_theirs_but_trailing_zeros() -> None:
    t = texts_for("zh_CN")
    assert t.percent(Decimal("13")) == "13.00%"
    assert t.exact(Decimal("0.0500")) == "0.05%"
    assert t.exact(Decimal("0.060833")) == "0.060833%"
    assert t.exact(Decimal("3")) == "3%"


def test_placeholders_and_literal_percent_signs() -> None:
    t = texts_for("zh_CN")
    assert t("100%%") == "100%"
    assert t("%(a)s 100%%", a=1) == "1 100%"


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
def test_a_language_says_what_babel_reads_from_its_catalogue(locale: str) -> None:
    t = texts_for(locale)
    sentences = {message.id: message.string for message in load(locale) if message.id and message.string}
    assert len(sentences) > 1000
    assert {msgid: t._messages.get(str(msgid)) for msgid in sentences} == sentences
    assert len(t._messages) == len(sentences)


def test_escapes_and_broken_lines_are_read_and_what_is_open_or_gone_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalog(locale="en")
    catalogue.add('他说："好"\n再见\\', 'He said:\t"fine"\nBye\\ ' + "and so on " * 30)
    catalogue.add("还没译")
    catalogue.obsolete["不用了"] = Message("不用了", "Gone")
    written = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    written.parent.mkdir(parents=True)
    with written.open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES_DIR", tmp_path)
    assert i18n._read_catalogue("en") == {
        '他说："好"\n再见\\': 'He said:\t"fine"\nBye\\ ' + "and so on " * 30
    }
