"""What was not understood is kept masked and sealed, of nobody, for ninety days, and so much a day at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.wiring import Container
from domain import tables as t
from domain.questions import service
from domain.questions.missed import MissedService
from domain.questions.results import MissedGroup
from domain.questions.rules import alike, masked
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("我叫张示例，怎么弄那个", "我叫●,怎么弄那个"),
        ("王先生的单子呢", "●先生的单子呢"),
        ("身份证110101199003070011行不行", "身份证●行不行"),
        ("打我１３８ ００００ ００００这个号", "打我●这个号"),
        ("一三八零零零零零零零零这个号", "●这个号"),
        ("写信到 someone@example.com 好吗", "写信到 ● 好吗"),
        ("看 https://example.com/a?b=1 呢", "看 ● 呢"),
        ("单子 ab12cd34ef 到哪了", "单子 ● 到哪了"),
        ("I am Wang Xiaoming, why", "I am ●, why"),
        ("那 3 个和 500.00 呢", "那 ● 个和 ● 呢"),
        ("换行\n也\x00行", "换行 也 行"),
        ("我叫张三怎么弄", "我叫●怎么弄"),
        ("我叫仝示例，查一下", "我叫●,查一下"),
        ("我妈王秀英的卡怎么弄", "我妈●的卡怎么弄"),
        ("我老婆叫刘芳，能弄吗", "我老婆叫●,能弄吗"),
        ("欧阳示例的单子在哪", "●的单子在哪"),
        ("王有才名下有几个", "●名下有几个"),
        ("王秀英今天弄了那个", "●今天弄了那个"),
        ("我是趙敏的那個呢", "我是●的那個呢"),
        ("李老师说可以", "●老师说可以"),
        ("my name is john smith how do i do that", "my name is ● how do i do that"),
        ("my husband David wants that", "my husband ● wants that"),
        ("wo jiao zhang san zenme nong", "wo jiao ● zenme nong"),
        ("住北京市朝阳区建国路88号3号楼的能送吗", "●的能送吗"),
        ("卡6222020200112230004不行", "卡●不行"),
    ],
)
def test_what_could_tell_whose_it_is_is_hidden(words: str, kept: str) -> None:
    assert masked(words) == kept


@pytest.mark.parametrize(
    "words",
    [
        "白条还款那个怎么弄",
        "高利贷吗你们这是",
        "余额不够那个",
        "周五能不能弄",
        "帮我看看那个",
        "给钱的那个呢",
        "万一还不上那个",
        "我是学生能不能",
        "马上还那个",
        "这里和那里有区别吗",
        "how do i do that with my wife",
    ],
)
def test_what_names_nobody_is_kept_as_it_is(words: str) -> None:
    assert masked(words) == words


@pytest.mark.parametrize(
    "words", ["", "张示例", "欧阳示例", "Wang Xiaoming", "13800000000", "110101199003070011", "？！"]
)
def test_a_name_or_a_number_alone_is_not_kept_at_all(words: str) -> None:
    assert masked(words) is None


def test_a_long_sentence_is_cut() -> None:
    assert len(masked("那个呢" * 2000) or "") <= 200


def test_equal_sentences_differ_in_no_more_than_case_spaces_and_punctuation() -> None:
    assert alike("那个 呢？") == alike("那个呢")
    assert alike("Why ●?") == alike("why●")
    assert alike("那个呢") != alike("这个呢")


@pytest.fixture
def staff(container: Container) -> MissedService:
    return MissedService(container.store, container.clock, container.cipher)


async def test_equal_sentences_are_one_with_their_count(container: Container, staff: MissedService) -> None:
    keep = container.services.questions.keep_missed
    for words in ("那 500 呢？", "那 300 呢", "别的呢"):
        await keep(words, "zh_CN", "ask")
    assert await staff.groups(1) == (
        MissedGroup("那 ● 呢", 2, "zh_CN", "ask"),
        MissedGroup("别的呢", 1, "zh_CN", "ask"),
    )


async def test_a_sentence_is_sealed_and_says_nothing_of_who_wrote_it(container: Container) -> None:
    await container.services.questions.keep_missed("别的呢", "zh_CN", "ask")
    async with container.store.read() as uow:
        (row,) = await uow.questions.missed_since(container.services.today())
    assert "别的呢" not in str(row)
    assert set(t.MissedQuestion.__table__.columns.keys()) == {  # type: ignore[attr-defined]
        "id", "day", "locale", "decision", "words_token",
    }  # fmt: skip


@on_sqlite
async def test_beyond_so_many_a_day_none_is_kept(
    container: Container, staff: MissedService, monkeypatch: pytest.MonkeyPatch, clock: MovableClock
) -> None:
    monkeypatch.setattr(service, "MOST_A_DAY", 2)
    for _ in range(3):
        await container.services.questions.keep_missed("别的呢", "zh_CN", "ask")
    assert (await staff.groups(1))[0].count == 2
    clock.advance(days=1)
    await container.services.questions.keep_missed("别的呢", "zh_CN", "ask")
    assert (await staff.groups(1))[0].count == 1
    assert (await staff.groups(2))[0].count == 3


async def test_after_ninety_days_it_is_gone(
    container: Container, staff: MissedService, clock: MovableClock
) -> None:
    assert await container.services.questions.prune_due() is None
    await container.services.questions.keep_missed("别的呢", "zh_CN", "ask")
    due = await container.services.questions.prune_due()
    assert due is not None
    assert await container.services.questions.prune(due - timedelta(seconds=1)) == 0
    assert await container.prune(due) == {"pruned": 0, "forgotten": 1}
    assert await container.services.questions.prune_due() is None


async def test_ratings_are_summed_those_of_no_use_first(container: Container, staff: MissedService) -> None:
    rate = container.services.questions.rate
    await rate("faq.bill.cutoff", "zh_CN", useful=True)
    await rate("faq.bill.where", "zh_CN", useful=False)
    await rate("faq.bill.where", "en", useful=True)
    rated = [(one.topic, one.useful, one.not_useful) for one in await staff.ratings(1)]
    assert rated == [("faq.bill.where", 1, 1), ("faq.bill.cutoff", 1, 0)]
