"""Bills of anywhere else: told in a sentence, kept, reminded of, marked; over the sandbox, as a customer sees them."""

from __future__ import annotations

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

HUABEI = "花呗分期 3999 分12期 每期357.24 每月10号还"


async def noted(person: Person, sentence: str = HUABEI) -> Seen:
    await person.say(sentence)
    return await person.press("对，记下来")


async def reminders(person: Person) -> list[str]:
    """What was told unasked: all of it begins as a note and is about the one bill."""
    return [
        seen.text for seen in await person.heard() if seen.text.startswith("📒") and "花呗分期" in seen.text
    ]


async def test_a_sentence_is_read_back_and_kept_once_with_two_taps(person: Person) -> None:
    read = await person.say(HUABEI)
    for told in ("花呗分期", "每月 10 号还", "¥357.24", "12 期", "13.03%（单利）"):
        assert told in read.text
    assert (await person.press("对，记下来", times=2)).text.startswith("✅ 记好了：花呗分期")
    assert "这个月还要还 ¥357.24" in (await person.say("我的分期")).text
    one = await person.press_with("花呗分期")
    assert "还剩 12 期，一共 ¥4,286.88" in one.text
    assert "逾期" not in one.text


async def test_what_is_missing_is_asked_one_by_one_and_a_wrong_answer_once_more(person: Person) -> None:
    assert "每月几号还" in (await person.say("记一笔 白条 还剩8期")).text
    assert "这一天没看懂" in (await person.say("40号")).text
    assert "每期还多少" in (await person.say("15号")).text
    assert "每期：¥268.00" in (await person.say("268")).text
    kept = await person.press("对，记下来")
    assert "1月15日（周四，10天后）" in kept.text
    assert "第 1 期" not in kept.text  # nobody said how many there were before


async def test_a_name_alone_is_enough_to_begin_with(person: Person) -> None:
    await person.press("管我已有的分期")
    await person.press("记一笔")
    await person.say("车贷")
    assert "还有几期没还" in (await person.say("20")).text
    assert "期数：不限" in (await person.press("不清楚，一直提醒我")).text
    assert "只提醒日期" in (await person.press("不记金额，只提醒日期")).text
    assert "下次还款日 1月20日" in (await person.press("对，记下来")).text


async def test_what_is_paid_once_is_told_with_its_date(person: Person) -> None:
    read = await person.say("欠我哥2000 年底还")
    assert "还款日：12月31日" in read.text
    await person.press("对，记下来")
    assert "¥2,000.00" in (await person.press("看这一笔")).text


async def test_it_reminds_ahead_on_the_day_and_asks_once_after(
    person: Person, sandbox: SandboxClient
) -> None:
    await noted(person)
    await sandbox.move_to("2026-01-20T10:00")
    told = [text.split("\n")[0] for text in await reminders(person)]
    assert told == [
        "📒 花呗分期，1月10日（周六，3天后）还 ¥357.24。",
        "📒 花呗分期，1月10日（周六，明天）还 ¥357.24。",
        "📒 花呗分期，1月10日（周六，今天）还 ¥357.24。",
        "📒 昨天是花呗分期的还款日，还了吗？",
    ]


async def test_what_is_said_to_be_paid_is_not_reminded_of_and_the_next_one_is(
    person: Person, sandbox: SandboxClient
) -> None:
    await noted(person)
    await sandbox.move_to("2026-01-07T10:00")
    paid = await person.press("已还")
    assert "下次 2月10日" in paid.text
    await sandbox.move_to("2026-02-04T10:00")
    told = [text for text in await reminders(person) if "7天后" in text]
    assert len(told) == 1
    assert not [text for text in await reminders(person) if "还了吗" in text]


async def test_no_more_reminders_of_one_leaves_the_others(person: Person, sandbox: SandboxClient) -> None:
    await noted(person)
    await noted(person, "白条 还剩8期 每期268 每月10号")
    await person.say("我的分期")
    await person.press_with("花呗分期")
    assert "这一笔现在不提醒" in (await person.press("不再提醒")).text
    await sandbox.move_to("2026-01-10T10:00")
    told = (await person.last()).text
    assert told.startswith("📒 白条")


