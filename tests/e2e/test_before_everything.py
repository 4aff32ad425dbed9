"""Who may not want to live and who is being cheated are answered before everything, whatever was asked; a right opens what
it must; and who cannot or will not pay is shown nothing to pay with.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.cli.sandbox import STAFF_PERSON
from tests.support.builders import ADULT, NAME
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

CRISIS, FRAUD = "撑不下去了，不想活了", "有人让我把钱转到安全账户"
PAYING = {"确认还款", "确认", "去还款", "今天结清"}
DUE = "2026-02-06T10:00"
REFUSALS = (
    """
没钱还|没钱还了|这个月没钱还款|不想分期了|别扣款|别扣我钱|不要自动扣款|这次先别扣|我还不起了|还不上怎么办|真的还不上了
实在拿不出钱|手头没钱|卡里没钱了|失业了还不了|工资没发还不了款|我不想还了|不还了|凭什么还|先不还|暂时不还
这期我不还|别帮我还|不要帮我还款|不要结清|不要帮我提前结清|不想提前还款|我没有能力还款|无力偿还|凑不齐这期的钱|付不起了
没办法还这期|还个屁|穷得还不上账单|不要扣我的卡|明天别扣|今天没钱别扣款|没錢還|還不起了|不想還款|別扣款
莫得钱还|冇钱还|i can't pay this month|don't charge my card|I have no money to repay|i don't want to pay
mei qian huan|huan bu qi le|还不了500|没钱还这1000块
""".strip()
    .replace("\n", "|")
    .split("|")
)
PAYS = ("ry", "rp", "pm")


def labels_and_styles(seen: Seen) -> list[tuple[str, str | None]]:
    return [(button["label"], button.get("style")) for row in seen.raw["keyboard"] for button in row]


@pytest.fixture
async def staff(sandbox: SandboxClient) -> Person:
    person = Person(sandbox, STAFF_PERSON)
    await sandbox.user(STAFF_PERSON, first_name="小王")
    await person.say("/start")
    return person


def is_cared_for(seen: Seen) -> bool:
    return "12356" in seen.text and "找客服" in seen.labels and not {"我的账单", "去还款"} & {*seen.labels}


@pytest.mark.bought(12, DUE)
async def test_care_comes_first_with_a_hotline_and_a_person_and_nothing_of_money(
    person: Person, staff: Person
) -> None:
    answer = await person.say(CRISIS)
    assert is_cared_for(answer)
    assert not any(word in answer.text for word in ("还款", "账单", "逾期", "¥"))
    card = await staff.sandbox.wait_for(staff.id, "紧急")
    assert CRISIS not in card.text
    await person.press("找客服")
    await person.say("谢谢，我在家")
    assert "我在家" in (await staff.last()).text


@pytest.mark.bought(12, DUE)
async def test_reminders_pause_for_a_week_and_go_on_after_it(person: Person) -> None:
    await person.say(CRISIS)
    before = len(await person.heard())
    await person.sandbox.move_to("2026-02-12T23:00")
    assert len(await person.heard()) == before
    await person.sandbox.move_to("2026-02-16T12:00")
    assert len(await person.heard()) > before


@pytest.mark.bought(12, DUE)
async def test_the_pause_is_seen_and_can_be_ended(person: Person) -> None:
    await person.say(CRISIS)
    bills = await person.say("/bills")
    assert "暂停" in bills.text
    end = next(label for label in bills.labels if label.startswith("取消暂停"))
    await person.press_label(end)
    await person.press_first()
    assert not any(label.startswith("取消暂停") for label in (await person.say("/bills")).labels)


@pytest.mark.bought(12, DUE)
async def test_the_number_stays_when_a_person_is_turned_to(person: Person) -> None:
    cared = await person.say(CRISIS)
    await person.press("找客服")
    assert any(
        seen.message_id == cared.message_id and seen.text == cared.text for seen in await person.heard()
    )


@pytest.mark.bought(12, DUE)
async def test_what_is_written_to_a_person_reaches_them_too(person: Person, staff: Person) -> None:
    await person.say("找客服")
    await person.press("直接写给客服")
    assert is_cared_for(await person.say(CRISIS))
    assert CRISIS in (await staff.sandbox.wait_for(staff.id, CRISIS)).text


@pytest.mark.bought(12, DUE)
async def test_who_writes_of_a_fraud_is_warned_at_once_and_a_person_reads_it(
    person: Person, staff: Person
) -> None:
    await person.say("找客服")
    await person.press("直接写给客服")
    answer = await person.say(FRAUD)
    assert "不要转账" in answer.text
    assert "已转给客服，编号" in answer.text
    assert FRAUD in (await staff.sandbox.wait_for(staff.id, FRAUD)).text
    await person.say("我还没有转")
    assert "我还没有转" in (await staff.last()).text


async def asks_name(person: Person) -> None:
    await person.reach_name()


async def asks_number(person: Person) -> None:
    await person.reach_name()
    await person.say(NAME)


async def asks_phone(person: Person) -> None:
    await asks_number(person)
    await person.say(ADULT)


def presses(words: str, *labels: str) -> Callable[[Person], Awaitable[None]]:
    async def run(person: Person) -> None:
        await person.say(words)
        for label in labels:
            await person.press_label(label)

    return run


QUESTIONS = {
    "name": asks_name,
    "number": asks_number,
    "phone": asks_phone,
    "word": presses("账号安全", "设置防钓鱼码"),
    "address": presses("收货地址", "填收货地址"),
    "letter": presses("找客服", "直接写给客服"),
    "move": presses("把原来的账号搬过来"),
}
OF_BUYERS = {
    "card": presses("绑卡", "开通自动扣款"),
    "new phone": presses("换手机号"),
    "bill": presses("账单"),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_it_is_no_answer_to_what_was_asked(person: Person, question: str) -> None:
    await QUESTIONS[question](person)
    asked = await person.last()
    assert is_cared_for(await person.say(CRISIS))
    assert (await person.say(FRAUD)).labels[0] == "冻结账号"
    assert asked.text


@pytest.mark.bought(12)
@pytest.mark.parametrize("question", OF_BUYERS)
async def test_it_is_none_where_a_buyer_was_asked(person: Person, question: str) -> None:
    await OF_BUYERS[question](person)
    assert is_cared_for(await person.say(CRISIS))
    assert (await person.say(FRAUD)).labels[0] == "冻结账号"


async def test_back_leads_to_the_warning(person: Person) -> None:
    warned = await person.say(FRAUD)
    await person.press("找客服")
    assert (await person.press("返回")).text == warned.text


async def test_the_question_goes_on_with_the_next_words(applicant: Person) -> None:
    assert is_cared_for(await applicant.say(CRISIS))
    assert "第 2 步" in (await applicant.say(NAME)).text


@pytest.mark.bought(12, DUE)
async def test_a_right_opens_what_it_must(person: Person) -> None:
    assert {"确认冻结", "直接写给客服"} <= {*(await person.say("有人冒用我的身份贷款")).labels}
    assert {"停掉这些提醒", "直接写给客服"} <= {*(await person.say("你们不许再联系我")).labels}
    assert "已经停掉" in (await person.press("停掉这些提醒")).text
    assert {"金额不对", "直接写给客服"} <= {*(await person.say("我对这笔账有异议")).labels}
    assert "12378" in (await person.say("我要投诉你们")).text


@pytest.mark.bought(12, DUE)
async def test_who_cannot_or_will_not_pay_is_shown_nothing_to_pay_with(person: Person) -> None:
    assert len(REFUSALS) >= 40
    shown = []
    for words in REFUSALS:
        answer = await person.say(words)
        primary = [label for label, style in labels_and_styles(answer) if style == "primary"]
        if any("还" in label or "付" in label for label in primary) or PAYING & {*answer.labels}:
            shown.append((words, answer.text[:40], answer.labels))
    assert not shown
