"""The calculator over the sandbox: sentences, buttons, the picture, the file, and the note that it becomes."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.charts.sheet import WIDTH
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

GOLDEN = "3999 分12期 每期0.6%"


async def test_a_sentence_is_worked_out_and_goes_on(person: Person) -> None:
    assert "每期 0.6%" in (await person.say("/calc")).text
    shown = await person.say(GOLDEN)
    for told in (
        "¥3,999.00 分 12 期，等本等息，每期手续费 0.6%",
        "¥357.24",
        "13.03%（单利）/ 13.84%（复利）",
    ):
        assert told in shown.text
    assert "13.27%" in (await person.say("那24期呢")).text
    assert "还款日" not in shown.text  # nobody said when


async def test_what_is_open_is_asked_and_then_both_are_compared(person: Person) -> None:
    asked = await person.say("3999分12期手续费0.6%和等额本息年化18%哪个划算")
    assert asked.labels[:2] == ("1. 每期 ¥357.24", "2. 每期 ¥335.24")
    assert "A 一共少花 ¥112.64" in (await person.press_first()).text
    assert "等额本息，年利率 18%" in (await person.press("看 %(name)s", name="B")).text
    assert "A 一共少花" in (await person.press("返回")).text


async def test_paying_early_is_worked_out_from_a_sentence_and_from_the_screen(person: Person) -> None:
    shown = await person.say("等额本息 30万 3.6% 30年 第37期后提前还5万")
    assert "¥65,733.07" in shown.text
    whole = await person.press("看整个方案")
    assert "每期 ¥1,363.94" in whole.text
    await person.press("提前还能省多少")
    assert "要在第 1 到 359 期之后" in (await person.say("第400期后结清")).text
    assert "还完第 60 期当天结清" in (await person.say("第60期后结清")).text


async def test_all_rows_are_pages_and_a_file_and_the_chart_a_picture(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("等额本息 30万 3.6% 30年")
    await person.press("看全部 %(count)d 期", count=360)
    page = await person.press("下一页")
    assert "2/15" in page.labels
    sent = await person.press("下载表格")
    content = (await sandbox.http.get(sent.raw["document"]["url"])).content.decode("utf-8-sig")
    assert len(content.splitlines()) == 361
    await person.press_data(page.data_of("返回"))
    picture = await person.press("看图")
    drawn = Image.open(BytesIO((await sandbox.http.get(picture.raw["photo"]["url"])).content))
    assert drawn.width == WIDTH
    assert "¥191,016.14" in picture.text
    assert "每期 ¥1,363.94" in (await person.press("看数字")).text


async def test_an_offer_becomes_a_note_of_ones_own_and_is_reminded_of(person: Person) -> None:
    await person.say(GOLDEN)
    assert "起个名字" in (await person.press("记下来")).text
    assert "每月几号还" in (await person.say("花呗手机")).text
    read = await person.say("10号")
    for told in ("花呗手机", "每月 10 号还", "¥357.24", "12 期", "13.03%（单利）"):
        assert told in read.text
    assert (await person.press("对，记下来", times=2)).text.startswith("✅ 记好了：花呗手机")
    assert "¥357.24" in (await person.say("我的分期")).text


async def test_where_the_payments_differ_only_the_days_are_noted(person: Person) -> None:
    await person.say("3999 12期 等额本金 年利率12%")
    await person.press("记下来")
    await person.say("车贷")
    assert "只提醒日期" in (await person.say("10号")).text


async def test_the_note_is_of_whoever_tapped_and_nobody_elses(person: Person, sandbox: SandboxClient) -> None:
    another = Person(sandbox, person.id + 1)
    await another.arrive()
    await person.say(GOLDEN)
    await person.press("记下来")
    await person.say("花呗手机")
    draft = await person.say("10号")
    keep = draft.data_of("对，记下来")
    refused = await another.press_data(keep)
    assert "花呗手机" not in refused.text
    assert "花呗手机" not in (await another.say("我的分期")).text
    await person.press_data(keep)
    assert "花呗手机" in (await person.say("我的分期")).text
    assert "花呗手机" not in (await another.say("我的分期")).text


async def test_words_of_another_question_stay_its_answer(person: Person) -> None:
    await person.press("管我已有的分期")
    await person.press("记一笔")
    assert "真实年化" not in (await person.say("花呗分期 3999 分12期 每期357.24")).text
    assert "每月 10 号还" in (await person.say("10号")).text


@pytest.mark.bought(3)
async def test_a_calculation_in_the_middle_of_a_payment_is_answered_and_the_amount_still_asked(
    person: Person,
) -> None:
    await person.say("/repay")
    await person.press("换个金额")
    assert "真实年化" in (await person.say(GOLDEN)).text
    assert "¥500.00" in (await person.say("500")).text
