"""订阅日历: the address of a calendar that keeps itself up to date."""

from __future__ import annotations

from telegram import Update

from domain.value import replace
from handlers.buttons.feeds import (
    AskRenewFeed,
    MakeFeed,
    OpenFeed,
    RenewFeed,
    ShowFeedAmounts,
    StopFeed,
)
from handlers.context import Context
from handlers.history import feed_views as views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenFeed())
async def feed_words(update: Update, context: Context) -> Reply:
    return await show_feed(context)


@shows(OpenFeed())
async def stop_words(update: Update, context: Context) -> Reply:
    """Lead to where it is stopped; whoever has none is told so, and is not led to make one."""
    feed = await context.services.feeds.view(context.customer.id)
    if feed is None and context.conversation_settings.calendar_url is not None:
        return views.nothing_to_stop(context.t)
    return await show_feed(context)


async def show_feed(context: Context) -> Reply:
    feed = await context.services.feeds.view(context.customer.id)
    return views.feed_screen(context.t, feed, context.conversation_settings.calendar_url)


async def open_feed(context: Context, action: OpenFeed) -> Reply:
    return await show_feed(context)


async def make_feed(context: Context, action: MakeFeed) -> Reply:
    if context.conversation_settings.calendar_url is not None:
        await context.services.feeds.make(context.customer.id)
    return (await show_feed(context)).drawn_anew(OpenFeed())


async def show_amounts(context: Context, action: ShowFeedAmounts) -> Reply:
    with_amounts = bool(action.with_amounts)
    await context.services.feeds.show_amounts(context.customer.id, with_amounts=with_amounts)
    return (await show_feed(context)).drawn_anew(OpenFeed())


async def ask_renew(context: Context, action: AskRenewFeed) -> Reply:
    return views.renewing(context.t, action.no)


async def renew(context: Context, action: RenewFeed) -> Reply:
    await context.services.feeds.renew(context.customer.id, action.no)
    return (await show_feed(context)).drawn_anew(OpenFeed())


async def stop(context: Context, action: StopFeed) -> Reply:
    await context.services.feeds.stop(context.customer.id)
    shown = replace(await show_feed(context), toast=context.t("已经停用，原来的地址失效了。"))
    return shown.drawn_anew(OpenFeed())


TAPS: Taps = (
    on_button(OpenFeed, open_feed),
    on_button(MakeFeed, make_feed),
    on_button(ShowFeedAmounts, show_amounts, show_feed),
    on_button(AskRenewFeed, ask_renew),
    on_button(RenewFeed, renew, show_feed),
    on_button(StopFeed, stop),
)
PHRASES: Phrases = {
    feed_words: (
        "订阅日历",
        "訂閱日曆",
        "订阅还款日历",
        "訂閱行事曆",
        "日历订阅",
        "打开日历订阅",
        "开启日历订阅",
        "开通日历订阅",
        "看日历订阅",
        "换日历订阅地址",
        "行事曆訂閱",
        "日曆訂閱",
        "打開行事曆訂閱",
        "calendar subscription",
        "subscribe calendar",
        "webcal",
    ),
    stop_words: (
        "停用日历订阅",
        "关闭日历订阅",
        "关掉日历订阅",
        "取消日历订阅",
        "停止日历订阅",
        "停用行事曆訂閱",
        "取消行事曆訂閱",
        "stop calendar subscription",
    ),
}
