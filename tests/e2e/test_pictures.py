"""Pictures of goods on their cards, for whoever sees rich messages, and by a button for whoever does not."""

from __future__ import annotations

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient


async def _uploads(sandbox: SandboxClient) -> int:
    return sum(
        isinstance(value, dict) and "size" in value
        for request in await sandbox.requests()
        for value in request["payload"].values()
    )


async def test_a_product_is_shown_with_its_picture_which_is_uploaded_once(
    person: Person, sandbox: SandboxClient
) -> None:
    card = await person.open_product()
    assert card.rich_html is not None
    assert '<img src="/sandbox/files/' in card.rich_html
    assert "看图片" not in card.labels
    added = await person.press("加入购物车")
    assert (added.message_id, added.rich_html is not None) == (card.message_id, True)
    for number in (1, 2):  # the same again, then the one below it
        await person.say("/shop")
        listed = await person.press_first()
        assert "<img" in str((await person.press_label(listed.labels[number - 1])).rich_html)
        assert await _uploads(sandbox) == number


async def test_who_reads_plain_text_is_led_to_the_picture(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/language")
    await person.press("纯文字")
    await person.say("/shop")
    await person.press_first()
    card = await person.press_first()
    assert card.rich_html is None
    shown = await person.press("看图片")
    assert "photo" in shown.raw
    assert shown.text.startswith("小米手机 15")
