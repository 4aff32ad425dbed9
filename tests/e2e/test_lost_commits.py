"""The database commits, and the connection breaks before it says so: nobody knows, and nobody says that it failed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.databases import PostgresDatabases, Shop
from tests.support.installation import Installation
from tests.support.lost_commits import LostCommits, losing_commits
from tests.support.persons import Person

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(postgres_databases: PostgresDatabases, shop: Shop) -> str:
    return postgres_databases.fresh(shop)


@pytest.fixture
async def commits(installation: Installation, database_url: str) -> AsyncIterator[LostCommits]:
    """The assistants of the installation reach the database through a connection that loses commits."""
    async with losing_commits(database_url) as losing:
        installation.environment["DATABASE_URL"] = losing.url
        yield losing


async def test_an_order_whose_commit_was_lost_is_not_said_to_have_failed(
    installation: Installation, commits: LostCommits
) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 51)
        await person.arrive()
        await person.reach_confirmation()
        commits.lose_next("INSERT INTO orders")
        told = await person.press_first()
        assert commits.lost == 1
        assert "没有办成" not in told.text and "可能已经办成了" in told.text, told.text
        assert "12" in (await person.say("/orders")).text


async def test_an_update_whose_writing_down_was_lost_is_answered_without_a_restart(
    installation: Installation, commits: LostCommits
) -> None:
    async with installation.assistant():
        person = Person(installation.sandbox, 52)
        await person.arrive()
        commits.lose_next("INSERT INTO inbox")
        told = await person.say("/help")
        assert commits.lost == 1
        assert "我能帮您做这些" in told.text, told.text
