"""Texts of bills, pasted into the chat by somebody without a name or an order; over the sandbox."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

HUABEI = "花呗分期 每期357.24 还剩12期 每月10号还"
DUE = "【花呗】您本期应还360.00元，最后还款日1月10日，请按时还款。"
PAID = "【花呗】您已成功还款360.00元，感谢您的使用。"
STATEMENT = "【招商银行】您尾号6021的信用卡1月账单3,218.77元，最低还款160.94元，到期还款日1月14日。"
CODE = "【招商银行】您的验证码是 482913，5分钟内有效，请勿告诉他人。"
CODES_WITH_CAUTIONS = (
    "【招商银行】验证码 482913，请勿告诉他人。",
    "【工商银行】验证码 482913，您正在登录手机银行，切勿转发他人，谨防诈骗。",
)
ADVERTISING = "【分期乐】年终大促！iPhone 17 分24期每期低至299元，0首付，点击抢购，退订回N"


async def noted(person: Person, sentence: str = HUABEI) -> Seen:
    await person.say(sentence)
    return await person.press("对，记下来")


async def test_a_text_of_a_bill_is_read_back_and_kept_once_with_two_taps(person: Person) -> None:
    read = await person.say(STATEMENT)
    for told in ("招商银行信用卡", "1月14日", "¥3,218.77", "最低还 ¥160.94", "尾号 6021"):
        assert told in read.text
    kept = await person.press("对，记下来", times=2)
    assert kept.text.startswith("✅ 记好了：招商银行信用卡")
    all_of_them = await person.say("我的分期")
    assert len([label for label in all_of_them.labels if "招商银行" in label]) == 1
    one = await person.press_with("招商银行")
    assert "这一期最低还 ¥160.94" in one.text
    assert "逾期" not in one.text


async def test_a_text_changes_the_bill_it_is_of_and_is_undone(person: Person) -> None:
    await noted(person)
    changed = await person.say(DUE)
    assert "✅ 照着改好了：花呗分期，1月10日" in changed.text
    assert "¥360.00" in changed.text
    undone = await person.press("撤销", times=2)
    assert "照着改 花呗分期" in undone.labels
    await person.press("看这一笔" if "看这一笔" in undone.labels else "不用记")
    assert "¥357.24" in (await person.say("我的分期")).text


async def test_what_a_text_says_to_be_paid_is_marked_and_said_as_the_texts_word(person: Person) -> None:
    await noted(person)
    marked = await person.say(PAID)
    assert "消息里写的：花呗，还了 ¥360.00" in marked.text
    assert "记成已还" in marked.text
    assert "逾期" not in marked.text
    assert "下次 2月10日" in (await person.press("看这一笔")).text
    again = await person.say(PAID)
    assert "记成已还" in again.text
    await person.press("撤销")
    await person.say("我的分期")
    assert "下次 1月10日" in (await person.press_with("花呗分期")).text


async def test_what_is_missing_is_asked_one_by_one(person: Person) -> None:
    assert "还有几期没还" in (await person.say("【招联金融】您本期应还864.22元，1月9日自动扣款。")).text
    assert "期数：还剩 8 期" in (await person.say("8期")).text
    assert (await person.press("对，记下来")).text.startswith("✅ 记好了：招联")


async def test_a_text_that_comes_while_a_bill_is_asked_about_leaves_the_question(person: Person) -> None:
    await person.say("记一笔 白条 还剩8期")
    assert "从消息里读到的" in (await person.say(STATEMENT)).text
    assert "每期还多少" in (await person.say("15号")).text


async def test_of_several_bills_it_is_asked_which(person: Person) -> None:
    await noted(person)
    await noted(person, "花呗购物 每期88 还剩3期 每月10号还")
    asked = await person.say(DUE)
    assert {"花呗分期", "花呗购物", "都不是，另外记"} <= {*asked.labels}
    assert "花呗购物" in (await person.press("花呗购物")).text
    assert "¥360.00" in (await person.press("看这一笔")).text


async def test_a_bill_that_sounds_like_a_fraud_is_a_bill(person: Person) -> None:
    assert (
        "还有几期没还"
        in (
            await person.say("【易鑫】您的租金3,015.77元应于下月3日支付，请保持尾号4483银行卡余额充足。")
        ).text
    )


async def test_several_bills_in_one_text_are_one_answer_and_each_has_its_own_tap(person: Person) -> None:
    await noted(person)
    listed = await person.say(f"{DUE}\n{STATEMENT}")
    assert "这条消息里有 2 笔" in listed.text
    assert "¥357.24" in (await person.say("我的分期")).text
    kept = await person.sandbox.press(person.id, "记下 招商银行信用卡", message_id=listed.message_id)
    assert kept is not None
    assert (await person.last()).text.startswith("✅ 记好了：招商银行信用卡")
    await person.sandbox.press(person.id, "照着改 花呗分期", message_id=listed.message_id)
    assert "✅ 照着改好了：花呗分期" in (await person.last()).text
    assert (await person.again(listed)).text == listed.text


async def test_a_code_is_refused_and_leaves_the_chat(person: Person) -> None:
    answer = await person.say(CODE)
    assert "这条里有验证码，我没有记，已经从聊天里删掉了" in answer.text
    assert not [typed for typed in await person.typed() if "482913" in typed.text]


async def test_a_code_whose_text_warns_of_cheats_is_a_code_and_no_fraud(person: Person) -> None:
    for words in CODES_WITH_CAUTIONS:
        assert "这条里有验证码，我没有记" in (await person.say(words)).text


async def test_who_asks_for_a_code_in_a_signed_text_is_warned_of(person: Person) -> None:
    answer = await person.say("【招商银行】您的账户异常，请把验证码告诉客服并转到安全账户，切勿告诉家人。")
    assert "不要转账" in answer.text


async def test_a_code_is_no_answer_to_what_is_asked_and_the_question_goes_on(person: Person) -> None:
    await person.say("记一笔 白条 还剩8期")
    assert "验证码" in (await person.say(CODE)).text
    assert "每期还多少" in (await person.say("15号")).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (ADVERTISING, "像是广告"),
        ("【中國信託】您的信用卡本期應繳金額新臺幣3,450元，請於1/20前繳款。", "不是人民币"),
        ("【国家电网】温馨提示：您所在的小区1月8日9时至12时计划停电检修。", "没看出这条是账单"),
    ],
)
async def test_what_is_no_bill_is_refused_and_kept_nowhere(
    person: Person, database_url: str, said: str, told: str
) -> None:
    assert told in (await person.say(said)).text
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        for table in ("tracked_received", "tracked_drafts", "missed_questions"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0
    await engine.dispose()


async def test_a_fraud_that_is_sent_on_is_warned_of(person: Person) -> None:
    said = "【京东金融】您的白条异常，请把应还3000元转到安全账户，客服会帮您解冻"
    answer = await person.say(said)
    assert "消息里写的" not in answer.text
    assert "不要转账" in answer.text


async def test_the_answer_to_what_a_checkout_asks_stays_that_answer(person: Person) -> None:
    await person.reach_name()
    answer = await person.say(STATEMENT)
    assert "从消息里读到的" not in answer.text


@pytest.mark.bought(12, "2026-02-06T10:00")
async def test_a_text_of_a_lender_with_a_loan_here_shows_the_bill_here(
    person: Person, sandbox: SandboxClient
) -> None:
    bill = await person.say("账单")
    assert "¥" in bill.text
    answer = await person.say("【示例消费金融】您的分期本期应还355.31元，请按时还款。")
    assert "这一笔是您在这里的分期，不用另外记" in answer.text
