"""Screenshots of bills, as the words on them stand: what is read, and what is none of a bill or a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billtexts.results import NoBill, Origin, PlanDay, ReadBill
from domain.planfiles.pictures import NoBillInPicture, Piece, lines_in, read_picture
from domain.planfiles.results import FileFault, FileRefused

TODAY = date(2026, 1, 5)
HEIGHT = 40


def pieces(lines: Sequence[tuple[str, ...]], tops: Sequence[int] | None = None) -> list[Piece]:
    found = []
    for no, words in enumerate(lines):
        top = 100 * no if tops is None else tops[no]
        found += [
            Piece(each, 300 * at, top + at, 300 * at + 200, top + at + HEIGHT)
            for at, each in enumerate(words)
        ]
    return found


def bill_in(lines: Sequence[tuple[str, ...]], tops: Sequence[int] | None = None) -> ReadBill:
    (bill,) = read_picture(pieces(lines, tops), TODAY).bills
    assert bill.origin is Origin.PICTURE
    return bill


def refusal_of(lines: Sequence[tuple[str, ...]], tops: Sequence[int] | None = None) -> NoBill:
    with pytest.raises(NoBillInPicture) as refused:
        read_picture(pieces(lines, tops), TODAY)
    return refused.value.why


def test_pieces_are_read_line_under_line_and_from_left_to_right() -> None:
    shuffled = sorted(pieces([("甲", "乙", "丙"), ("丁", "戊")]), key=lambda piece: piece.words, reverse=True)
    assert [[piece.words for piece in line] for line in lines_in(shuffled)] == [
        ["甲", "乙", "丙"],
        ["丁", "戊"],
    ]


def test_a_bill_is_read_as_a_text_of_it_is() -> None:
    bill = bill_in(
        [
            ("招商银行信用卡(6021)",),
            ("本期应还金额", "3,218.77元"),
            ("最低还款额", "160.94元"),
            ("到期还款日", "2026-01-14"),
        ]
    )
    assert (bill.sender, bill.card_tail) == ("招商银行", "6021")
    assert (bill.amount_fen, bill.minimum_fen, bill.due_on) == (321_877, 16_094, date(2026, 1, 14))


def test_a_list_of_numbered_periods_is_a_plan() -> None:
    bill = bill_in(
        [
            ("白条还款计划",),
            ("第1期", "2026-01-10", "¥357.24", "已还"),
            ("第2/12期", "2026-02-10", "¥1,357.25", "待还"),
        ]
    )
    assert bill.sender == "京东白条"
    assert bill.plan == (
        PlanDay(1, date(2026, 1, 10), 35_724, paid=True),
        PlanDay(2, date(2026, 2, 10), 135_725, paid=False),
    )


def test_a_period_in_two_lines_is_one_where_they_stand_together() -> None:
    lines: list[tuple[str, ...]] = [
        *(("第1期", "1月10日"), ("应还¥300.00",)),
        *(("第2期", "2月10日"), ("应还¥301.00",)),
        *(("第3期", "3月10日"), ("应还¥302.00",)),
    ]
    near = bill_in(lines, [0, 60, 200, 260, 400, 460])
    assert [(day.due_on, day.amount_fen) for day in near.plan] == [
        (date(2026, 1, 10), 30_000),
        (date(2026, 2, 10), 30_100),
        (date(2026, 3, 10), 30_200),
    ]
    assert refusal_of(lines, [0, 100, 200, 300, 400, 500]) is NoBill.NOT_A_BILL


def test_parts_of_an_amount_are_not_the_amount() -> None:
    bill = bill_in(
        [
            ("微粒贷",),
            ("1月10日", "应还¥1,010.00", "含本金¥1,000.00"),
            ("2月10日", "应还¥1,008.00", "利息¥8.00"),
        ]
    )
    assert [day.amount_fen for day in bill.plan] == [101_000, 100_800]


def test_what_was_bought_is_no_plan() -> None:
    assert (
        refusal_of([("交易明细",), ("1月2日", "超市", "¥35.00"), ("1月3日", "地铁", "¥4.00")])
        is NoBill.NOT_A_BILL
    )


def test_codes_and_other_money_are_refused() -> None:
    assert refusal_of([("【招商银行】",), ("您的验证码是 482913，请勿告诉他人",)]) is NoBill.CODE
    assert (
        refusal_of([("本期应還金額", "新臺幣3,450元"), ("繳款截止日", "2026-01-20")]) is NoBill.FOREIGN_MONEY
    )


def test_a_plan_that_is_over_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read_picture(pieces([("第1期", "2025-10-10", "¥1.00"), ("第2期", "2025-11-10", "¥1.00")]), TODAY)
    assert refused.value.fault is FileFault.OVER


_WORDS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(
        ["第1期", "2026-01-10", "1月10日", "¥357.24", "已还", "待还", "应还", "花呗", "合计", "357.24"]
    ),
)


@given(st.lists(st.tuples(_WORDS, st.integers(0, 900), st.integers(0, 900)), max_size=15))
def test_no_words_on_a_picture_break_the_reader(words: list[tuple[str, int, int]]) -> None:
    found = [Piece(said, left, top, left + 100, top + HEIGHT) for said, left, top in words]
    try:
        read = read_picture(found, TODAY)
    except (NoBillInPicture, FileRefused):
        return
    shown = " ".join(said for said, *_ in words).replace(",", "")
    for bill in read.bills:
        for day in bill.plan:
            assert day.amount_fen is None or f"{day.amount_fen / 100:g}" in shown
