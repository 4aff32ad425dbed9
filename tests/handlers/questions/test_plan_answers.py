"""4000分12期每期多少 is answered without buying anything: what each lender's plan costs, and nothing chosen beforehand."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.checkout import ChoosePlan, ResumeCheckout
from handlers.buttons.questions import OpenPlans, OpenTopic
from handlers.questions.plan_answers import open_plans
from handlers.ui.reply import Reply, Table
from tests.support.asking import Asker
from tests.support.people import arrive


async def ask(container: Container, text: str) -> Reply:
    return await Asker(container, await arrive(container)).ask("screen.plans", text)


def told(shown: Reply) -> str:
    return shown.html().replace("<b>", "").replace("</b>", "")


def rows_of(shown: Reply) -> list[tuple[str, ...]]:
    (table,) = [part for part in shown.parts if isinstance(part, Table)]
    return list(table.rows)


def actions(shown: Reply) -> list[object]:
    return [button.action for row in shown.keyboard for button in row]


@pytest.mark.parametrize(
    "text", ["4000分12期每期多少", "四千块分十二期每个月几多钱", "4000 yuan over 12 months"]
)
async def test_an_amount_and_periods_are_answered_by_every_lender_the_cheapest_first(
    container: Container, text: str
) -> None:
    shown = await ask(container, text)
    assert told(shown).startswith(
        "¥4,000.00 分 12 期，费用最低的一种每期 ¥357.33，利息合计 ¥288.00，一共还 ¥4,288.00。"
    )
    assert rows_of(shown) == [
        ("示例消费金融", "¥357.33", "¥288.00", "13.03%"),
        ("示例银行", "¥361.03", "¥332.40", "15.00%"),
    ]


async def test_no_plan_is_chosen_beforehand_and_why_a_period_is_no_year_is_one_tap_away(
    container: Container,
) -> None:
    found = actions(await ask(container, "4000分12期每期多少"))
    assert not any(isinstance(action, ChoosePlan) for action in found)
    assert {OpenShop(), OpenTopic("plan-true_rate"), OpenPlans(400_000, 0)} <= set(found)


async def test_without_periods_every_plan_stands_beside_the_others_by_what_it_costs(
    container: Container,
) -> None:
    shown = await ask(container, "5000块能分期吗")
    assert told(shown).startswith(
        "¥5,000.00 可以分 3、12 期。费用最低的一种分 3 期，每期 ¥1,666.66，没有利息"
    )
    assert [row[0].split("\n")[0] for row in rows_of(shown)] == ["3 期", "12 期", "12 期"]
    again = await open_plans(Asker(container, await arrive(container)).context, OpenPlans(500_000, 0))
    assert rows_of(again) == rows_of(shown)


async def test_periods_that_nobody_has_are_said_to_be_missing_and_the_nearest_are_shown(
    container: Container,
) -> None:
    shown = await ask(container, "5000能分24期吗")
    assert told(shown).startswith(
        "¥5,000.00 没有分 24 期的方案，最接近的是 12 期。分 12 期，每期 ¥446.66，利息合计 ¥360.00"
    )
    assert len(rows_of(shown)) == 2


async def test_of_several_periods_those_that_there_are_are_compared(container: Container) -> None:
    shown = await ask(container, "5000分3期还是6期划算")
    assert "没有分 6 期的方案。" in told(shown)
    assert rows_of(shown) == [("示例消费金融", "¥1,666.66", "免息", "0.00%")]


@pytest.mark.parametrize(("text", "amount"), [("10块分3期", "¥10.00"), ("九十万分12期", "¥900,000.00")])
async def test_an_amount_that_no_plan_takes_is_told_from_and_to_how_much(
    container: Container, text: str, amount: str
) -> None:
    shown = await ask(container, text)
    assert told(shown).startswith(f"{amount} 没有可以分期的方案。\n能分期的金额从 ¥300.00 到 ¥50,000.00。")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("能分24期吗", "没有分 24 期的方案，现在有 3、12 期。"),
        ("能分3期吗", "可以分 3 期，金额从 ¥300.00 到 ¥20,000.00。"),
        ("每期多少钱", "可以分 3、12 期，金额从 ¥300.00 到 ¥50,000.00。"),
    ],
)
async def test_without_an_amount_it_is_asked_for_by_an_example(
    container: Container, text: str, answer: str
) -> None:
    shown = await ask(container, text)
    assert told(shown).startswith(answer)
    assert "比如发「¥4,000.00 分" in told(shown)


async def test_the_example_is_answered_when_it_is_sent_back(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    shown = await asking.ask("screen.plans", "能分3期吗")
    example = told(shown).partition("「")[2].partition("」")[0]
    assert rows_of(await asking.ask("screen.plans", example)) == [
        ("示例消费金融", "¥1,333.33", "免息", "0.00%")
    ]


async def test_without_an_amount_it_is_of_the_cart(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    await container.services.catalog.set_quantity(asking.context.customer.id, "xiaomi-15", 1)
    shown = await asking.ask("screen.plans", "能分12期吗")
    assert told(shown).startswith("¥3,999.00 分 12 期")
    assert "按您购物车里的商品算。" in told(shown)
    assert OpenCart() in actions(shown)
    assert told(await asking.ask("screen.plans", "4000分12期呢")).startswith("¥4,000.00")


async def test_without_an_amount_it_is_of_what_is_being_bought(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    customer_id = asking.context.customer.id
    await container.services.catalog.set_quantity(customer_id, "lamp", 1)
    draft = await container.services.checkout.start_with(customer_id, "xiaomi-15")
    shown = await asking.ask("screen.plans", "分12期每期多少")
    assert told(shown).startswith("¥3,999.00 分 12 期")
    assert "按您正在下单的商品算。" in told(shown)
    assert ResumeCheckout(draft.draft_id) in actions(shown)


async def test_of_two_amounts_it_is_asked_which_one(container: Container) -> None:
    shown = await ask(container, "3000块和5000块分12期哪个好")
    assert actions(shown)[:2] == [OpenPlans(300_000, 12), OpenPlans(500_000, 12)]


@pytest.mark.parametrize("text", ["最便宜的手机分12期每期多少", "最贵的手機分12期每期多少錢"])
async def test_goods_meant_by_their_price_are_the_cheapest_or_dearest_of_their_kind(
    container: Container, text: str
) -> None:
    """A case for a phone is no phone."""
    shown = await ask(container, text)
    assert told(shown).startswith("小米手机 15，¥3,999.00 分 12 期，费用最低的一种每期 ¥357.24")
    assert "看商品" in [button.label for row in shown.keyboard for button in row]


@pytest.mark.parametrize(
    "text", ["小米15分12期每期多少", "小米手机分12期一个月给多少", "小米手机 15 分 12 期"]
)
async def test_goods_that_are_named_are_told_of_by_their_own_price(container: Container, text: str) -> None:
    shown = await ask(container, text)
    assert told(shown).startswith("小米手机 15，¥3,999.00 分 12 期，费用最低的一种每期 ¥357.24")
    assert "看商品" in [button.label for row in shown.keyboard for button in row]


async def test_of_a_word_that_several_goods_have_none_is_guessed(container: Container) -> None:
    assert "告诉我金额" in told(await ask(container, "手机分12期每期多少"))


@pytest.mark.parametrize("text", ["最便宜的分12期每期多少", "最便宜的飞机分12期每期多少", "分12期每期多少"])
async def test_where_no_goods_are_named_the_amount_is_asked_for(container: Container, text: str) -> None:
    assert "告诉我金额" in told(await ask(container, text))