async def test_it_is_put_off_to_an_hour(person: Person, sandbox: SandboxClient) -> None:
    await noted(person)
    await sandbox.move_to("2026-01-10T10:00")
    await person.press("晚点提醒")
    await person.press("今晚 8 点")
    await sandbox.move_to("2026-01-10T19:50")
    assert "再提醒" not in (await person.last()).text
    await sandbox.move_to("2026-01-10T20:10")
    assert (await person.last()).text.startswith("📒 您让我再提醒一次：")


async def test_it_is_changed_and_deleted(person: Person) -> None:
    await noted(person)
    await person.press("看这一笔")
    await person.press("改金额")
    assert "每期：¥300.00" in (await person.say("300")).text
    await person.press("对，记下来")
    assert "¥300.00" in (await person.press("看这一笔")).text
    await person.press("删除这一笔")
    assert "在别处分期买的" in (await person.press("确认删除")).text
    assert "您好" in (await person.press("返回")).text  # what was open before is gone


@pytest.mark.parametrize(
    "question", ["4000分12期每期多少", "我每月15号发工资，500块能还吗", "帮我还500", "10号还了500怎么没到账"]
)
async def test_a_question_is_never_taken_for_a_note(person: Person, question: str) -> None:
    assert "这样记对吗" not in (await person.say(question)).text


async def test_a_question_in_between_is_answered_and_the_note_goes_on(person: Person) -> None:
    await person.say("记一笔 白条 还剩8期")
    assert "客服" in (await person.say("找客服")).text
    await person.say("我的分期")
    assert "每月几号还" in (await person.press("接着记")).text
    assert "每期还多少" in (await person.say("15号")).text


@pytest.mark.bought(3)
async def test_what_is_noted_stands_beside_the_bills_with_one_total(person: Person) -> None:
    await noted(person, "白条 还剩8期 每期268 每月5号还")
    await person.say("我的分期")
    coming = await person.press("未来 30 天")
    assert "您自己记的" in coming.text
    await person.press("返回")
    assert "还款日" in (await person.press("还款日历")).text
    assert "加在一起" in (await person.press_with("2月")).text
    assert "5●○" in (await person.last()).labels
    await person.say("我的分期")
    assert "您自己记的" in (await person.press("看图")).text


@pytest.mark.bought(3)
async def test_income_days_are_told_changed_and_deleted_and_say_what_to_set_aside(person: Person) -> None:
    await noted(person, "车贷 还剩3期 每期1200 每月8号还")
    await person.say("未来30天")
    assert "金额可以不填" in (await person.press("工资够不够")).text
    await person.press("记收入日")
    assert "没看懂" in (await person.say("8000")).text
    told = await person.say("每月10号 1000")
    assert "有收入之前要还 ¥1,200.00，请先留出来" in told.text
    assert "不够，还差" in told.text
    assert "早点和机构商量" in told.text
    assert "够，还剩" in (await person.say("每月10号发工资8000")).text
    await person.press("再记一个收入日")
    assert "每月最后一天" in (await person.say("月底")).text
    await person.press("删除%(day)s", day="每月最后一天")
    assert "每月最后一天" not in (await person.last()).text
    assert "不够" not in (await person.last()).text


async def test_a_question_while_an_income_is_asked_for_is_answered_and_the_answer_is_taken_afterwards(
    person: Person,
) -> None:
    await person.say("收入日")
    await person.press("记收入日")
    assert "没看懂" not in (await person.say("找客服")).text
    assert "💰" in (await person.say("每月10号发工资8000")).text


async def test_what_settling_saves_is_estimated_once_the_customer_says_what_is_charged(
    person: Person,
) -> None:
    await noted(person)
    await person.press("看这一笔")
    assert "看机构怎么收" in (await person.press("提前还清省多少")).text
    assert "少付约 ¥287.88" in (await person.press("以后的利息和手续费都免")).text
    assert "不省钱" in (await person.press("剩下的照样收")).text
    assert "✓ 剩下的照样收" in (await person.last()).labels
    assert "反而" not in (await person.press("违约金 %(pct)d%%", pct=3)).text
    assert "年化 13.03%（单利），现在还清约省 ¥167.91" in (await person.say("先还哪笔最省")).text
