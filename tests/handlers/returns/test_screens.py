"""The screens of a return: the answer first, then the reasons, and every figure the rule's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.wiring import Container
from domain.outbox.results import NoticeKind
from domain.returns.notices import ReturnContent
from domain.returns.results import Picks, ReturnPreview, ReturnView
from domain.value import replace
from handlers.breakdowns.return_views import workings_screen
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import OpenOverpayment
from handlers.buttons.returns import AskReceipt, ChooseReturn, PreviewReturn, RequestReturn, WithdrawReturn
from handlers.notices.views import notice
from handlers.orders.views import order_screen, orders_screen
from handlers.returns.views import choose_screen, preview_screen, requested_screen
from handlers.ui.callback_data import Action, Ignore
from handlers.ui.i18n import texts_for
from handlers.ui.reply import MAX_TEXT, Reply
from handlers.ui.selection import NOTHING, pack_picks, unpack_picks
from tests.support.clock import MovableClock
from tests.support.people import arrive
from tests.support.returning import (
    EVERYTHING,
    REST,
    TEN_DAYS_IN,
    TEN_DAYS_LATE,
    THOUSAND,
    ask,
    bought,
    buy_both,
    open_shop,
    require_clean_books,
    send_back,
)

T = texts_for("zh_CN")


def actions(screen: Reply) -> Iterator[Action | None]:
    return (button.action for row in screen.keyboard for button in row)


def labels(screen: Reply) -> list[str]:
    return [button.label for row in screen.keyboard for button in row]


async def previewed(
    container: Container,
    clock: MovableClock,
    picks: Picks,
    *,
    plan_id: str = "consumer-12",
    received: bool = True,
    late: bool = False,
) -> ReturnPreview:
    await open_shop(container)
    customer, order = await bought(container, clock, plan_id, received=received)
    clock.move_to(TEN_DAYS_LATE if late else TEN_DAYS_IN)
    return await container.services.returns.preview(customer.id, order.summary.order_id, picks)


# The order


async def test_an_order_offers_what_can_be_done_with_it_now(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, bought_order = await bought(container, clock, paid=0, received=False)
    order_id, returns = bought_order.summary.order_id, container.services.returns

    async def screen() -> Reply:
        return order_screen(
            T, await container.services.orders.order(customer.id, order_id), container.services.today()
        )

    fresh = list(actions(await screen()))
    assert {AskReceipt(order_id), ChooseReturn(order_id, NOTHING)} <= set(fresh)
    await returns.confirm_receipt(customer.id, order_id)
    assert AskReceipt(order_id) not in actions(await screen())
    request = await ask(container, customer, bought_order, {THOUSAND: 1})
    waiting = await screen()
    assert WithdrawReturn(request.return_id) in actions(waiting)
    assert ChooseReturn(order_id, NOTHING) not in actions(waiting)
    assert "商家处理之前，账单照常还。" in waiting.html()
    await returns.decline(request.return_id, "少了 <充电器>。")
    assert "原因：少了 &lt;充电器&gt;。账单没有变化。" in (await screen()).html()
    await send_back(container, customer, bought_order, EVERYTHING)
    done = await screen()
    assert not any(isinstance(one, ChooseReturn | AskReceipt | WithdrawReturn) for one in actions(done))


async def test_an_order_of_which_nothing_is_left_has_no_schedule(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0, received=False)
    await send_back(container, customer, order, EVERYTHING)
    detail = await container.services.orders.order(customer.id, order.summary.order_id)
    shown = order_screen(T, detail, container.services.today()).html()
    assert "分期已取消，不用再还。" in shown
    assert "0 期" not in shown
    listed = orders_screen(T, await container.services.orders.orders(customer.id, 0)).html()
    assert "已退货" in listed


# Choosing


async def test_pieces_are_chosen_line_by_line_and_never_beyond_what_is_there(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy_both(container, customer, pieces=(("part", 2), ("rest", 1)))
    returnable = await container.services.returns.returnable(customer.id, order.summary.order_id)
    empty = choose_screen(T, returnable, {})
    assert not any(isinstance(one, PreviewReturn) for one in actions(empty))
    assert "平板 &lt;小&gt;" in empty.html()
    reachable = {one.picks for one in actions(empty) if isinstance(one, ChooseReturn)}
    assert reachable == {pack_picks(one) for one in ({1: 1}, {1: 2}, {2: 1}, {1: 2, 2: 1})}
    full = choose_screen(T, returnable, {1: 2, 2: 1})
    assert "全部退" not in labels(full)
    assert labels(full)[0] == "看退货后怎么还"
    paying = choose_screen(T, replace(returnable, is_paying=True), {1: 2, 2: 1})
    assert labels(paying)[1:] == labels(full)[2:]
    assert "正在处理一笔还款" in paying.html()
    fewer = [unpack_picks(one.picks) for one in actions(full) if isinstance(one, ChooseReturn)]
    assert fewer == [{2: 1}, {1: 1, 2: 1}, {1: 2}, {1: 2}]  # the name of each line, then －
    assert sum(isinstance(one, Ignore) for one in actions(full)) == 2 * 2


# What it would do


async def test_the_preview_begins_with_what_becomes_of_the_instalments(
    container: Container, clock: MovableClock
) -> None:
    preview = await previewed(container, clock, {THOUSAND: 1})
    screen = preview_screen(T, preview, "1", TEN_DAYS_IN)
    text = screen.html()
    assert text.startswith("退货后还剩 <b>¥1,785.94</b> 待还，原来是 ¥2,857.97。\n没有要另外退给您的钱。")
    assert "抵本金 ¥1,000.00，额度同时恢复。" in text
    assert "利息和罚息少收 ¥72.03。" in text
    assert text.count("不用还") == 3
    assert labels(screen) == ["申请退货 ¥1,000.00", "怎么算的", "返回"]
    assert RequestReturn(preview.order_id, "1", preview.version) in actions(screen)


async def test_the_preview_of_all_goods_not_received_ends_the_plan_and_gives_back_all_that_was_paid(
    container: Container, clock: MovableClock
) -> None:
    preview = await previewed(container, clock, EVERYTHING, received=False, late=True)
    text = preview_screen(T, preview, "1", TEN_DAYS_LATE).html()
    assert text.startswith("退货后这笔分期结束，剩下的 <b>¥2,859.91</b> 不用还。")
    assert "另外退给您 <b>¥1,428.96</b>。" in text
    assert "您还没有确认收货。" in text
    assert "已付的利息等费用会退给您 ¥95.96。" in text


# 怎么算的


async def test_the_workings_of_a_flat_plan_name_every_instalment_that_changes(
    container: Container, clock: MovableClock
) -> None:
    text = workings_screen(T, await previewed(container, clock, {THOUSAND: 1}), "1").html()
    for said in (
        "1. 抵未出账的本金 ¥1,000.00，从最后一期往前",
        "第 12 期：¥333.25\n第 11 期：¥333.25\n第 10 期：¥333.25\n第 9 期：¥0.25",
        "第 9 期：¥23.99 × ¥0.25 ÷ ¥333.25 = ¥0.01（不足一分的舍去）",
        "第 12 期：本金全部抵完，¥24.04 都不收",
    ):
        assert said in text


async def test_the_workings_of_a_loan_tell_the_running_period_by_its_days(
    container: Container, clock: MovableClock
) -> None:
    text = workings_screen(T, await previewed(container, clock, {THOUSAND: 1}, plan_id="bank-12"), "1").html()
    assert "¥1,000.00 × 12% × 1 ÷ 12 × 21 ÷ 31 = ¥6.77（不足一分的舍去）" in text
    assert "第 6 期：剩余本金 ¥1,390.56 × 12% × 1 ÷ 12 = ¥13.91，原来 ¥23.91" in text


async def test_the_workings_of_a_late_loan_name_what_is_paid_first(
    container: Container, clock: MovableClock
) -> None:
    text = workings_screen(
        T, await previewed(container, clock, {THOUSAND: 1}, plan_id="bank-12", late=True), "1"
    ).html()
    assert "1. 抵逾期的罚息 ¥1.78\n2. 抵逾期的利息 ¥27.19\n3. 抵逾期的本金 ¥328.12\n4. 抵未出账" in text


async def test_the_workings_of_costs_that_go_back_give_the_share(
    container: Container, clock: MovableClock
) -> None:
    preview = await previewed(container, clock, {THOUSAND: 1}, received=False)
    text = workings_screen(T, preview, "1").html()
    assert "按退货 ¥1,000.00 占剩下商品 ¥3,999.00 的比例退" in text
    assert "第 1 期：¥23.99 × ¥1,000.00 ÷ ¥3,999.00 = ¥5.99" in text


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize("plan_id", ["consumer-12", "bank-12"])
@pytest.mark.parametrize("received", [True, False])
@pytest.mark.parametrize("picks", [{REST: 1}, EVERYTHING])
async def test_every_screen_of_a_return_fits_in_every_language(
    container: Container,
    clock: MovableClock,
    locale: str,
    plan_id: str,
    received: bool,
    picks: dict[int, int],
) -> None:
    t = texts_for(locale)
    preview = await previewed(container, clock, picks, plan_id=plan_id, received=received, late=True)
    for screen in (preview_screen(t, preview, "1", TEN_DAYS_LATE), workings_screen(t, preview, "1")):
        assert len(screen.html()) <= MAX_TEXT


# Afterwards


def closed_notice(*returns: ReturnView) -> Reply:
    return notice(T, ReturnContent(NoticeKind.RETURN, TEN_DAYS_LATE, returns))


async def test_what_was_booked_is_told_with_what_it_did_and_the_way_to_the_order(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12", received=False)
    clock.move_to(TEN_DAYS_LATE)
    request = await ask(container, customer, order, {THOUSAND: 1})
    assert (
        requested_screen(T, request, TEN_DAYS_IN).html().startswith("退货申请已提交：平板 &lt;小&gt; × 1，")
    )
    booked = await container.services.returns.book(request.return_id)
    told = closed_notice(booked)
    assert told.html() == (
        "✅ 已退货（6/15）：平板 &lt;小&gt; × 1，<b>¥1,000.00</b>。\n"
        "抵了本金 ¥1,000.00，额度同时恢复。\n"
        "利息和罚息少收 ¥41.58。\n"
        "应退给您 <b>¥35.23</b>，在订单里点「退给我」就会原路退回。\n"
        "没还完的，请按现在的账单继续还。"
    )
    assert OpenOrder(order.summary.order_id) in actions(told)
    rest = await send_back(container, customer, order, {REST: 1})
    assert "这笔分期不用再还了。" in closed_notice(rest).html()


async def test_what_a_return_leaves_with_the_customer_is_offered_on_the_order_until_it_is_back(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=4, received=False)
    await send_back(container, customer, order, EVERYTHING)
    order_id, loan_id = order.summary.order_id, order.bills[0].loan_id

    async def offered() -> list[str]:
        shown = await container.services.orders.order(customer.id, order_id)
        rows = order_screen(T, shown, container.services.today()).keyboard
        return [b.label for row in rows for b in row if isinstance(b.action, OpenOverpayment)]

    owed_fen = (await container.services.refunds.overpayment(customer.id, loan_id)).free_fen
    assert owed_fen == sum(bill.owed_fen for bill in order.bills[:4])
    assert await offered() == [f"退给我 {T.money(owed_fen)}"]
    await container.services.refunds.refund_overpayment(customer.id, loan_id)
    assert await offered() == []
    await require_clean_books(container)
