"""`python -m bot orders`: what the staff sees, marks and imports; each fault with line and column, all or nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli.orders import OrderDesk
from bot.cli.parser import DONE, WRONG, main
from bot.db.key_canary import require_own_keys
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.shipping.results import ShippingState
from tests.support import shipping
from tests.support.people import arrive, buy
from tests.support.shipping import CARRIER, NUMBER, PHONE, RECEIVER, STREET, give_address, sent


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return shipping.delivering(settings)


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


class Terminal:
    """The command, and what it said."""

    def __init__(self, settings: Settings) -> None:
        self.said: list[str] = []
        self.faults: list[str] = []
        self.desk = OrderDesk(settings, say=self.said.append, complain=self.faults.append)

    def forget(self) -> None:
        self.said.clear()
        self.faults.clear()


@pytest.fixture
def terminal(settings: Settings) -> Terminal:
    return Terminal(settings)


def a_file(tmp_path: Path, *lines: str, head: str = "order,state,carrier,number,address") -> Path:
    path = tmp_path / "sent.csv"
    path.write_text("\n".join((head, *lines)), encoding="utf-8-sig")
    return path


async def state(container: Container, customer: CustomerView, order: OrderDetail) -> ShippingState:
    shown = await container.services.shipping.of_order(customer.id, order.summary.order_id)
    assert shown is not None
    return shown.state


async def test_the_address_is_in_one_order_s_screen_only(
    container: Container, customer: CustomerView, terminal: Terminal
) -> None:
    assert await terminal.desk.list(waiting_only=True) == DONE
    assert terminal.said == ["Nothing waits to be sent."]
    order = await buy(container, customer)
    number = order.summary.number
    await give_address(container, customer)
    terminal.forget()
    assert await terminal.desk.list(waiting_only=True) == DONE
    assert terminal.said[1].startswith(number)
    assert "to be sent" in terminal.said[1]
    assert await terminal.desk.mark(sent(order)) == DONE
    assert await terminal.desk.mark(sent(order)) == DONE
    assert terminal.said[-1] == f"Order {number} was marked so before; nothing was changed."
    assert await terminal.desk.list(waiting_only=False) == DONE
    assert f"sent, {CARRIER} {NUMBER}" in terminal.said[-1]
    assert not [line for line in terminal.said if RECEIVER in line or PHONE in line or STREET in line]
    assert await terminal.desk.show(number) == DONE
    assert f"To: {RECEIVER}, {PHONE}, {STREET}" in terminal.said
    assert terminal.faults == []


async def test_what_cannot_be_sent_is_refused_with_a_sentence(
    container: Container, customer: CustomerView, terminal: Terminal
) -> None:
    order = await buy(container, customer)
    number = order.summary.number
    assert await terminal.desk.mark(sent(order)) == WRONG
    assert await terminal.desk.show("F0") == WRONG
    assert terminal.faults == [
        f"order {number}: the customer has not said yet where to send it; nothing was changed.",
        "order F0: there is no such order; nothing was changed.",
    ]
    await give_address(container, customer)
    await give_address(container, customer)
    assert await terminal.desk.mark(sent(order, version=1)) == WRONG
    assert "the customer has changed the address since" in terminal.faults[-1]
    assert await terminal.desk.show(number) == DONE
    assert any(line.startswith("To (address 2): ") for line in terminal.said)
    assert await terminal.desk.mark(sent(order, version=2)) == DONE


async def test_a_file_is_taken_whole_and_again_changes_nothing(
    container: Container, customer: CustomerView, terminal: Terminal, tmp_path: Path
) -> None:
    first, second = await buy(container, customer), await buy(container, customer)
    await give_address(container, customer)
    file = a_file(
        tmp_path,
        f"{first.summary.number.lower()},shipped,{CARRIER},SF1,1",
        f"{first.summary.number},delivered,,,",
        f"{second.summary.number},shipped,{CARRIER},SF2,",
    )
    assert await terminal.desk.take(file) == DONE
    assert await terminal.desk.take(file) == DONE
    assert terminal.said == ["3 marked, 0 known before.", "0 marked, 3 known before."]
    assert await state(container, customer, first) is ShippingState.DELIVERED
    assert await state(container, customer, second) is ShippingState.SHIPPED


async def test_each_fault_of_a_file_is_told_with_line_and_column_and_nothing_is_taken(
    container: Container, customer: CustomerView, terminal: Terminal, tmp_path: Path
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    number = order.summary.number
    file = a_file(
        tmp_path,
        f"{number},shipped,{CARRIER},SF1,",
        f"{number},shipped,{CARRIER},SF1,",
        ",sent,,,",
        f"F1,shipped,,{'x' * 41},eins",
    )
    assert await terminal.desk.take(file) == WRONG
    assert terminal.faults == [
        f"{file}: line 3: order: {number} stands on line 2 already as shipped.",
        f"{file}: line 4: order: must be the number of an order, as `orders list` shows it.",
        f"{file}: line 4: state: must be shipped or delivered.",
        f"{file}: line 5: carrier: must have 1 to 40 characters that can be printed.",
        f"{file}: line 5: number: must have 1 to 40 characters that can be printed.",
        f"{file}: line 5: address: must be a number, as `orders show` says it, or nothing.",
        "nothing of the file was taken.",
    ]
    assert await state(container, customer, order) is ShippingState.WAITING


async def test_a_fault_against_the_books_leaves_everything_as_it_was(
    container: Container, customer: CustomerView, terminal: Terminal, tmp_path: Path
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    number = order.summary.number
    file = a_file(tmp_path, f"{number},shipped,{CARRIER},SF1,7", "F0,delivered,,,")
    assert await terminal.desk.take(file) == WRONG
    assert terminal.faults == [
        f"{file}: line 2: address: {number}: the customer has changed the address since; look at it again with"
        " `orders show`.",
        f"{file}: line 3: order: F0: there is no such order.",
        "nothing of the file was taken.",
    ]
    assert await state(container, customer, order) is ShippingState.WAITING


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "is not UTF-8 text."),
        (b"order,state,carrier\nF1,delivered,", "line 1: the column number is missing"),
        (b'order,state,carrier,number\nF1,delivered,"x,', "line 2: "),
    ],
)
async def test_what_is_no_such_file_is_refused(
    container: Container, terminal: Terminal, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    assert await terminal.desk.take(path) == WRONG
    assert said in terminal.faults[0]


async def test_under_new_keys_addresses_are_what_they_were(
    settings: Settings, container: Container, customer: CustomerView, terminal: Terminal
) -> None:
    await require_own_keys(container.engine, settings)
    first, second = await buy(container, customer), await buy(container, customer)
    await give_address(container, customer)
    assert await terminal.desk.mark(sent(first)) == DONE
    for action in ("rotate", "prune"):
        command = ["keys", action, "--database-url", settings.database_url]
        assert await asyncio.to_thread(main, command) == DONE
    for order in (first, second):
        terminal.forget()
        assert await terminal.desk.show(order.summary.number) == DONE
        assert [line for line in terminal.said if line.endswith(f"{RECEIVER}, {PHONE}, {STREET}")]


async def test_a_shop_that_does_not_deliver_is_told_which_setting_it_is(
    settings: Settings, container: Container
) -> None:
    terminal = Terminal(settings.model_copy(update={"delivers_since": None}))
    assert await terminal.desk.list(waiting_only=False) == WRONG
    assert terminal.faults == ["the shop delivers nothing through here: DELIVERS_SINCE is not set."]
