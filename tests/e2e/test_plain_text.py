"""Tables as aligned text, where the customer chose so: in answers, and back again."""

from __future__ import annotations

from tests.support.persons import Person
from tests.support.sandbox_client import Seen


async def plans(person: Person) -> Seen:
    await person.say("/cart")
    await person.say("/shop")
    await person.press_first()
    return await person.press_first()


async def test_a_customer_may_have_tables_as_text_and_as_tables_again(person: Person) -> None:
    assert (await plans(person)).rich_html is not None
    await person.say("/language")
    chosen = await person.press("纯文字")
    assert "✓ 纯文字" in chosen.labels
    plain = await plans(person)
    assert plain.rich_html is None
    assert "¥357.24" in plain.text
    await person.say("/language")
    await person.press("表格")
    assert (await plans(person)).rich_html is not None
