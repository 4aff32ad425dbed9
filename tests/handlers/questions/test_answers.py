"""An answer names figures of the books, leads where one goes next, and asks whether it helped."""

from __future__ import annotations

from html import escape

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.understanding.topics import CRISIS, FRAUD
from handlers.buttons.questions import OpenTopic, RateAnswer
from handlers.questions import answers
from handlers.questions.faq import faq
from handlers.questions.places import PLACES
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES
from tests.support.asking import asking, buttons, labels, words
from tests.support.people import arrive, buy

T = texts_for("zh_CN")


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


async def ratings(container: Container) -> list[tuple[str, int, int]]:
    async with container.store.read() as uow:
        rows = await uow.questions.ratings_since(container.services.today())
    return [(row.topic, row.useful, row.not_useful) for row in rows]


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_answer_can_be_shown_to_who_has_nothing_yet(
    container: Container, customer: CustomerView, locale: str
) -> None:
    context = asking(container, customer, locale)
    for topic, entry in faq(locale).items():
        shown = words(await answers.show(context, topic))
        assert shown.startswith(f"<b>{escape(entry.question)}</b>"), topic
        assert "%(" not in shown, topic


async def test_figures_are_those_of_the_shop_and_of_the_own_contract(
    container: Container, customer: CustomerView
) -> None:
    context = asking(container, customer)
    assert "满 ¥300.00 就可以分期" in words(await answers.show(context, "faq.plan.minimum"))
    assert "最长 12 期" in words(await answers.show(context, "faq.plan.periods"))
    assert "示例银行、示例消费金融" in words(await answers.show(context, "faq.lender.who"))
    assert "18–60 岁" in words(await answers.show(context, "faq.identity.who"))
    assert "09:00–18:00" in words(await answers.show(context, "faq.human.phone"))
    await buy(container, customer)
    assert "（每天 0.05%）" in words(await answers.show(context, "faq.overdue.consequence"))


async def test_the_main_screen_stands_first_and_under_it_whether_it_helped(
    container: Container, customer: CustomerView
) -> None:
    shown = await answers.show(asking(container, customer), "faq.repay.batch")
    assert labels(shown) == ["几期一起还", "我的账单", "有用", "没用", "返回"]
    assert shown.keyboard[0][0].action == PLACES["batch"].action


async def test_what_may_have_been_meant_instead_is_offered_where_it_is_known(
    container: Container, customer: CustomerView
) -> None:
    near = ("faq.bill.where", "faq.no.such", "faq.bill.cutoff", "faq.bill.first_due", "faq.bill.issue_day")
    shown = await answers.show(asking(container, customer), "faq.bill.cutoff", near=near)
    asked = [button.action for button in buttons(shown) if isinstance(button.action, OpenTopic)]
    assert asked == [OpenTopic("bill-where"), OpenTopic("bill-first_due")]


async def test_a_useful_answer_is_counted_and_not_asked_about_again(
    container: Container, customer: CustomerView
) -> None:
    rated = await answers.rate_answer(asking(container, customer), RateAnswer("bill-cutoff", 1))
    assert await ratings(container) == [("faq.bill.cutoff", 1, 0)]
    assert rated.toast == "谢谢，记下了。"
    assert "有用" not in labels(rated)
    assert "找客服" not in labels(rated)


async def test_after_an_answer_of_no_use_a_person_is_one_tap_away(
    container: Container, customer: CustomerView
) -> None:
    rated = await answers.rate_answer(asking(container, customer), RateAnswer("bill-cutoff", 0))
    assert await ratings(container) == [("faq.bill.cutoff", 0, 1)]
    assert labels(rated).count("找客服") == 1
    again = await answers.rate_answer(asking(container, customer), RateAnswer("human-callback", 0))
    assert labels(again).count("找客服") == 1


@pytest.mark.parametrize("action", [RateAnswer("no-such", 1), RateAnswer("bill-cutoff", 7)])
async def test_what_is_no_rating_counts_nothing(
    container: Container, customer: CustomerView, action: RateAnswer
) -> None:
    with pytest.raises(Stale):
        await answers.rate_answer(asking(container, customer), action)
    assert await ratings(container) == []


@pytest.mark.parametrize("topic", [CRISIS, FRAUD])
async def test_in_need_nobody_is_asked_whether_it_helped(
    container: Container, customer: CustomerView, topic: str
) -> None:
    assert "有用" not in labels(await answers.show(asking(container, customer), topic))


async def test_nothing_is_offered_that_would_be_refused(container: Container, customer: CustomerView) -> None:
    async def offered(topic: str) -> set[str]:
        return {*labels(await answers.show(asking(container, customer), topic))}

    move, phone = PLACES["move"].label, PLACES["phone"].label
    assert move in await offered("faq.account.move")
    assert phone in await offered("faq.phone.change")
    await buy(container, customer)
    assert move not in await offered("faq.account.move")
    assert phone in await offered("faq.phone.change")
    await container.services.security.freeze(customer.id)
    assert phone not in await offered("faq.phone.change")
    assert PLACES["agent"].label in await offered("faq.phone.change")
