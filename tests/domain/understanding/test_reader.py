"""What is read of questions that were never trained on, of several in one sentence, and of what nobody can read."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from domain.understanding.reader import Decision, Reader, open_reader
from domain.understanding.topics import Intent
from tools.understanding.sentences import Question, Slips, read_questions

HERE = Path(__file__).parent
HELD_OUT = read_questions(HERE / "held_out.tsv") + read_questions(HERE / "held_out_typed.tsv")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader()


@pytest.mark.parametrize(("part", "least"), [("K", 0.94), ("R", 0.93), ("T", 0.94)])
def test_questions_never_trained_on_are_understood(reader: Reader, part: str, least: float) -> None:
    asked = [question for question in HELD_OUT if question.part == part]
    assert len(asked) > 150
    readings = [(question, reader.read(question.text)) for question in asked]
    right = [reading.intent.value in question.intents for question, reading in readings]
    assert sum(right) / len(asked) >= least
    named = [any(one.intent.value in q.intents for one in r.candidates) for q, r in readings]
    assert sum(named) / len(asked) >= 0.98


def test_what_is_answered_is_nearly_always_right(reader: Reader) -> None:
    in_scope = [question for question in HELD_OUT if "other" not in question.intents]
    answered = [
        (question, reading)
        for question in in_scope
        if (reading := reader.read(question.text)).decision is Decision.ANSWER
    ]
    assert len(answered) / len(in_scope) >= 0.8
    assert sum(_is_right(question, reading.intent) for question, reading in answered) / len(answered) >= 0.95


def rows_of(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def test_a_wrong_screen_is_rare(reader: Reader) -> None:
    readings = [(question, reader.read(question.text)) for question in HELD_OUT]
    wrong = [
        question.text
        for question, reading in readings
        if reading.decision is Decision.ANSWER and reading.topic and not _is_right(question, reading.intent)
    ]
    assert len(wrong) / len(HELD_OUT) <= 0.05


@pytest.mark.parametrize(("slip", "most"), [("sound", 0.03), ("order", 0.04), ("left out", 0.06)])
def test_a_slip_of_one_character_costs_little(reader: Reader, slip: str, most: float) -> None:
    """The same slips every time: one that sounds alike, two neighbours changed about, one left out."""
    asked = [question for question in HELD_OUT if len(question.text) > 4 and not question.text.isascii()]
    slips, at = Slips([question.text for question in asked], seed=99), Random(3)

    def slipped(text: str) -> str:
        place = at.randrange(len(text) - 1)
        if slip == "sound":
            return slips.swapped(text) or text
        if slip == "order":
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return text[:place] + text[place + 1 :]

    before = sum(_is_right(question, reader.read(question.text).intent) for question in asked)
    after = sum(_is_right(question, reader.read(slipped(question.text)).intent) for question in asked)
    assert (before - after) / len(asked) <= most


def test_a_crisis_is_always_seen_a_fraud_nearly_always_and_what_only_sounds_so_hardly_ever(
    reader: Reader,
) -> None:
    taken = {"crisis": 0, "fraud": 0, "none": 0}
    rows = rows_of("held_out_grave.tsv")
    for kind, text in rows:
        topic = reader.read(text).topic or ""
        is_fraud = topic in ("faq.fraud", "screen.not_mine")
        seen = {"crisis": topic == "faq.crisis", "fraud": is_fraud}
        taken[kind] += seen.get(kind, topic not in ("faq.crisis", "faq.fraud"))
    count = {kind: sum(row[0] == kind for row in rows) for kind in taken}
    assert taken["crisis"] == count["crisis"]
    assert taken["fraud"] / count["fraud"] >= 0.9
    assert taken["none"] / count["none"] >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "我把遗嘱立好了", "头孢配酒", "等着给我收尸", "今晚就结束了", "zi wo liao duan", "拿我的命去抵债", "厌世",
        "爸妈对不起 儿子不孝", "怎么走才没有痛苦", "im done with life", "im going to jump",
        "我这种人应该消失", "冇命还俾你哋", "不想话了",
        "爸妈对不起 儿子不孝", "怎么走才没有痛苦", "im done with life", "燃气都拧开了",
        "there is no purpose for me to live", "i want to disappear forever",
    ],
)  # fmt: skip
def test_a_crisis_is_seen_in_whatever_words(reader: Reader, text: str) -> None:
    assert reader.read(text).topic == "faq.crisis"


@pytest.mark.parametrize(
    "text",
    [
        "注销校园贷账户", "直播会员不取消每月扣800", "先转我再给你贷",
        "钱打过去人没了", "对方不让我挂电话", "有民警加了我qq", "解冻金",
        "要我把卡借给他走账", "让我还到一个叫王某的个人账户", "分期买手机换现金", "they want me to buy gift cards",
        "要我手机收到的那串数字", "他能报出我的身份证号",
        "叫我去提款机解除十二期", "让我马上转不然就来抓人", "陌生人发的链接叫我重新绑卡", "有人说给钱就能提额",
        "i sent money to a scammer", "a guy can erase my credit record for 400 yuan", "让我把存款挪到保护户头",
        "有人花钱收我的实名微信", "对方叫我一个人在宾馆等电话", "买家让我扫码开通担保", "照她说的点完卡里只剩几毛",
        "他拿录像逼我转钱", "群里导师带单爆仓了", "黑客说能追回来先收费", "领养小狗交了钱就拉黑我",
        "they want tax before i can withdraw", "i'm being blackmailed",
        "同乡想借我的身份证分期拿个手机", "用我名字贷的车让老板开走了", "字是我签的 钱是他拿的", "中介说给我包装成公务员",
        "工资证明都替我编好了", "他教我跟你们撒谎", "花点钱征信就能抹干净", "先垫一笔 到时候一起退我", "不充会员就下不来款",
        "码是群里发的 一扫就跳到贷款", "一步步教我点 钱最后进了他的卡", "让我别去问官方", "先打过去验资 验完就还我",
        "充五百返八百", "看视频领钱 但要先买会员", "短信链接让我重新填信用卡", "用我额度买机器他每期还 给我好处",
        "他们能给我弄假的在职证明", "借我的实名用用 一个月给五百",
    ],
)  # fmt: skip
def test_a_fraud_is_seen_in_whatever_words(reader: Reader, text: str) -> None:
    assert reader.read(text).topic == "faq.fraud"


@pytest.mark.parametrize(
    "text",
    [
        "跳楼价的手机还有吗", "笑死我了", "累死了", "社死现场", "死亡证明怎么交", "我哥过世了 账谁还", "准备跳槽",
        "你们公司的安全账户吗", "验证码收不到", "客服会问我要验证码吗", "刷卡流水在哪看", "为什么要我共享位置",
        "提额要收费吗", "我死也不会逾期的", "没活干手头紧", "给个收款账号我转", "续航活不过半天", "我没钱了真的",
        "要死 又忘还了", "想解脱债务 提前结清", "等死了 退款多久", "能去提款机还款吗",
        "网上说能修复征信是真的吗", "包装盒破了能退吗", "室友帮我垫上了 我回头给他", "手机送人 用我的名字分期行吗",
        "助学贷款会影响分期吗", "要不要交费才能激活", "救救我 手滑选错了", "商家倒闭了分期怎么办",
        "房东催我把房租转到他卡里", "手机这期我先给两百行吧",
        "买房银行要我开那个结清的证明 咋整", "充值有优惠吗", "收入证明怎么开",
    ],
)  # fmt: skip
def test_what_only_sounds_grave_is_not_taken_for_it(reader: Reader, text: str) -> None:
    assert reader.read(text).topic not in ("faq.crisis", "faq.fraud")


def test_a_fraud_told_of_in_few_words_is_no_crisis(reader: Reader) -> None:
    """Where the model is torn and no word speaks of an end, what was done with the money says which it is."""
    for words in ("我好像做了傻事 把码说给别人了", "钱打过去人没了", "套出来的钱让中间人吞了"):
        assert reader.read(words).topic == "faq.fraud"
    assert reader.read("被骗光了 我不想活了").topic == "faq.crisis"


def test_of_two_questions_both_are_nearly_always_found(reader: Reader) -> None:
    rows = rows_of("held_out_two.tsv")
    found = [{one.value for one in reader.read(text).intents} == set(meant.split()) for text, meant in rows]
    assert sum(found) / len(rows) >= 0.8


def test_one_question_is_hardly_ever_taken_for_two(reader: Reader) -> None:
    several = [question.text for question in HELD_OUT if reader.read(question.text).parts]
    assert len(several) / len(HELD_OUT) <= 0.02


def _is_right(question: Question, intent: Intent) -> bool:
    return intent.value in question.intents


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("货退了利息给退不 额度回来不", {"refund_cancel", "limit"}),
        ("拖两天罚几块 银行会知道不", {"overdue", "credit_record"}),
        ("想换卡 顺便把这期还了", {"card_binding_change", "repay_now"}),
        ("找个活人 再看看我额度多少", {"human", "limit"}),
        ("我还有多少额度能分多少期", {"limit", "plan_info"}),
        ("晚还会不会罚钱会不会上征信", {"overdue", "credit_record"}),
        ("逾期两天罚多少会不会上征信", {"overdue", "credit_record"}),
        ("我一共欠多少还有额度剩多少", {"bill_query", "limit"}),
        ("额度还有多少能分24期吗", {"limit", "plan_info"}),
        ("怎么注销账号资料会删吗", {"other"}),
    ],
)
def test_two_questions_are_two(reader: Reader, text: str, intents: set[str]) -> None:
    assert {intent.value for intent in reader.read(text).intents} == intents


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("额度多少怎么提额", ["screen.limit", "faq.limit.raise"]),
        ("下个月还多少几号还", ["screen.amount_due", "screen.due_date"]),
        ("怎么换卡手机号怎么改", ["faq.card.change", "faq.phone.change"]),
        ("退款什么时候到退到哪里", ["faq.refund.when", "faq.refund.where"]),
        ("还有几期没还一共欠多少", ["screen.periods_left", "screen.total_owed"]),
    ],
)
def test_two_questions_about_one_thing_are_two_in_their_order(
    reader: Reader, text: str, topics: list[str]
) -> None:
    assert [part.topic for part in reader.read(text).parts] == topics


def test_of_one_thing_asked_about_another_the_second_question_is_of_both(reader: Reader) -> None:
    read = reader.read("提前结清要多少还完额度会恢复吗")
    assert [part.topic for part in read.parts] == ["screen.settle", "faq.early.limit_back"]


@pytest.mark.parametrize(
    "text", ["还剩几期什么时候还完", "账单是从几号算到几号的", "怎么还不能提前还", "为什么每个月还的不一样多"]
)
def test_what_asks_twice_for_one_thing_is_one_question(reader: Reader, text: str) -> None:
    assert not reader.read(text).parts


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ufffd\ufffd", "。。。", "😀", "\u200b", "qwzx vbnm", "9" * 4096, "啊" * 4096]
)
def test_what_nobody_can_read_is_declined_and_never_answered(reader: Reader, text: str) -> None:
    assert reader.read(text).decision is not Decision.ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "王五 13800138000 北京市朝阳区建国路88号",
        "江苏省南京市公安局家属院3栋",
        "6222020000000000018",
        "欧阳示例",
    ],
)
def test_an_answer_to_a_question_tells_of_no_crisis_and_no_fraud(reader: Reader, text: str) -> None:
    assert reader.read(text).topic not in ("faq.crisis", "faq.fraud")


def test_the_same_words_are_always_read_the_same() -> None:
    from domain.understanding.model import open_model

    text = "我昨天还了怎么今天还显示没还"
    assert Reader(open_model()).read(text) == Reader(open_model()).read(text)
