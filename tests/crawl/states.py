"""Where the crawl begins: somebody in each state a customer can be in, and what they have in the chat then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.app import notice_channel
from bot.wiring import delivery_service
from domain.cases.types import CaseKind
from domain.customers.results import CustomerView
from domain.notices.delivery import DeliveryService
from domain.orders.results import OrderDetail
from domain.payments.outcome import DEBIT_TOLD_AFTER
from domain.tracked.results import LeftOpen, TrackedDetail
from tests.crawl.stage import STAFF_CHAT, Stage, arrived
from tests.support.people import buy, pay, repay_next, verify

PERSON = 1
CARD, OTHER_CARD = "6222020000000000018", "6217000000000000020"
DUE = date(2026, 2, 5)


@dataclass
class Scene:
    """Somebody on the stage."""

    stage: Stage
    customer: CustomerView

    async def order(self, product: str = "xiaomi-15", plan: str = "demo-consumer-12") -> OrderDetail:
        return await buy(self.stage.container, self.customer, product_id=product, plan_id=plan)

    async def debits(self, *numbers: str) -> None:
        autopay = self.stage.container.services.autopay
        for place, number in enumerate(numbers or (CARD,)):
            await autopay.add_card(self.customer.id, number, 100 + place, sure=True)
        await autopay.agree(self.customer.id, version="test", sha256="0" * 64, locale="zh_CN")

    async def days(self, *days: int) -> None:
        """The morning of each of these days after the first due date, with what is told and debited then."""
        container = self.stage.container
        notices = delivery_service(container, notice_channel(self.stage.assistant, container))
        for after in days:
            await container.debit_runner.run(
                self.stage.clock.move_to(DUE + timedelta(days=after), time(9, 5))
            )
            now = self.stage.clock.advance(seconds=DEBIT_TOLD_AFTER.total_seconds())
            await self._told(notices, now)

    async def evening(self, after: int) -> None:
        """The evening of this day after the first due date, with what is told then."""
        notices = delivery_service(
            self.stage.container, notice_channel(self.stage.assistant, self.stage.container)
        )
        await self._told(notices, self.stage.clock.move_to(DUE + timedelta(days=after), time(18, 5)))

    async def _told(self, notices: DeliveryService, now: datetime) -> None:
        self.stage.server.at = int(now.timestamp())
        await notices.plan(now)
        await notices.deliver(now)
        await notices.send_transactional(now)

    async def share_with(self, watcher: CustomerView, name: str) -> None:
        """Let somebody else see the due dates."""
        sharing = self.stage.container.services.sharing
        await sharing.invite(self.customer.id, name)
        own = (await sharing.page(self.customer.id)).own
        assert own is not None
        assert own.secret is not None
        await sharing.accept(watcher.id, own.secret, "王芳")

    async def note(self, sentence: str) -> TrackedDetail:
        """Note a bill of elsewhere."""
        tracked = self.stage.container.services.tracked
        draft = await tracked.begin(self.customer.id, sentence)
        return await tracked.keep(self.customer.id, draft.draft_id)

    async def ask(self, kind: CaseKind, order: OrderDetail) -> None:
        support = self.stage.container.services.support
        await support.request(self.customer.id, kind, order.bills[0].loan_id)


async def newcomer(scene: Scene) -> None: ...


async def one_loan(scene: Scene) -> None:
    await scene.order()


async def two_loans(scene: Scene) -> None:
    await scene.order()
    await scene.order("earbuds", "demo-city-bank-3")
    await scene.days(-3, -1)


async def late(scene: Scene) -> None:
    await scene.order()
    await scene.days(0, 1, 3)


async def late_for_long(scene: Scene) -> None:
    await scene.order()
    await scene.order("earbuds", "demo-city-bank-3")
    await scene.days(1, 30, 60, 85)


async def frozen(scene: Scene) -> None:
    await scene.order()
    await scene.debits()
    await scene.stage.container.services.security.freeze(scene.customer.id)


async def paused(scene: Scene) -> None:
    order = await scene.order()
    await scene.days(2)
    await scene.ask(CaseKind.HARDSHIP, order)


async def waiting_case(scene: Scene) -> None:
    order = await scene.order()
    await scene.ask(CaseKind.WRONG_AMOUNT, order)


async def debit_in_flight(scene: Scene) -> None:
    order = await scene.order()
    await scene.debits()
    services = scene.stage.container.services
    quote = await services.quotes.oldest(scene.customer.id, order.bills[0].loan_id)
    await services.payments._record(scene.customer.id, quote.quote_id)


async def settled(scene: Scene) -> None:
    order = await scene.order()
    quote = await scene.stage.container.services.quotes.settlement(scene.customer.id, order.bills[0].loan_id)
    await pay(scene.stage.container, scene.customer, quote.quote_id)


async def half_paid(scene: Scene) -> None:
    await scene.order()
    await repay_next(scene.stage.container, scene.customer)
    await scene.days(0)


async def may_postpone(scene: Scene) -> None:
    """With a lender that puts an instalment off, too."""
    await scene.order("laptop-14", "demo-bank-6")
    for _ in range(2):
        await repay_next(scene.stage.container, scene.customer)
    await scene.days(2)


async def returned(scene: Scene) -> None:
    order = await scene.order()
    container = scene.stage.container
    await repay_next(container, scene.customer)
    returns, order_id = container.services.returns, order.summary.order_id
    everything = (await returns.returnable(scene.customer.id, order_id)).everything
    version = (await returns.preview(scene.customer.id, order_id, everything)).version
    asked = await returns.request(scene.customer.id, order_id, everything, version)
    await returns.book(asked.return_id)


async def return_requested(scene: Scene) -> None:
    order = await scene.order()
    container = scene.stage.container
    returns, order_id = container.services.returns, order.summary.order_id
    await returns.confirm_receipt(scene.customer.id, order_id)
    everything = (await returns.returnable(scene.customer.id, order_id)).everything
    version = (await returns.preview(scene.customer.id, order_id, everything)).version
    await returns.request(scene.customer.id, order_id, everything, version)


async def autopay_on(scene: Scene) -> None:
    await scene.order()
    await scene.order("earbuds", "demo-consumer-3")
    await scene.debits(CARD, OTHER_CARD)
    await scene.days(-1, 0)


async def cart_full(scene: Scene) -> None:
    catalog = scene.stage.container.services.catalog
    for category in await catalog.categories():
        for product in (await catalog.products(category.id, 0)).products[:2]:
            await catalog.set_quantity(scene.customer.id, product.id, 1)


async def verified(scene: Scene) -> None:
    await verify(scene.stage.container, scene.customer)
    await scene.stage.container.services.checkout.start_with(scene.customer.id, "xiaomi-15")


async def fee_at_once(scene: Scene) -> None:
    await scene.order("laptop-14", "demo-merchant-10")


async def unreachable_and_back(scene: Scene) -> None:
    await scene.order()
    await scene.stage.joins("kicked", PERSON)
    await scene.days(-1, 1)
    await scene.stage.joins("member", PERSON)


async def tracks(scene: Scene) -> None:
    """No order, and a bill of elsewhere of each kind: told half, paid, asked about, of which one is not reminded."""
    tracked, customer_id = scene.stage.container.services.tracked, scene.customer.id
    await scene.note("花呗分期 3999 分12期 每期357.24 每月6号还")
    await scene.note("信用卡 账单日5号 还款日25号")
    await scene.note("欠我哥2000 12月31日还")
    paid = await scene.note("白条 还剩1期 每期268 每月20号")
    await tracked.mark_paid(customer_id, paid.bill.bill_id, 1)
    draft = await tracked.begin(customer_id, "车贷 每月15号")
    draft = await tracked.leave_open(customer_id, draft.draft_id, LeftOpen.END)
    draft = await tracked.leave_open(customer_id, draft.draft_id, LeftOpen.AMOUNT)
    silent = await tracked.keep(customer_id, draft.draft_id)
    await tracked.remind(customer_id, silent.bill.bill_id, reminded=False)
    await tracked.begin(customer_id, "物业费 还剩8期")
    await scene.days(-2, 1, 2)


async def tracks_what_is_paid(scene: Scene) -> None:
    """No order, and whatever was noted is paid."""
    detail = await scene.note("白条 还剩1期 每期268 每月20号")
    await scene.stage.container.services.tracked.mark_paid(scene.customer.id, detail.bill.bill_id, 1)


async def sends_files(scene: Scene) -> None:
    """Two files that wait for a tap: a plan of which a line is not read, and several bills, one of them noted already."""
    await scene.note("花呗分期 3999 分12期 每期357.24 每月6号还")
    today = scene.stage.container.services.today()
    days = [today + timedelta(days=31 * month) for month in range(1, 8)]
    plan = ["期数,还款日,应还金额", *(f"{no},{day},{300 + no}" for no, day in enumerate(days, 1)), "8,x,308"]
    bills = ["名称,金额,还款日,剩余期数", "花呗,360,6号,", "车贷,2100,15号,20", "我哥,500,每月20号,"]
    for name, lines in (("plan.csv", plan), ("bills.csv", bills)):
        await scene.stage.send_file(name, "\n".join(lines).encode("gbk"), PERSON)


async def tracks_and_owes(scene: Scene) -> None:
    """A bill of ours and one of elsewhere on the next day, both told of."""
    await scene.order()
    await scene.note("花呗分期 3999 分12期 每期357.24 每月6号还")
    await scene.days(0, 1)


async def shares(scene: Scene) -> None:
    """Somebody else sees their dates, and they see somebody else's, of which they heard that one is open."""
    other = Scene(scene.stage, await arrived(scene.stage, 2, "zh_CN"))
    for one in (scene, other):
        await one.note("花呗分期 3999 分12期 每期357.24 每月6号还")
    await scene.share_with(other.customer, "小明")
    await other.share_with(scene.customer, "阿强")
    await scene.evening(2)


