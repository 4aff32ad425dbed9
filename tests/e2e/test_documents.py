"""Documents in the chat: a tap brings the file, its code confirms it, and nobody gets another's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bot.documents.samples import pages_of, squeezed
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient, Seen

CODE = re.compile("(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


pytestmark = pytest.mark.bought(12)


async def repaid(person: Person) -> Seen:
    """The receipt of the bill that is to be paid next."""
    await person.say("/repay")
    return await person.press_first()


async def files(person: Person) -> list[Seen]:
    return [message for message in await person.heard() if "document" in message.raw]


async def text_of(person: Person, file: Seen) -> str:
    answer = await person.sandbox.http.get(file.raw["document"]["url"])
    return "".join(pages_of(answer.content))


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_two_taps_bring_one_receipt_whose_code_the_chat_and_the_command_confirm(
    sandbox: SandboxClient, database_url: str, tmp_path: Path, locale: str
) -> None:
    person = await customer(sandbox, locale)
    receipt = await repaid(person)
    await sandbox.press(person.id, person.t("回单"), message_id=receipt.message_id, times=2)
    (file,) = await files(person)
    assert (await person.again(receipt)).text == receipt.text  # the screen stays
    assert file.raw["document"]["file_name"].startswith(person.t("还款回单"))
    actions = await sandbox.requests("sendChatAction")
    assert "upload_document" in {one["payload"]["action"] for one in actions}
    text = await text_of(person, file)
    assert squeezed(person.t("还款回单")) in text
    assert "¥357.24" in text
    assert "张示例" not in text

    stranger = Person(sandbox, 961, locale)
    await stranger.arrive()
    code = code_in(text)
    for typed in (code, code.replace("-", " ").lower(), f"核对{code}"):
        confirmed = (await stranger.say(typed)).text
        assert confirmed.startswith("✅")
        assert "¥357.24" in confirmed
        assert "张**" in confirmed
    assert "✅" not in (await stranger.say(f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}")).text
    async with running("verify", code, "--database-url", database_url, cwd=tmp_path) as command:
        assert await command.exit_code() == 0, command.lines
        assert any("Repaid: 357.24 yuan" in line for line in command.lines)


async def test_a_settled_loan_has_a_certificate_and_an_open_one_has_none(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    assert "您还没有结清的分期" in (await person.say("结清证明")).text
    await person.say("/settle")
    await person.press("今天结清")
    receipt = await person.press_with("确认结清")
    assert {"回单", "结清证明"} <= set(receipt.labels)
    await person.press("结清证明")
    await person.say("/orders")
    await person.press_first()
    order = await person.last()
    assert "结清证明" in order.labels
    (file,) = await files(person)
    text = await text_of(person, file)
    assert "¥3,999.00的分期" in text
    assert "均无欠款" in text
    assert "¥4,022.99" in text

    other = Person(sandbox, 963)
    await other.arrive()
    await other.buy()
    stale = await other.press_data(order.data_of("结清证明"))
    assert "没有找到" in stale.text
    assert await files(other) == []


async def test_a_statement_is_chosen_by_a_button_or_typed(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    await sandbox.move_to("2026-02-10T12:00:00+08:00")
    await repaid(person)
    await person.say("/orders")
    periods = await person.press("对账单")
    assert periods.labels[:2] == ("这个月（2026-02）", "上个月（2026-01）")
    await person.press_label("这个月（2026-02）")
    answered = await person.say("2026-02-01 到 2026-02-09")
    assert "文件已经发给您了" in answered.text
    whole, part = [await text_of(person, file) for file in await files(person)]
    assert "2026-02-01至2026-02-10" in whole
    assert "收到还款" in whole
    assert "期末待还¥0.00" in whole
    assert "期末待还¥357.24" in part
    assert "收到还款" not in part
    assert "这段时间还没到" in (await person.say("对账单 2027年")).text
    assert "没看懂" in (await person.say("对账单 2026-02-31")).text


async def test_words_ask_which_repayment_where_there_are_several(sandbox: SandboxClient) -> None:
    person = await customer(sandbox)
    assert "目前没有已入账的付款" in (await person.say("回单")).text
    await repaid(person)
    assert "文件已经发给您了" in (await person.say("回单")).text
    await repaid(person)
    which = await person.say("还款回单")
    assert "要哪一笔的回单" in which.text
    await person.press_first()
    assert len(await files(person)) == 2


async def test_in_the_middle_of_a_checkout_a_code_is_no_name(sandbox: SandboxClient) -> None:
    applicant = Person(sandbox, 964)
    await applicant.arrive()
    await applicant.reach_name()
    answer = await applicant.say("核对 8F3K-29QX-7M2P-WXYZ")
    assert "没有查到这个验证码" in answer.text
    assert (await applicant.verify()).labels
