"""Beside the answer to a frequent question stands what one's own data say of it, as its own screen says it."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from tests.support.asking import labels, words
from tests.support.clock import MovableClock
from tests.support.standings import Standing, active, all_settled, bought_nothing, late, two_orders

NEXT = "下一期 2月5日（周四，31天后）应还 ¥357.24。"
LATE = "⚠️ 有 2 期过了还款日，今天一起还清共 ¥721.26（含罚息 ¥6.78），每晚一天约多 ¥0.36。最久的过了 33 天。"


@pytest.mark.parametrize(
    ("standing", "said", "line"),
    [
        (active, "能晚几天还吗？", NEXT),
        (late, "能晚几天还吗？", LATE),
        (active, "逾期有什么后果？", "您现在没有过了还款日的账单。"),
        (late, "逾期一天上征信吗？", LATE),
        (
            active,
            "提前还要违约金吗？",
            "今天结清 小米手机 15 一共 ¥4,022.99（违约金 ¥0.00），比按期还少付 ¥263.94。",
        ),
        (
            active,
            "还款后额度没恢复？",
            "示例消费金融：还能用 ¥16,001.00（一共 ¥20,000.00）；还了2月5日（周四）那期，恢复 ¥333.25",
        ),
        (
            bought_nothing,
            "哪种分期更划算？",
            "比如 ¥4,000.00 分 12 期，费用最低的是示例消费金融：每期 ¥357.33，利息合计 ¥288.00，一共还 ¥4,288.00，"
            "年化 13.03%（单利）。",
        ),
        (bought_nothing, "免息是真的吗？", "比如 ¥4,000.00，全程免息的有 3 期（示例消费金融）。"),
        (all_settled, "还清后还能再用吗？", "示例消费金融：还能用 ¥20,000.00（一共 ¥20,000.00）"),
        (active, "余额不足会扣一半吗？", "余额不够时不会只扣一部分，这次就扣不成。"),
        (late, "逾期会收走东西吗？", LATE),
        (late, "会告诉家人或单位吗？", LATE),
        (late, "影响孩子和工作吗？", LATE),
        (late, "会被告或被抓吗？", LATE),
        (late, "先还哪笔对征信好？", "2月5日（周四）　小米手机 15　第 1/12 期　¥363.13　逾期 33 天"),
        (active, "先还哪笔对征信好？", NEXT),
        (active, "能只还利息吗？", NEXT),
        (
            active,
            "第一期怎么和别期不同？",
            "小米手机 15：第 1 期 ¥357.24，第 2 期 ¥357.24，最后一期 ¥357.29。",
        ),
    ],
)
async def test_the_line_says_how_it_is_with_oneself(
    container: Container, clock: MovableClock, standing: Standing, said: str, line: str
) -> None:
    shown = await (await standing(container, clock)).says(said)
    assert line in words(shown).replace("<b>", "").replace("</b>", "").split("\n")


@pytest.mark.parametrize("said", ["能拖到2月10号吗 要加钱吗", "这个月还不上 能拖到2月10号吗"])
async def test_a_day_that_is_named_is_worked_out(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await (await active(container, clock)).says(said)
    plain = words(shown).replace("<b>", "").replace("</b>", "")
    assert "逾期 5 天（到 2月10日（周二）），罚息 ¥0.89（每日 0.05%），连罚息共还 ¥358.13" in plain


async def test_until_a_day_of_next_week_it_is_what_is_late_with_its_penalty(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await late(container, clock)).says("下周三发工资，到那天一共要还多少")
    plain = words(shown).replace("<b>", "").replace("</b>", "")
    assert (
        "再晚 8 天（到 3月18日（周三））多 ¥1.43，罚息一共 ¥7.32（每日 0.05%），那天连罚息共还 ¥364.56"
        in plain
    )


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("两个加起来每个月要还多少", "2月到4月：每月 ¥490.24"),
        ("后面三个月分别还多少", "2月到4月：每月 ¥490.24"),
        ("接下来两期各是多少", "2月到4月：每月 ¥490.24"),
        ("最近四十天要准备多少钱", "从今天到 2月14日（周六）要还 ¥490.24。"),
        ("近一个月要交多少钱", "从今天到 2月4日（周三）没有应还的。"),
        ("2月和3月一共要还多少", "2月到3月待还 ¥980.48"),
        ("下个月跟下下个月一共还多少", "2月到3月待还 ¥980.48"),
        ("到3月底一共还要还多少", "从今天到 3月31日（周二）要还 ¥980.48。"),
    ],
)
async def test_months_are_summed_up(container: Container, clock: MovableClock, said: str, line: str) -> None:
    shown = await (await two_orders(container, clock)).says(said)
    assert line in words(shown).replace("<b>", "").replace("</b>", "").split("\n")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("把台灯先结了 手机照常", "台灯"),
        ("手机先放着 把台灯结清", "台灯"),
        ("台灯继续按期还，手机全部结清", "小米手机 15"),
    ],
)
async def test_what_is_to_stay_as_it_is_is_not_what_is_settled(
    container: Container, clock: MovableClock, said: str, line: str
) -> None:
    shown = await (await two_orders(container, clock)).says(said)
    assert plain_of(words(shown)).split("\n")[1] == line


async def test_what_the_card_must_hold_is_the_next_bill_where_none_is_due_this_month(
    container: Container, clock: MovableClock
) -> None:
    asking = await active(container, clock)
    assert "¥357.24" in plain_of(words(await asking.says("卡里要留多少"))).split("\n")[0]
    assert "本月没有应还的" in plain_of(words(await asking.says("这个月要还多少")))


async def test_who_has_no_money_on_the_card_and_asks_for_another_way_is_told_the_ways_and_of_help(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await active(container, clock)).says("用微信还行不 卡里没钱")
    assert plain_of(words(shown)).startswith("可以用哪些方式还")
    assert labels(shown)[0] == "有困难"


async def test_which_of_several_ends_first_is_told_by_their_last_days(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await two_orders(container, clock)).says("两个哪个先还完")
    first, lamp, phone = plain_of(words(shown)).split("\n")[:3]
    assert first == "全部还完是 2027年1月5日（周二）。"
    assert lamp.startswith("台灯：还剩 3 期（一共 3 期），最后一期 4月5日（周日）")
    assert phone.startswith("小米手机 15：")


async def test_goods_that_were_never_bought_are_none_of_theirs(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await two_orders(container, clock)).says("空调那单下期要还多少")
    assert "您的分期里没有找到这一笔" in words(shown)


async def test_who_cannot_pay_all_and_asks_of_less_is_answered_with_help_first(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await active(container, clock)).says("没钱能先还一半吗")
    assert "能不能只还一部分" in words(shown)
    assert labels(shown)[0] == "有困难"


async def test_who_wants_cash_is_told_that_only_goods_are_sold(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await bought_nothing(container, clock)).says("不买东西能直接借两千块现金吗")
    assert "不放现金" in words(shown)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("为啥昨天扣款失败了", "自动扣款失败怎么办？"),
        ("断供的话会不会来把我手机拿走", "逾期会收走东西吗？"),
        ("逾期会不会跟我爸妈讲", "会告诉家人或单位吗？"),
        ("逾期了影响小孩子读书不", "影响孩子和工作吗？"),
        ("会不会把我告到法院去", "会被告或被抓吗？"),
        ("可不可以就只让这一笔自动扣款", "能只让一笔自动扣吗？"),
        ("开了自动扣款会不会多扣我钱", "自动扣款会多扣吗？"),
        ("我这期只付利息可以不", "能只还利息吗？"),
        ("两个分期先还哪个对征信好些", "先还哪笔对征信好？"),
        ("提前还清会不会影响征信呀", "提前结清影响征信吗？"),
        ("钱我早就付过了怎么还在催", "在这里没有查到您的还款。"),
    ],
)
async def test_what_is_asked_is_answered_and_not_its_neighbour(
    container: Container, clock: MovableClock, said: str, question: str
) -> None:
    told = plain_of(words(await (await active(container, clock)).says(said)))
    assert told.startswith(question)


def plain_of(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")
