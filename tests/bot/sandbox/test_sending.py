"""Messages of the bot: what arrives, and every refusal in Telegram's own words."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
import telegram

from tests.bot.sandbox.conftest import PERSON
from tests.support.bot_api import types, worked_out
from tests.support.sandbox_client import SandboxClient

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + bytes(16)


def buttons(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def refusal(people: SandboxClient, method: str, **params: Any) -> tuple[int, str]:
    answer = await people.bot(method, **params)
    body = answer.json()
    assert body["ok"] is False
    assert body["error_code"] == answer.status_code
    return answer.status_code, body["description"]


async def sent(people: SandboxClient, method: str = "sendMessage", **params: Any) -> dict[str, Any]:
    answer = (await people.bot(method, **{"chat_id": PERSON, **params})).json()
    assert answer["ok"], answer
    result: dict[str, Any] = answer["result"]
    return result


async def test_a_message_arrives_with_its_markup_and_keyboard(people: SandboxClient) -> None:
    keyboard = buttons(
        [{"text": "还款", "callback_data": "v1:pay", "style": "primary"}],
        [{"text": "网页", "url": "https://a.cn/"}, {"text": "复制", "copy_text": {"text": "6222"}}],
        [{"text": "应用", "web_app": {"url": "https://a.cn/app"}}],
    )
    message = await sent(people, text="<b>¥357.24</b>\n到期", parse_mode="HTML", reply_markup=keyboard)
    seen = await people.last(PERSON, idle=False)
    assert seen.message_id == message["message_id"]
    assert (seen.text, seen.html) == ("¥357.24\n到期", "<b>¥357.24</b>\n到期")
    assert seen.raw["date"] == "2026-01-05T10:00:00+08:00"
    assert seen.raw["keyboard"] == [
        [{"label": "还款", "data": "v1:pay", "style": "primary"}],
        [{"label": "网页", "url": "https://a.cn/"}, {"label": "复制", "copy_text": "6222"}],
        [{"label": "应用", "web_app": "https://a.cn/app"}],
    ]


async def test_answers_are_messages_to_both_client_libraries(people: SandboxClient) -> None:
    markup = buttons([{"text": "x", "callback_data": "x"}])
    answers = [
        await sent(people, text='<b>a</b> <tg-time unix="1770000000">b</tg-time>', parse_mode="HTML"),
        await sent(people, text="x", reply_markup=markup, protect_content=True),
        await sent(people, "sendRichMessage", rich_message={"html": "<p>x <b>y</b></p><hr>"}),
        await sent(people, "sendInvoice", title="t", description="d", payload="p", currency="CNY",
                   provider_token="t", prices=[{"label": "x", "amount": 100}]),
    ]  # fmt: skip
    for answer in answers:
        assert worked_out(types.Message).model_validate(answer).message_id == answer["message_id"]
        parsed = telegram.Message.de_json(answer, None)
        assert parsed.message_id == answer["message_id"]


async def test_parameters_may_come_as_form_fields_or_in_the_address(people: SandboxClient) -> None:
    markup = json.dumps(buttons([{"text": "x", "callback_data": "x"}]))
    form = await people.http.post(
        "/bot1:sandbox/sendMessage", data={"chat_id": PERSON, "text": "a", "reply_markup": markup}
    )
    assert form.json()["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"
    address = await people.http.get("/bot1:sandbox/SENDMESSAGE", params={"chat_id": PERSON, "text": "b"})
    assert address.json()["result"]["text"] == "b"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": 999, "text": "x"}, "chat not found"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": PERSON, "text": "  "}, "message text is empty"),
        ({"chat_id": PERSON, "text": "分" * 4097}, "message is too long"),
        ({"chat_id": PERSON, "text": "<b>x", "parse_mode": "HTML"},
         'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
        ({"chat_id": PERSON, "text": "x", "reply_parameters": {"message_id": 999}},
         "message to be replied not found"),
        ({"chat_id": PERSON, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ],
)  # fmt: skip
async def test_a_message_is_refused_in_telegrams_words(
    people: SandboxClient, params: dict[str, Any], description: str
) -> None:
    assert await refusal(people, "sendMessage", **params) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "x", "callback_data": "分" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "a", "url": "https://a.cn"},
         "can't parse inline keyboard button: exactly one action must be used"),
        ({"text": "x", "callback_data": "a", "style": "loud"},
         "can't parse inline keyboard button: Invalid button style specified"),
        ({"text": "", "callback_data": "a"},
         'can\'t parse inline keyboard button: Field "text" must be of type String'),
        ({"text": "x", "url": "javascript:1"},
         "inline keyboard button URL 'javascript:1' is invalid: Wrong HTTP URL"),
        ({"text": "x", "web_app": {"url": "http://a.cn"}},
         "inline keyboard button Web App URL 'http://a.cn' is invalid: Only HTTPS links are allowed"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)  # fmt: skip
async def test_a_button_is_refused(people: SandboxClient, button: dict[str, Any], description: str) -> None:
    answer = await refusal(people, "sendMessage", chat_id=PERSON, text="x", reply_markup=buttons([button]))
    assert answer == (400, f"Bad Request: {description}")


async def test_callback_data_may_have_64_bytes(people: SandboxClient) -> None:
    await sent(people, text="x", reply_markup=buttons([{"text": "x", "callback_data": "分" * 21 + "x"}]))


async def test_the_text_limit_counts_after_the_markup(people: SandboxClient) -> None:
    message = await sent(people, text=f"<b>{'分' * 4096}</b>", parse_mode="HTML")
    assert len(message["text"]) == 4096


async def test_a_person_who_was_only_introduced_has_no_chat_yet(people: SandboxClient) -> None:
    await people.user(77, first_name="新人")
    assert await refusal(people, "sendMessage", chat_id=77, text="x") == (400, "Bad Request: chat not found")


async def test_a_blocked_chat_is_forbidden_until_unblocked(people: SandboxClient) -> None:
    await people.block(PERSON)
    for method, params in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        assert await refusal(people, method, chat_id=PERSON, **params) == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    await people.unblock(PERSON)
    await sent(people, text="x")


async def test_an_unknown_method_or_token_is_not_found(people: SandboxClient) -> None:
    assert await refusal(people, "sendNothing") == (404, "Not Found")
    assert await refusal(people, "getMe", token="nonsense") == (404, "Not Found")


async def test_a_photo_is_sent_once_and_again_by_its_id(people: SandboxClient) -> None:
    answer = await people.http.post(
        "/bot1:sandbox/sendPhoto",
        data={"chat_id": PERSON, "caption": "<i>图</i>", "parse_mode": "HTML"},
        files={"photo": ("a.png", PNG, "image/png")},
    )
    message = answer.json()["result"]
    photo = worked_out(types.Message).model_validate(message).photo
    assert photo is not None and (photo[0].width, photo[0].height) == (640, 480)
    again = await sent(people, "sendPhoto", photo=photo[0].file_id)
    assert again["photo"] == message["photo"]
    seen = (await people.messages(PERSON, idle=False))[1]
    assert (seen.text, seen.html) == ("图", "<i>图</i>")
    assert (await people.http.get(seen.raw["photo"]["url"])).content == PNG


async def test_what_is_no_picture_is_no_photo(people: SandboxClient) -> None:
    answer = await people.http.post(
        "/bot1:sandbox/sendPhoto", data={"chat_id": PERSON}, files={"photo": ("a.png", b"text", "image/png")}
    )
    assert answer.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_document_can_be_fetched_by_the_person_and_by_the_bot(people: SandboxClient) -> None:
    answer = await people.http.post(
        "/bot1:sandbox/sendDocument",
        data={"chat_id": PERSON, "document": "attach://part"},
        files={"part": ("结清证明.pdf", b"%PDF", "application/pdf")},
    )
    document = answer.json()["result"]["document"]
    assert document["file_name"] == "结清证明.pdf"
    seen = await people.last(PERSON, idle=False)
    assert (await people.http.get(seen.raw["document"]["url"])).content == b"%PDF"
    path = (await people.bot("getFile", file_id=document["file_id"])).json()["result"]["file_path"]
    assert (await people.http.get(f"/file/bot1:sandbox/{path}")).content == b"%PDF"


async def test_a_caption_may_have_1024_characters(people: SandboxClient) -> None:
    answer = await people.http.post(
        "/bot1:sandbox/sendPhoto",
        data={"chat_id": PERSON, "caption": "分" * 1025},
        files={"photo": ("a.png", PNG, "image/png")},
    )
    assert answer.json()["description"] == "Bad Request: message caption is too long"


async def test_a_reply_carries_what_it_replies_to(people: SandboxClient) -> None:
    first = await sent(people, text="问")
    message = await sent(people, text="答", reply_parameters={"message_id": first["message_id"]})
    assert message["reply_to_message"]["text"] == "问"


async def test_the_log_has_every_request_with_its_status(people: SandboxClient) -> None:
    before = (await people.requests())[-1]["n"]
    await sent(people, text="a", reply_markup=buttons([{"text": "x", "callback_data": "x"}]))
    await people.bot("sendMessage", chat_id=999, text="b")
    log = await people.requests(method="sendMessage", since=before)
    assert [(entry["chat_id"], entry["status"]) for entry in log] == [(PERSON, 200), (999, 400)]
    assert log[0]["payload"]["reply_markup"] == buttons([{"text": "x", "callback_data": "x"}])
    assert log[0]["at"] == "2026-01-05T10:00:00+08:00"
