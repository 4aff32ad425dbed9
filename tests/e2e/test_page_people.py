"""The people of the chat page and what they do: tabs, commands, the keyboard, and the sandbox starting afresh."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Route, expect

from tests.support.pages import PERSON, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OTHER = 2
PEOPLE = "**/sandbox/users**"
COMMANDS = [
    {"command": "start", "description": "首页"},
    {"command": "bills", "description": "我的账单"},
    {"command": "help", "description": "帮助"},
]


def tab(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("tab", name=name)


async def arrive(stage: Stage, name: str = "雅婷") -> None:
    await stage.people.user(OTHER, first_name=name, language_code="zh-hant")
    await stage.people.say(OTHER, f"{name}來了")
    await expect(tab(stage, name)).to_be_visible()


async def test_each_tab_shows_its_own_persons_messages_only(stage: Stage) -> None:
    await arrive(stage)
    await stage.bot_says("只给小林的话")
    await stage.bot_says("只給雅婷的話", chat_id=OTHER)
    await stage.see("只给小林的话")
    await expect(stage.messages("雅婷")).to_have_count(0)
    await tab(stage, "雅婷").click()
    await stage.see("只給雅婷的話")
    await expect(stage.messages("小林")).to_have_count(0)
    await expect(tab(stage, "雅婷")).to_have_attribute("aria-selected", "true")
    await expect(tab(stage, "小林")).to_have_attribute("aria-selected", "false")


async def test_a_message_to_somebody_else_is_marked_on_their_tab_until_it_is_opened(stage: Stage) -> None:
    await arrive(stage)
    await tab(stage, "雅婷").click()
    await stage.see("雅婷來了")
    await tab(stage, "小林").click()
    await stage.see("你好")
    unread = tab(stage, "雅婷").get_by_test_id("unread")
    await expect(unread).to_have_count(0)
    await stage.bot_says("第一句", chat_id=OTHER)
    await stage.bot_says("第二句", chat_id=OTHER)
    await expect(unread).to_have_text("2 条新消息")
    await expect(tab(stage, "小林").get_by_test_id("unread")).to_have_count(0)
    await tab(stage, "雅婷").click()
    await stage.see("第二句")
    await expect(stage.page.get_by_test_id("unread")).to_have_count(0)


async def test_what_one_was_writing_waits_in_their_own_tab(stage: Stage) -> None:
    await arrive(stage)
    written = stage.page.get_by_test_id("input")
    await written.fill("还没写完")
    await tab(stage, "雅婷").click()
    await expect(written).to_have_value("")
    await tab(stage, "小林").click()
    await expect(written).to_have_value("还没写完")


async def test_a_person_is_added_by_name_and_language(stage: Stage) -> None:
    await stage.page.get_by_test_id("add-person").click()
    await stage.page.get_by_test_id("person-name").fill("佩珊")
    await stage.page.get_by_label("繁體中文").check()
    await stage.page.get_by_test_id("person-save").click()
    await expect(tab(stage, "佩珊")).to_have_attribute("aria-selected", "true")
    await expect(tab(stage, "佩珊")).to_contain_text("繁體")
    await stage.page.get_by_test_id("start-chat").click()
    (update,) = await stage.bot_hears()
    assert update["message"]["text"] == "/start"
    assert update["message"]["from"]["language_code"] == "zh-hant"
    assert update["message"]["from"]["first_name"] == "佩珊"


async def test_before_the_first_word_the_chat_shows_what_the_bot_says_of_itself(stage: Stage) -> None:
    about = stage.page.locator("#about")
    await stage.bot("setMyDescription", chat_id=None, description="您好，我是管家。")
    await stage.people.user(OTHER, first_name="雅婷", language_code="en")
    await tab(stage, "雅婷").click()
    await expect(about).to_have_text("您好，我是管家。")
    await stage.bot("setMyDescription", chat_id=None, description="Hello.", language_code="en")
    await expect(about).to_have_text("Hello.")  # without anybody doing anything
    await stage.page.get_by_test_id("start-chat").click()
    await stage.see("/start")
    await expect(about).to_be_hidden()


async def test_a_command_is_sent_from_the_menu(stage: Stage) -> None:
    await stage.bot("setMyCommands", chat_id=None, commands=COMMANDS)
    await stage.page.get_by_test_id("commands").click()
    menu = stage.page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem")).to_have_count(3)
    await menu.get_by_role("menuitem", name="我的账单").click()
    await stage.see("/bills")
    await expect(menu).to_have_count(0)
    (update,) = await stage.bot_hears()
    assert update["message"]["text"] == "/bills"
    assert update["message"]["entities"][0]["type"] == "bot_command"


async def test_a_slash_offers_the_commands_that_begin_so_to_the_keyboard(stage: Stage) -> None:
    await stage.bot("setMyCommands", chat_id=None, commands=COMMANDS)
    await stage.page.get_by_test_id("input").focus()
    await stage.page.keyboard.type("/b")
    offered = stage.page.get_by_role("menuitem")
    await expect(offered).to_have_count(1)
    await stage.page.keyboard.press("ArrowDown")
    await expect(offered).to_be_focused()
    await stage.page.keyboard.press("Enter")
    await stage.see("/bills")
    await expect(stage.page.get_by_test_id("input")).to_have_value("")


async def test_a_button_is_reached_and_pressed_by_keyboard_only(stage: Stage) -> None:
    await stage.bot_says("您好", "去逛逛", "我的账单")
    await stage.see("您好")
    await stage.tab_to("我的账单")
    await stage.page.keyboard.press("Enter")
    (update,) = await stage.bot_hears()
    query = update["callback_query"]
    assert query["data"] == "我的账单"
    await stage.bot("answerCallbackQuery", chat_id=None, callback_query_id=query["id"], text="收到")
    await expect(stage.page.get_by_test_id("toast")).to_contain_text("收到")


async def test_an_alert_stays_until_it_is_answered(stage: Stage) -> None:
    await stage.bot_says("您好", "还款")
    await stage.key("还款").click()
    (update,) = await stage.bot_hears()
    query_id = update["callback_query"]["id"]
    await stage.bot(
        "answerCallbackQuery", chat_id=None, callback_query_id=query_id, text="请先实名", show_alert=True
    )
    await expect(stage.page.get_by_test_id("alert")).to_contain_text("请先实名")
    await stage.page.get_by_test_id("alert-ok").click()
    await expect(stage.page.get_by_test_id("alert")).to_be_hidden()


async def test_arrow_keys_go_from_tab_to_tab(stage: Stage) -> None:
    await arrive(stage)
    await tab(stage, "小林").focus()
    await stage.page.keyboard.press("ArrowRight")
    await expect(tab(stage, "雅婷")).to_be_focused()
    await stage.see("雅婷來了")
    await stage.page.keyboard.press("ArrowRight")
    await expect(tab(stage, "小林")).to_be_focused()
    await stage.see("你好")


async def _cut(route: Route) -> None:
    await route.abort()


async def test_after_a_reset_the_page_starts_afresh(stage: Stage) -> None:
    await stage.bot_says("旧的话", "旧按钮")
    await stage.see("旧的话")
    await stage.page.get_by_test_id("input").fill("旧的草稿")
    await stage.people.reset()
    await expect(stage.page.get_by_test_id("start")).to_be_visible()
    await stage.page.get_by_test_id("start").click()
    await stage.see("/start")
    await expect(stage.messages()).to_have_count(1)
    await expect(stage.page.get_by_test_id("input")).to_have_value("")
    (update,) = await stage.bot_hears()
    assert (update["message"]["from"]["id"], update["message"]["text"]) == (PERSON, "/start")


async def test_a_reset_is_noticed_even_where_the_same_people_are_back_at_once(stage: Stage) -> None:
    await stage.bot_says("旧的话")
    await stage.see("旧的话")
    await stage.page.route(PEOPLE, _cut)  # so that the page sees nothing of the moment between
    await stage.people.reset()
    await stage.people.user(PERSON, first_name="小林")
    for text in ("新的话", "又一句"):
        await stage.people.say(PERSON, text)
    await stage.page.unroute(PEOPLE, _cut)
    await stage.people.say(PERSON, "第三句")
    await stage.see("第三句")
    await expect(stage.messages("旧的话")).to_have_count(0)
    await expect(stage.messages("你好")).to_have_count(0)
    await expect(stage.messages()).to_have_count(3)
