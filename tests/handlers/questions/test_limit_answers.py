"""额度还有多少 is answered by lender, with when some of it comes back; who is not verified is told what it takes."""

from __future__ import annotations

from bot.wiring import Container
from handlers.buttons.catalog import OpenShop
from handlers.buttons.checkout import ResumeCheckout
from tests.support.asking import Asker
from tests.support.clock import MovableClock
from tests.support.debtors import freeze, indebted
from tests.support.people import arrive, repay_next


async def said(asking: Asker) -> str:
    shown = await asking.ask("screen.limit", "额度还有多少")
    return shown.html().replace("<b>", "").replace("</b>", "")


async def test_what_is_left_is_told_by_lender_with_what_the_next_bill_brings_back(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    found = await container.services.offers.limits(debtor.customer.id)
    told = await said(Asker(container, debtor.customer))
    print(told)
    money = Asker(container, debtor.customer).context.t.money
    for one in found.lenders:
        assert f"还能用 {money(one.left_fen)}（一共 {money(one.limit_fen)}）" in told
    assert "；还了2月5日（周四）那期，恢复 ¥333.25" in told


async def test_a_repayment_brings_back_its_principal(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    asking = Asker(container, debtor.customer)
    await repay_next(container, debtor.customer)
    assert "还了3月5日（周四）那期，恢复 ¥333.25" in await said(asking)


async def test_who_is_not_verified_is_told_what_it_takes_and_no_figure(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    told = await said(asking)
    assert told.startswith("还没做实名认证，所以还没有您的额度。")
    assert "¥" not in told
    shown = await asking.ask("screen.limit", "额度还有多少")
    assert shown.keyboard[0][0].action == OpenShop()


async def test_who_is_in_a_checkout_goes_on_with_it(container: Container) -> None:
    asking = Asker(container, await arrive(container))
    draft = await container.services.checkout.start_with(asking.context.customer.id, "xiaomi-15")
    shown = await asking.ask("screen.limit", "额度还有多少")
    assert shown.keyboard[0][0].action == ResumeCheckout(draft.draft_id)


async def test_who_is_frozen_is_told_so_beside_it(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    await freeze(debtor)
    assert "冻结" in await said(Asker(container, debtor.customer))