async def invites(scene: Scene) -> None:
    """A link of theirs that nobody has opened, and no amounts."""
    await scene.note("花呗分期 3999 分12期 每期357.24 每月6号还")
    await scene.stage.container.services.sharing.invite(scene.customer.id, "小明")


async def staff(scene: Scene) -> None:
    """What the staff sees of somebody's questions."""
    order = await scene.order()
    for kind in (CaseKind.HARDSHIP, CaseKind.WRONG_AMOUNT, CaseKind.GOODS):
        await scene.ask(kind, order)
    await scene.stage.assistant.desk.to_staff()


State = Callable[[Scene], Awaitable[None]]
STATES: Mapping[str, State] = {
    one.__name__: one
    for one in (
        newcomer, one_loan, two_loans, late, late_for_long, frozen, paused, waiting_case, debit_in_flight, settled,
        half_paid, may_postpone, returned, return_requested, autopay_on, cart_full, verified, fee_at_once,
        unreachable_and_back, tracks, tracks_what_is_paid, sends_files, tracks_and_owes, shares, invites, staff,
    )
}  # fmt: skip


async def set_up(stage: Stage, name: str, locale: str) -> Scene:
    scene = Scene(stage, await arrived(stage, PERSON, locale))
    await STATES[name](scene)
    if name != "staff":
        await stage.say("/start", PERSON)
    return scene


def seen_by(name: str) -> tuple[int, ...]:
    """Return the chats that are crawled from the state."""
    return (STAFF_CHAT,) if name == "staff" else (PERSON,)
