"""A picture in a message: uploaded once, and where it cannot stand there, a button leads to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.sandbox.server import Sandbox
from handlers.buttons.catalog import OpenCategory, OpenPicture
from handlers.ui.pictures import REMEMBERED, KnownPictures
from handlers.ui.reply import Button, Picture, Reply
from handlers.ui.sending import Sender
from tests.bot.sandbox.conftest import PERSON
from tests.support.bot_api import types, worked_out
from tests.support.pictures import a_jpeg, a_picture
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests

PNG, JPEG = a_picture(640, 320), a_jpeg(600, 300)
LOOK, BACK = Button("看图片", OpenPicture("case")), Button("返回", OpenCategory("phones", 0))


def card(text: str = "手机壳", content: bytes = PNG) -> Reply:
    return Reply(parts=(text,), keyboard=((BACK,),), picture=Picture(content, LOOK))


@pytest.fixture
async def sender(sandbox: Sandbox, people: SandboxClient) -> AsyncIterator[Sender]:
    async with ExtBot("1:sandbox", base_url=f"{sandbox.base_url}/bot") as bot:
        yield Sender(bot)
    check_requests([one for one in await people.requests() if one["status"] == 200])


async def uploads(people: SandboxClient) -> list[dict[str, Any]]:
    """The files that came with requests, in their order."""
    return [
        value
        for request in await people.requests()
        for value in request["payload"].values()
        if isinstance(value, dict) and "size" in value
    ]


async def test_the_picture_stands_above_the_words_with_its_keyboard(
    sender: Sender, people: SandboxClient
) -> None:
    await sender.send(PERSON, card())
    seen = await people.last(PERSON, idle=False)
    assert seen.rich_html is not None
    assert seen.rich_html.startswith('<img src="/sandbox/files/')
    assert (seen.text, seen.labels) == ("手机壳", ("返回",))
    address = seen.rich_html.split('"')[1]
    assert (await people.http.get(address)).content == PNG


async def test_what_the_server_has_is_not_uploaded_again_in_whatever_message(
    sender: Sender, people: SandboxClient
) -> None:
    first = await sender.send(PERSON, card())
    await sender.edit(PERSON, first, card("手机壳，改过"))
    await sender.send(PERSON, card("又一张"))
    await sender.send_picture(PERSON, PNG, "看大图")
    await sender.send_picture(PERSON, JPEG, "另一张")
    await sender.edit(PERSON, first, card("换了图", JPEG))
    assert [(file["file_name"], file["size"]) for file in await uploads(people)] == [
        ("picture.png", len(PNG)),
        ("picture.jpg", len(JPEG)),
    ]


async def test_a_screen_of_words_turns_into_one_with_a_picture_and_back(
    sender: Sender, people: SandboxClient
) -> None:
    shown = await sender.send(PERSON, Reply(parts=("想看哪一类？",)))
    await sender.edit(PERSON, shown, card())
    assert "<img" in str((await people.last(PERSON, idle=False)).rich_html)
    await sender.edit(PERSON, shown, Reply(parts=("想看哪一类？",)))
    seen = await people.last(PERSON, idle=False)
    assert (seen.message_id, seen.text, seen.rich_html) == (shown, "想看哪一类？", None)


async def test_what_the_server_forgot_is_uploaded_anew(sender: Sender, people: SandboxClient) -> None:
    sender.pictures.note(PNG, "gone")
    await sender.send(PERSON, card())
    sender.pictures.note(JPEG, "gone")
    await sender.send_picture(PERSON, JPEG, "看大图")
    assert len(await uploads(people)) == 2
    assert "gone" not in (sender.pictures.id_of(PNG), sender.pictures.id_of(JPEG))


@pytest.mark.parametrize("plain", [True, False])
async def test_where_it_cannot_stand_the_words_come_with_the_way_to_it(
    sender: Sender, people: SandboxClient, plain: bool
) -> None:
    """A customer who chose plain text, and a server that takes no such picture."""
    shown = card(content=PNG if plain else b"no picture at all")
    message_id = await sender.send(PERSON, shown, plain=plain)
    seen = await people.last(PERSON, idle=False)
    assert (seen.text, seen.rich_html, seen.labels) == ("手机壳", None, ("看图片", "返回"))
    await sender.edit(PERSON, message_id, Reply(parts=("x",)))
    await sender.edit(PERSON, message_id, shown, plain=plain)
    assert (await people.last(PERSON, idle=False)).labels == ("看图片", "返回")


async def test_a_picture_of_its_own_that_is_none_is_refused_to_whoever_sends_it(sender: Sender) -> None:
    with pytest.raises(BadRequest):
        await sender.send_picture(PERSON, b"no picture at all", "x")


def test_so_many_pictures_are_remembered_the_newest() -> None:
    known = KnownPictures()
    for number in range(REMEMBERED + 1):
        known.note(b"%d" % number, f"id-{number}")
        known.id_of(b"0")  # in use
    assert known.id_of(b"0") == "id-0"
    assert known.id_of(b"1") is None
    assert known.id_of(b"%d" % REMEMBERED) == f"id-{REMEMBERED}"


# What the sandbox takes


async def rich(people: SandboxClient, html: str, *media: Any) -> dict[str, Any]:
    message = {"html": html, **({"media": list(media)} if media else {})}
    answer = await people.bot("sendRichMessage", chat_id=PERSON, rich_message=message)
    result: dict[str, Any] = answer.json()
    return result


@pytest.mark.parametrize(
    ("html", "media", "said"),
    [
        ('<img src="https://a.cn/x.png"/>', (), "has no picture of the message"),
        ('<img src="tg://photo?id=a"/>', (), "media not found"),
        ('<img src="tg://photo?id=a"/>', ({"id": "b", "media": {"type": "photo"}},), "media not found"),
        ('<img src="tg://photo?id=a"/>', ({"id": "a", "media": {"type": "video"}},), "media not found"),
        ('<img src="tg://photo?id=a"/>', ({"id": "ä", "media": {}},), "identifier is invalid"),
        ('<img src="tg://photo?id=a"/>', ("a",), "can't parse rich message media"),
        (
            '<img src="tg://photo?id=a"/>',
            ({"id": "a", "media": {"type": "photo", "media": "x"}},),
            "wrong file",
        ),
        ("<p><img/></p>", (), "not allowed in a line of text"),
    ],
)
async def test_a_picture_that_is_not_there_is_refused(
    people: SandboxClient, html: str, media: tuple[Any, ...], said: str
) -> None:
    assert said in (await rich(people, html, *media))["description"]


async def test_a_picture_within_details_is_shown_and_typed_as_telegrams(
    sender: Sender, people: SandboxClient
) -> None:
    await sender.send_picture(PERSON, PNG, "x")
    media = {"id": "a", "media": {"type": "photo", "media": sender.pictures.id_of(PNG)}}
    answer = await rich(people, '<details><summary>图</summary><img src="tg://photo?id=a"></details>', media)
    message = worked_out(types.Message).model_validate(answer["result"])
    assert message.rich_message is not None
    assert "<img" in str((await people.last(PERSON, idle=False)).rich_html)


async def test_whatever_a_message_with_a_picture_is_refused_for_its_words_are_shown(
    sender: Sender, people: SandboxClient
) -> None:
    """What Telegram says of a picture it does not take is not known beforehand."""
    await people.fault("400", method="sendRichMessage", times=1)
    await sender.send(PERSON, card())
    assert (await people.last(PERSON, idle=False)).labels == ("看图片", "返回")
