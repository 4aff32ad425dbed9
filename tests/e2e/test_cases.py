"""A person of the shop, from both sides: what is asked for, what comes back, and what is not said meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cli.sandbox import STAFF_PERSON
from domain.pii.id_numbers import mask_name
from handlers.ui.i18n import texts_for
from tests.support.builders import NAME
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

LATE = "2026-02-06T10:00"
LATE_DAY = date(2026, 2, 6)

pytestmark = pytest.mark.bought(12, LATE)


@pytest.fixture
async def staff(sandbox: SandboxClient) -> Person:
    """The staff chat, opened."""
    person = Person(sandbox, STAFF_PERSON)
    await sandbox.user(STAFF_PERSON, first_name="小王")
    await person.say("/start")
    return person


async def overdue_notices(person: Person) -> list[Seen]:
    return [seen for seen in await person.heard() if seen.text.startswith("⚠️")]


async def reply_to(person: Person, message: Seen, text: str) -> None:
    await person.sandbox.send(person.id, {"text": text, "reply_to_message_id": message.message_id})
    await person.sandbox.idle()


async def newest(person: Person, part: str) -> Seen:
    return await person.sandbox.wait_for(person.id, part)


@pytest.fixture
async def late(person: Person) -> Person:
    """One bill is a day late, and was told so."""
    assert len(await overdue_notices(person)) == 1
    return person


async def test_a_hardship_request_is_talked_over_and_agreed_on(late: Person, staff: Person) -> None:
    notice = (await overdue_notices(late))[-1]
    await late.sandbox.press(late.id, "有困难", message_id=notice.message_id)
    assert "办法更多" in (await late.last()).text
    opened = await late.press("和客服商量")
    assert "已经记下，编号" in opened.text
    assert "一般当天回复" not in opened.text  # beside the days in which an answer comes
    card = await newest(staff, "有困难，想商量")
    assert "逾期 1 天" in card.text
    assert mask_name(NAME) in card.text
    assert NAME not in card.text
    await reply_to(staff, card, "您好，想延多久？")
    heard = await late.last()
    assert heard.text == "💬 客服小王：\n您好，想延多久？"
    assert "已发给客户" in (await staff.last()).text
    await late.press("回复")
    await late.say("下个月发工资，想延 30 天")
    said = await newest(staff, "想延 30 天")
    await reply_to(staff, said, "好的")
    assert (await late.last()).text.endswith("好的")
    await staff.sandbox.press(staff.id, "同意，暂停 30 天", message_id=card.message_id)
    assert "30 天内不再提醒" in (await newest(late, "客服同意了")).text
    shown = await staff.again(card)
    assert "小王：同意，暂停 30 天" in shown.text
    assert not shown.labels
    told = len(await overdue_notices(late))
    await late.sandbox.move_to("2026-03-08T23:00")
    in_between = (await overdue_notices(late))[told:]
    assert ["会把逾期报送征信" in seen.text for seen in in_between] == [True]  # what the law wants told
    await late.sandbox.move_to("2026-03-09T12:00")
    assert len(await overdue_notices(late)) == told + 2
    assert "提醒暂停" in (await late.say("通知记录")).text


async def test_another_day_is_promised_within_what_the_lender_allows(late: Person, staff: Person) -> None:
    choice = await late.press("发工资再还")
    days = [label for label in choice.labels if "¥" in label]
    shown = [label.split("　")[0] for label in days]
    assert shown == [texts_for("zh_CN").short_day(date(2026, 2, day), LATE_DAY) for day in range(7, 16)]
    (tenth,) = days[3:4]
    promised = await late.press_label(tenth)
    assert "2月10日（周二，4天后）还 " in promised.text
    assert "改天还" in (await newest(staff, "答应 2月10日")).text
    told = len(await overdue_notices(late))
    await late.sandbox.move_to("2026-02-09T23:00")
    assert len(await overdue_notices(late)) == told
    await late.sandbox.move_to("2026-02-10T10:00")
    reminded = await overdue_notices(late)
    assert len(reminded) == told + 1
    amount = tenth.split("　")[1]
    assert amount in reminded[-1].text


async def test_what_was_paid_elsewhere_is_decided_by_a_button(late: Person, staff: Person) -> None:
    await late.press("我已还款")
    await late.press("是的，我已还款", times=2)
    card = await newest(staff, "说已经还了")
    assert len([seen for seen in await staff.heard() if "说已经还了" in seen.text]) == 1
    assert "处理中" in (await late.say("账单")).text
    await late.sandbox.press(staff.id, "钱已到账", message_id=card.message_id, times=2)
    assert "✅" in (await late.sandbox.wait_for(late.id, "✅")).text
    assert "小王：钱已到账" in (await staff.again(card)).text


async def test_what_the_lender_has_not_received_is_owed_as_before(late: Person, staff: Person) -> None:
    await late.press("我已还款")
    await late.press("是的，我已还款")
    card = await newest(staff, "说已经还了")
    await late.sandbox.press(staff.id, "没有收到", message_id=card.message_id)
    told = await late.sandbox.wait_for(late.id, "还没有收到")
    assert "现在应还 ¥357.42；过了还款日，罚息每天约 ¥0.18。" in told.text
    assert "找客服" in told.labels
    assert "¥357" in (await late.say("账单")).text


async def test_a_report_can_be_taken_back(late: Person, staff: Person) -> None:
    await late.press("我已还款")
    await late.press("是的，我已还款")
    assert "已经结束" in (await late.press("其实还没还")).text
    assert "已结束" in (await newest(staff, "说已经还了")).text
    await late.say("还款")
    assert "✅" in (await late.press_first()).text


async def test_a_dispute_is_silent_until_it_is_answered(late: Person, staff: Person) -> None:
    await late.press("金额不对")
    await late.press("请客服核对金额")
    told = len(await overdue_notices(late))
    card = await newest(staff, "说金额不对")
    await late.sandbox.move_to("2026-03-01T10:00")
    assert len(await overdue_notices(late)) == told
    assert "前答复，已经过了" in (await staff.last()).text
    await late.sandbox.press(staff.id, "金额无误", message_id=card.message_id)
    assert "和合同一致" in (await newest(late, "已经核对")).text
    await late.sandbox.move_to("2026-03-02T10:00")
    assert len(await overdue_notices(late)) == told + 1


async def test_nothing_is_lost_when_nobody_is_there(late: Person, sandbox: SandboxClient) -> None:
    await late.say("/agent")
    await late.press("直接写给客服")
    await late.say("我的快递到哪了")
    kept = (await late.say("急用")).text
    assert "已经记下" in kept
    assert "已转给客服" not in kept
    staff = Person(sandbox, STAFF_PERSON)
    await staff.say("/start")
    texts = [seen.text for seen in await staff.heard()]
    assert sum("我的快递到哪了" in text for text in texts) >= 1
    assert sum(text.endswith("急用") for text in texts) >= 1


async def test_an_answer_waits_for_a_customer_who_was_away(late: Person, staff: Person) -> None:
    await late.say("找客服")
    await late.press("直接写给客服")
    await late.say("在吗")
    said = await newest(staff, "在吗")
    await late.sandbox.block(late.id)
    await reply_to(staff, said, "在的")
    assert "客户停用了助手" in (await staff.last()).text
    await late.sandbox.unblock(late.id)
    assert (await newest(late, "在的")).text == "💬 客服小王：\n在的"


async def test_a_question_alone_bothers_nobody(late: Person, staff: Person) -> None:
    before = len(await staff.heard())
    await late.say("找客服")
    await late.press("直接写给客服")
    assert len(await staff.heard()) == before
    assert "¥" in (await late.say("账单")).text  # a known phrase leaves the writing
    assert len(await staff.heard()) == before


async def test_a_reply_to_the_staff_goes_to_the_case_at_any_time(late: Person, staff: Person) -> None:
    await late.say("找客服")
    await late.press("直接写给客服")
    await late.say("问一下")
    await reply_to(staff, await newest(staff, "问一下"), "请讲")
    answer = await late.last()
    await late.say("账单")
    await reply_to(late, answer, "账单")
    assert (await newest(staff, "客户")).text.endswith("账单")


async def test_numbers_of_people_and_cards_do_not_reach_the_staff(late: Person, staff: Person) -> None:
    await late.say("找客服")
    await late.press("直接写给客服")
    await late.say("我的身份证号是 11010519491231002X")
    assert all("11010519491231002X" not in seen.text for seen in await staff.heard())


async def test_only_the_staff_chat_decides(late: Person, staff: Person) -> None:
    await late.press("有困难")
    await late.press("和客服商量")
    card = await newest(staff, "有困难，想商量")
    forged = card.data_of("同意，暂停 90 天")
    await late.press_data(forged)
    assert "等客服" in (await staff.again(card)).text


async def test_another_persons_loan_cannot_be_asked_about(late: Person, staff: Person) -> None:
    notice = (await overdue_notices(late))[-1]
    stranger = Person(late.sandbox, 77)
    await stranger.arrive()
    for label in ("有困难", "我已还款", "发工资再还"):
        answer = await stranger.press_data(notice.data_of(label))
        assert "¥" not in answer.text
        assert "没有找到" in answer.text
    assert not [seen for seen in await staff.heard() if "编号" in seen.text and "客户" in seen.text]
