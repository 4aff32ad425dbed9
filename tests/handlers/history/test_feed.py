"""订阅日历 on the screen: offered where there is a public address, plainly not where there is none."""

from __future__ import annotations

from datetime import date

import pytest

from domain.feeds.results import FeedView
from handlers.buttons.feeds import MakeFeed, OpenFeed, RenewFeed, ShowFeedAmounts
from handlers.buttons.history import SendCalendar
from handlers.history.feed_views import feed_screen, nothing_to_stop, webcal
from handlers.ui.i18n import texts_for
from tests.support.asking import buttons, words

URL = "https://fenqi.example.com/calendar"
SECRET = "s" * 43
T = texts_for("zh_CN")
FEED = FeedView(SECRET, 3, with_amounts=False, made_on=date(2026, 12, 1))


def test_without_a_public_address_it_says_so_and_offers_the_file() -> None:
    screen = feed_screen(T, FEED, None)
    assert "没有可以公开访问的网址" in words(screen)
    assert SECRET not in screen.html()
    assert [one.action for one in buttons(screen)][:2] == [SendCalendar(1), SendCalendar(0)]


def test_before_there_is_one_it_says_what_is_in_it_and_makes_none_by_itself() -> None:
    screen = feed_screen(T, None, URL)
    assert "金额默认不显示" in words(screen)
    assert buttons(screen)[0].action == MakeFeed()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_the_address_is_shown_copied_and_opened_by_an_http_button(locale: str) -> None:
    screen = feed_screen(texts_for(locale), FEED, URL)
    address = f"webcal://fenqi.example.com/calendar/{SECRET}.ics"
    assert f"<code>{address}</code>" in screen.html()
    opened, copied, amounts = buttons(screen)[:3]
    assert (opened.url, copied.copy) == (f"{URL}/{SECRET}", address)
    assert amounts.action == ShowFeedAmounts(1)


def test_one_that_cannot_be_read_any_more_is_replaced() -> None:
    lost = FeedView(None, 3, with_amounts=True, made_on=date(2026, 12, 1))
    assert buttons(feed_screen(T, lost, URL))[0].action == RenewFeed(3)


def test_webcal_is_the_same_address_by_another_scheme() -> None:
    assert webcal("https://a.cn/calendar/x.ics") == "webcal://a.cn/calendar/x.ics"


def test_who_has_none_to_stop_is_told_so_and_makes_none_by_one_tap() -> None:
    screen = nothing_to_stop(T)
    assert "没有日历订阅" in words(screen)
    assert buttons(screen)[0].action == OpenFeed()
