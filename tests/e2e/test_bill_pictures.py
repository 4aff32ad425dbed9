"""Screenshots of bills, sent into the chat by somebody without a name or an order: read by the real reader."""

from __future__ import annotations

import pytest

from bot.adapters.screens.reader import screen_reader
from tests.support.persons import Person
from tests.support.sandbox_client import Seen
from tests.support.screenshots import screenshot

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        screen_reader() is None, reason="what reads ID cards is not installed (requirements-ocr.txt)"
    ),
]
BILL = screenshot([("花呗",), ("本月应还", "¥1,326.48"), ("最低还款", "¥132.65"), ("还款日", "1月10日")])
PLAN = screenshot(
    [
        ("白条还款计划",),
        *((f"第{no}期", f"2026-{no + 1:02}-10", f"¥{300 + no}.50", "待还") for no in range(1, 4)),
    ]
)
NO_BILL = screenshot([("你好",), ("今天天气不错",)])
CODE = screenshot([("【招商银行】",), ("您的验证码是 482913，请勿告诉他人",)])


async def send(person: Person, picture: bytes, kind: str = "photo") -> Seen:
    await person.sandbox.send_file(person.id, kind, "screen.png", picture, "image/png")
    return await person.last()


async def test_a_bill_on_a_picture_is_shown_line_by_line_changed_and_kept(person: Person) -> None:
    read = await send(person, BILL)
    for told in ("从图片里读到的", "花呗", "1月10日", "¥1,326.48", "最低还 ¥132.65", "图片我没有留"):
        assert told in read.text
    await person.press("改金额")
    corrected = await person.say("1336.48")
    assert "¥1,336.48" in corrected.text
    await person.press("改名字")
    assert "我的花呗" in (await person.say("我的花呗")).text
    kept = await person.press("对，记下来", times=2)
    assert kept.text.startswith("✅ 记好了：我的花呗")
    assert "¥1,336.48" in (await person.press("看这一笔")).text


async def test_a_plan_on_a_picture_is_kept_with_its_own_amounts(person: Person) -> None:
    read = await send(person, PLAN, "document")
    assert "从图片里读到一份还款计划" in read.text
    assert "一共 ¥907.50" in read.text
    await person.press("对，记下来")
    one = await person.press("看这一笔")
    for amount in ("¥301.50", "¥302.50", "¥303.50"):
        assert amount in one.text


async def test_what_is_no_bill_is_told_and_another_way_is_offered(person: Person) -> None:
    answer = await send(person, NO_BILL)
    assert "没看出账单" in answer.text
    assert "记一笔" in answer.labels
    assert "不是图片" in (await send(person, b"nothing of the kind")).text


async def test_a_code_on_a_picture_leaves_the_chat(person: Person) -> None:
    assert "已经从聊天里删掉了" in (await send(person, CODE)).text
    assert not [seen for seen in await person.typed() if "photo" in seen.raw]
