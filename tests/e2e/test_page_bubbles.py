"""What a bubble of the chat page shows: pictures, documents, tables; and how it changes and goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.pages import PERSON, PHONE, Stage
from tests.support.pictures import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BILLS = """
<p>本月待还 <b>¥849.73</b></p>
<table>
<tr><th>还款日</th><th>商品</th><th>期</th><th>应还</th></tr>
<tr><td>12-05</td><td>小米手机 15 · 12GB+256GB</td><td>3/12</td><td>¥357.24</td></tr>
<tr><td>12-18</td><td>米家空调 新一级能效</td><td>1/6</td><td>¥12,492.49</td></tr>
</table>
"""


async def test_a_picture_is_loaded_and_shown_over_its_caption(stage: Stage) -> None:
    await stage.bot_sends_file("photo", "phone.png", a_picture(640, 480), "image/png", "小米手机 15")
    await stage.see("小米手机 15")
    picture = stage.messages("小米手机 15").locator("img")
    await expect(picture).to_have_js_property("complete", value=True)
    await expect(picture).to_have_js_property("naturalWidth", 640)
    box = await picture.bounding_box()
    assert box is not None
    assert 200 < box["width"] < PHONE["width"]
    assert abs(box["width"] / box["height"] - 640 / 480) < 0.02


async def test_a_document_shows_its_name_and_can_be_downloaded(stage: Stage) -> None:
    content = b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    await stage.bot_sends_file("document", "还款日历.ics", content, "text/calendar", "加到日历")
    document = stage.page.get_by_test_id("document")
    await expect(document).to_contain_text("还款日历.ics")
    async with stage.page.expect_download() as coming:
        await document.click()
    download = await coming.value
    assert download.suggested_filename == "还款日历.ics"
    assert Path(await download.path()).read_bytes() == content


async def test_typing_shows_until_the_message_comes(stage: Stage) -> None:
    typing = stage.page.get_by_test_id("typing")
    await expect(typing).to_be_hidden()
    await stage.bot("sendChatAction", action="typing")
    await expect(typing).to_be_visible()
    await expect(stage.page.get_by_text("正在输入…")).to_be_visible()
    await stage.bot_says("好了")
    await stage.see("好了")
    await expect(typing).to_be_hidden()


async def test_typing_that_comes_to_nothing_goes_by_itself(stage: Stage) -> None:
    await stage.bot("sendChatAction", action="typing")
    await expect(stage.page.get_by_test_id("typing")).to_be_visible()
    await expect(stage.page.get_by_test_id("typing")).to_be_hidden()


async def test_an_edit_changes_the_bubble_where_it_stands_and_says_so_of_people_only(stage: Stage) -> None:
    """As Telegram does: a bot's screens change with every tap."""
    edited = await stage.bot_says("应还 <b>¥357.24</b>", "还款")
    await stage.bot_says("后来的话")
    await stage.see("后来的话")
    assert await stage.messages("已修改").count() == 0
    await stage.bot("editMessageText", message_id=edited, text="已还 <b>¥357.24</b>", parse_mode="HTML")
    await stage.see("已还 ¥357.24")
    assert await stage.messages("已修改").count() == 0
    own = await stage.people.send(PERSON, {"text": "写错了"})
    await stage.people.send(PERSON, {"edit_message_id": own["message_id"], "text": "写对了"})
    await expect(stage.messages("写对了")).to_contain_text("已修改")
    texts = await stage.messages().all_inner_texts()
    assert [key for text in texts for key in ("你好", "应还", "已还", "后来的话") if key in text] == [
        "你好",
        "已还",
        "后来的话",
    ]
    await expect(stage.page.get_by_test_id("key")).to_have_count(0)


async def test_a_deleted_message_leaves_only_a_trace(stage: Stage) -> None:
    secret = await stage.bot_says("一句要收回的话", "按钮")
    await stage.bot_says("后来的话")
    await stage.see("一句要收回的话")
    await stage.bot("deleteMessage", message_id=secret)
    await stage.see("这条消息已删除")
    await expect(stage.messages("一句要收回的话")).to_have_count(0)
    await expect(stage.page.get_by_test_id("key")).to_have_count(0)
    await expect(stage.messages()).to_have_count(3)


async def test_a_message_that_is_deleted_under_the_keyboard_leaves_the_focus_in_the_chat(
    stage: Stage,
) -> None:
    message = await stage.bot_says("要走了", "按钮")
    await stage.key("按钮").focus()
    await stage.bot("deleteMessage", message_id=message)
    await stage.see("这条消息已删除")
    await expect(stage.page.get_by_role("region", name="聊天记录")).to_be_focused()


async def test_a_table_stands_its_amounts_right_and_fits_a_phone(stage: Stage) -> None:
    await stage.bot("sendRichMessage", rich_message={"html": BILLS})
    await stage.see("¥12,492.49")
    amounts = stage.messages("本月待还").locator("td").filter(has_text="¥")
    lefts, rights, lines = [], [], []
    for cell in await amounts.all():
        left, right, line_count = await cell.evaluate(
            "cell => { const text = document.createRange(); text.selectNodeContents(cell);"
            " const box = text.getBoundingClientRect(); return [box.left, box.right, text.getClientRects().length] }"
        )
        lefts.append(left)
        rights.append(right)
        lines.append(line_count)
    assert lines == [1, 1]
    assert abs(rights[0] - rights[1]) < 1 < lefts[0] - lefts[1]
    frame = stage.messages("本月待还").locator("table").locator("..")
    assert await frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    assert await stage.fits()


async def test_words_without_a_break_do_not_widen_the_page(stage: Stage) -> None:
    await stage.bot_says("x" * 400 + " <code>" + "y" * 200 + "</code>", "z" * 60)
    await stage.see("xxx")
    assert await stage.fits()
