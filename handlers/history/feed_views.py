"""A calendar to subscribe to (订阅日历): its address, what can be read there, and how to take it back."""

from __future__ import annotations

from domain.feeds.results import FeedView
from handlers.buttons.feeds import (
    AskRenewFeed,
    MakeFeed,
    OpenFeed,
    RenewFeed,
    ShowFeedAmounts,
    StopFeed,
)
from handlers.buttons.history import OpenCalendar, SendCalendar
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

SUFFIX = ".ics"


def webcal(address: str) -> str:
    """Return the address as calendars take it to subscribe to."""
    return f"webcal://{address.partition('://')[2]}"


def feed_screen(t: Texts, feed: FeedView | None, url: str | None) -> Reply:
    """`url`: under which the calendars are; None where the operator has no public address."""
    if url is None:
        return _not_here(t)
    if feed is None or feed.secret is None:
        return _none_yet(t, feed)
    page = f"{url}/{feed.secret}"
    address = webcal(page + SUFFIX)
    return reply(
        t("📅 您的日历订阅地址："),
        f"<code>{address}</code>",
        t("点「去订阅」，或者把地址贴到日历的「添加订阅日历」里。账单有变化，日历会自己更新，一般几小时内。"),
        t("现在含金额。") if feed.with_amounts else t("现在不含金额，只有日期和名称。"),
        t("拿到地址的人都看得到，请别转给别人。换一个或者停用，原来的马上失效。"),
        keyboard=[
            [Button(t("去订阅"), url=page, style="primary"), Button(t("复制地址"), copy=address)],
            [_amounts_button(t, feed)],
            [Button(t("换一个地址"), AskRenewFeed(feed.no)), Button(t("停用"), StopFeed())],
            [back(t, OpenCalendar(0))],
        ],
    )


def _amounts_button(t: Texts, feed: FeedView) -> Button:
    if feed.with_amounts:
        return Button(t("不显示金额"), ShowFeedAmounts(0))
    return Button(t("显示金额"), ShowFeedAmounts(1))


def _none_yet(t: Texts, feed: FeedView | None) -> Reply:
    """Offer an address; another one where the one there was cannot be read any more."""
    make = MakeFeed() if feed is None else RenewFeed(feed.no)
    return reply(
        bold(t("订阅日历")),
        t("生成一个地址，加到手机或电脑的日历里，还款日会自己更新，不用再导文件。"),
        t("这里的账单和您自己记的都在里面；金额默认不显示。"),
        t("地址只给您一个人，随时可以换或者停用。"),
        keyboard=[
            [Button(t("生成地址"), make, style="primary")],
            [back(t, OpenCalendar(0))],
        ],
    )


def nothing_to_stop(t: Texts) -> Reply:
    """Say to who wants to stop it that there is none."""
    return reply(
        t("您没有日历订阅，不用停用。"),
        keyboard=[[Button(t("订阅日历"), OpenFeed())], [back(t, OpenCalendar(0))]],
    )


def _not_here(t: Texts) -> Reply:
    return reply(
        t("这里还不能订阅日历：没有可以公开访问的网址。"),
        t("可以先把还款日导成文件，账单有变化时再要一份，打开后会更新旧的。"),
        keyboard=[
            [Button(t("加到手机日历"), SendCalendar(1)), Button(t("加到日历（不含金额）"), SendCalendar(0))],
            [back(t, OpenCalendar(0))],
        ],
    )


def renewing(t: Texts, no: int) -> Reply:
    return reply(
        t("换一个地址？原来的马上失效，订阅过的日历要重新订阅。"),
        keyboard=[
            [Button(t("确认换一个"), RenewFeed(no), style="danger")],
            [back(t, OpenFeed())],
        ],
    )


def page_words(t: Texts) -> dict[str, str]:
    """Return the words of the page on which a telephone's calendar takes the address."""
    return {
        "title": t("订阅还款日历"),
        "subscribe": t("用这台设备的日历订阅"),
        "otherwise": t("没有反应的话，请复制下面的地址，贴到日历的「添加订阅日历」里："),
        "secret": t("拿到这个地址的人都能看到您的还款日，请别转给别人。"),
    }
