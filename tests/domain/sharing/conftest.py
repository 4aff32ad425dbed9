"""An owner with a note of a debt elsewhere, and somebody to be asked."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.people import arrive

HUABEI = "花呗 还剩3期 每期100 每月10号"


async def note(container: Container, customer: CustomerView, said: str = HUABEI) -> str:
    draft = await container.services.tracked.begin(customer.id, said)
    assert draft.asking is None
    return (await container.services.tracked.keep(customer.id, draft.draft_id)).bill.bill_id


async def link(container: Container, owner: CustomerView, name: str | None = "小明") -> str:
    """Make a link, or take the one there is; return its secret."""
    await container.services.sharing.invite(owner.id, name)
    own = (await container.services.sharing.page(owner.id)).own
    assert own is not None
    assert own.secret is not None
    return own.secret


async def share(container: Container, owner: CustomerView, watcher: CustomerView) -> str:
    """Let the one watch the other; return the id of it."""
    secret = await link(container, owner)
    return await container.services.sharing.accept(watcher.id, secret, "王芳")


@pytest.fixture
async def owner(container: Container) -> CustomerView:
    customer = await arrive(container)
    await note(container, customer)
    return customer


@pytest.fixture
async def watcher(container: Container) -> CustomerView:
    return await arrive(container, 2)
