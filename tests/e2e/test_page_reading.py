"""Where the chat page stands in a conversation: a screen opens at its answer, and who reads elsewhere is left there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.support.pages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = "\n".join(f"第 {line} 行" for line in range(1, 61))
SHORT = "短短一句"


async def tops(stage: Stage, place: Locator) -> float:
    """How far below the conversation's upper edge the message begins, in pixels."""
    return float(
        await place.evaluate(
            "place => place.getBoundingClientRect().top"
            " - document.getElementById('scroller').getBoundingClientRect().top"
        )
    )


async def begins_on_top(stage: Stage, text: str) -> None:
    place = stage.messages(text).last
    await expect(place).to_be_visible()
    await stage.page.wait_for_function(
        "text => { const place = [...document.querySelectorAll('.message')].findLast(m => m.innerText.includes(text));"
        " const top = place.getBoundingClientRect().top"
        "   - document.getElementById('scroller').getBoundingClientRect().top;"
        " return top >= 0 && top < 24 }",
        arg=text,
    )


async def at_end(stage: Stage) -> None:
    await stage.page.wait_for_function(
        "() => { const s = document.getElementById('scroller');"
        " return s.scrollHeight - s.scrollTop - s.clientHeight < 2 }"
    )


async def answers(stage: Stage, label: str) -> dict[str, Any]:
    """Press the button, and have the tap answered; answers the query."""
    await stage.key(label).last.click()
    (update,) = await stage.bot_hears()
    query: dict[str, Any] = update["callback_query"]
    await stage.bot("answerCallbackQuery", chat_id=None, callback_query_id=query["id"])
    return query


async def test_a_message_longer_than_the_screen_begins_at_its_beginning(stage: Stage) -> None:
    await stage.bot_says(f"开头\n{LONG}", "继续")
    await begins_on_top(stage, "开头")


async def test_a_message_that_fits_stands_whole_above_the_input(stage: Stage) -> None:
    for number in range(12):
        await stage.bot_says(f"{SHORT} {number}", "按钮")
    await stage.see(f"{SHORT} 11")
    await stage.people.move_to("2026-01-05T11:00")
    await stage.bot_says("最后一句", "最后的按钮")
    await stage.see("最后一句")
    await at_end(stage)


async def test_an_answer_of_two_messages_begins_with_its_first(stage: Stage) -> None:
    await stage.bot_says("问吧", "问")
    await answers(stage, "问")
    await stage.bot_says(f"答案\n{LONG}")
    await stage.bot_says(SHORT, "好")
    await stage.see(SHORT)
    await begins_on_top(stage, "答案")
    jump = stage.page.get_by_text("新消息")
    await jump.click()
    await at_end(stage)
    await expect(jump).to_be_hidden()


async def test_what_comes_on_a_later_day_is_looked_at_itself(stage: Stage) -> None:
    await stage.bot_says(f"三天前\n{LONG}", "好")
    await begins_on_top(stage, "三天前")
    await stage.people.move_to("2026-01-08T09:00")
    await stage.bot_says("今天要还", "还")
    await stage.see("今天要还")
    await at_end(stage)


async def test_a_screen_that_changes_under_the_finger_is_read_from_its_beginning(stage: Stage) -> None:
    for number in range(12):
        await stage.bot_says(f"{SHORT} {number}")
    screen = await stage.bot_says("一屏", "看明细")
    await answers(stage, "看明细")
    await stage.bot("editMessageText", message_id=screen, text=f"明细\n{LONG}")
    await begins_on_top(stage, "明细")


async def test_who_reads_further_up_is_left_there_and_told_of_news(stage: Stage) -> None:
    await stage.bot_says(f"从前\n{LONG}")
    await stage.people.move_to("2026-01-06T09:00")
    await stage.bot_says(f"昨天\n{LONG}")
    await begins_on_top(stage, "昨天")
    scroller = stage.page.get_by_role("region", name="聊天记录")
    begun = await scroller.evaluate("scroller => scroller.scrollTop")
    await scroller.evaluate("scroller => scroller.scrollBy(0, -600)")
    before = await scroller.evaluate("scroller => scroller.scrollTop")
    assert before == begun - 600
    await expect(stage.page.get_by_text("新消息")).to_be_hidden()
    await stage.people.move_to("2026-01-07T09:00")
    await stage.bot_says("今天")
    await expect(stage.page.get_by_text("新消息")).to_be_visible()
    assert abs(await scroller.evaluate("scroller => scroller.scrollTop") - before) < 2
    await stage.page.get_by_text("新消息").click()
    await at_end(stage)


async def test_a_chat_is_opened_at_the_beginning_of_its_newest_answer(stage: Stage) -> None:
    await stage.bot_says(f"长文\n{LONG}", "好")
    await stage.see("长文")
    await stage.page.reload()
    await begins_on_top(stage, "长文")
    assert await tops(stage, stage.messages("长文").last) < 24
