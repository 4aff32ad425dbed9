"""Photos of an ID card in the chat, the look at the face, and the other ways: read by the real reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.cards.reader import card_reader
from tests.support import id_cards as cards
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.example_catalog import example_text, write_example
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import Seen

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        card_reader() is None, reason="what reads ID cards is not installed (requirements-ocr.txt)"
    ),
]
FRONT = cards.encoded(cards.front(NAME, ADULT))
BACK = cards.encoded(cards.back("2015.03.01-2035.03.01"))


async def send(person: Person, picture: bytes, kind: str = "photo", name: str = "card.jpg") -> Seen:
    mime_type = "image/jpeg" if name.endswith("jpg") else "application/pdf"
    await person.sandbox.send_file(person.id, kind, name, picture, mime_type)
    return await person.last()


async def lenders_ask(database_url: str, folder: Path, needs: str) -> None:
    """From now on the first lender of the example asks for more."""
    catalog = folder / "asking.toml"
    asked = example_text().replace('id = "demo-consumer"\n', f'id = "demo-consumer"\nneeds = {needs}\n', 1)
    write_example(catalog, asked)
    arguments = ("catalog", "import", str(catalog), "--database-url", database_url)
    async with running(*arguments, cwd=folder) as done:
        assert await done.exit_code() == 0, done.lines


async def assert_no_picture_is_left(person: Person) -> None:
    assert not [seen for seen in await person.typed() if "photo" in seen.raw or "document" in seen.raw]


async def test_a_photo_of_the_front_stands_for_typing_and_leaves_the_chat(applicant: Person) -> None:
    assert "人像面" in (await applicant.last()).text
    read = await send(applicant, FRONT)
    assert "照片我读完就删了" in read.text
    assert "张**" in read.text
    assert "1****************1" in read.text
    assert NAME not in read.text
    assert ADULT not in read.text
    assert "有效期到：2035年3月1日" in (await send(applicant, BACK, "document")).text
    await applicant.press("对，就用这些", times=2)
    assert "手机号" in (await applicant.last()).text
    assert "选哪家机构" in (await applicant.say(PHONE)).text
    await assert_no_picture_is_left(applicant)


async def test_what_differs_from_what_was_typed_is_explained(applicant: Person) -> None:
    await applicant.say("李四")
    read = await send(applicant, FRONT)
    assert "照片上的姓名和您输入的不一样" in read.text
    assert "请输入身份证号" in (await applicant.press("不对，重新拍或自己输入")).text
    assert "李*" in (await applicant.last()).text


@pytest.mark.parametrize(
    ("picture", "kind", "name", "said"),
    [
        (b"%PDF-1.7 a card", "document", "card.pdf", "不是照片"),
        (b"PK\x03\x04" + b"0" * 100, "document", "card.jpg", "不是照片"),
        (b"\xff\xd8" + b"0" * 10_000_001, "document", "card.jpg", "太大了"),
        (cards.encoded(cards.no_card()), "photo", "card.jpg", "没有读出"),
        (cards.encoded(cards.back("2005.03.01-2015.03.01")), "photo", "card.jpg", "已经过期"),
    ],
    ids=["pdf", "zip", "20 MB", "cat", "expired"],
)
async def test_another_picture_is_refused_with_the_reason_and_the_question_stands(
    applicant: Person, picture: bytes, kind: str, name: str, said: str
) -> None:
    refused = (await send(applicant, picture, kind, name)).text
    assert said in refused
    assert "也可以不拍照，直接输入姓名。" in refused
    await assert_no_picture_is_left(applicant)
    assert "身份证号" in (await applicant.say(NAME)).text


async def test_what_was_read_is_a_tap_away_where_the_other_side_was_not(applicant: Person) -> None:
    await send(applicant, FRONT)
    assert "看刚才读到的" in (await send(applicant, cards.encoded(cards.no_card()))).labels
    assert "对，就用这些" in (await applicant.press("看刚才读到的")).labels


async def test_photos_faster_than_they_can_be_read_are_asked_to_wait(applicant: Person) -> None:
    said = ""
    for _ in range(
        60
    ):  # on a machine that has much else to do, one more is allowed before the seventh is there
        said = (await send(applicant, b"%PDF", "document", "card.pdf")).text
        if "过一分钟再发" in said:
            break
    assert "过一分钟再发" in said
    await assert_no_picture_is_left(applicant)


async def test_a_lender_that_asks_for_card_and_face_gets_both_and_another_way_is_offered(
    person: Person, database_url: str, tmp_path: Path
) -> None:
    await lenders_ask(database_url, tmp_path, '["card", "face"]')
    await person.reach_lenders(periods=3)
    asked = await person.press_with("示例消费金融")
    assert "要核对身份证照片" in asked.text
    await send(person, FRONT)
    assert "还差国徽面" in (await person.press("对，就用这些")).text
    await send(person, BACK)
    consent = await person.press("对，就用这些")
    assert "不拍、不看、不保存您的脸" in consent.text
    assert "不刷脸，请客服核实" in consent.labels
    page = await person.press("同意，去做人脸核验")
    url = next(button["url"] for row in page.raw["keyboard"] for button in row if "url" in button)
    assert "不会打开摄像头" in (await person.sandbox.http.get(url)).text
    await person.sandbox.http.post(url, data={"said": "no"})
    again = await person.press("看看结果")
    assert "没有通过" in again.text
    again = await person.press("再试一次")
    url = next(button["url"] for row in again.raw["keyboard"] for button in row if "url" in button)
    await person.sandbox.http.post(url, data={"said": "yes"})
    assert re.search("费用|综合融资成本", (await person.press("看看结果")).text)
    await assert_no_picture_is_left(person)


async def test_not_by_face_a_person_of_the_shop_looks(
    person: Person, database_url: str, tmp_path: Path
) -> None:
    await lenders_ask(database_url, tmp_path, '["face"]')
    await person.reach_lenders(periods=3)
    await person.press_with("示例消费金融")
    assert "人工核实的申请已经记下" in (await person.press("不刷脸，请客服核实")).text
    assert "人脸核验" in (await person.press("返回")).text
    staff = Person(person.sandbox, 990_000_000_000)
    await staff.arrive()
    await staff.say("/cases")
    card = next(seen for seen in reversed(await staff.heard()) if "人证相符，已核实" in seen.labels)
    await person.sandbox.press(staff.id, "人证相符，已核实", message_id=card.message_id)
    assert any("客服已经核实是您本人" in seen.text for seen in await person.heard())
