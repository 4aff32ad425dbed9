"""Tables of plans and of bills, as banks, apps and people write them: what is written is read back, and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.billtexts.results import Origin, PlanDay, ReadBill
from domain.planfiles.cells import FIRST_DAY, LAST_DAY, day_of, money_of, paid_of, period_of
from domain.planfiles.reader import MOST_BILLS, read_sheets, read_text_file
from domain.planfiles.results import Column, FileFault, FileReading, FileRefused, LineFault, Row, Sheet
from domain.planfiles.text_files import MOST_ROWS, text_sheet
from domain.quotes.typed_amount import LARGEST_FEN

TODAY = date(2026, 1, 5)
PLAN = "期数,还款日,应还金额\n1,2026-01-10,357.24\n2,2026-02-10,357.24\n3,2026-03-10,357.25\n"
DAYS = [
    PlanDay(1, date(2026, 1, 10), 35_724),
    PlanDay(2, date(2026, 2, 10), 35_724),
    PlanDay(3, date(2026, 3, 10), 35_725),
]


def read(text: str | bytes, name: str = "plan.csv") -> FileReading:
    content = text.encode() if isinstance(text, str) else text
    return read_sheets([text_sheet(content)], name, TODAY)


def plan_of(text: str | bytes) -> list[PlanDay]:
    found = read(text)
    assert found.faults == ()
    (bill,) = found.bills
    return list(bill.plan)


def fault_of(text: str | bytes) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return refused.value.fault


def faults(text: str) -> list[tuple[int, Column | None, LineFault, str | None]]:
    return [(one.line, one.column, one.why, one.said) for one in read(text).faults]


def only(text: str) -> ReadBill:
    (bill,) = read(text).bills
    return bill


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_file_is_read_in_whatever_encoding_it_was_written(encoding: str) -> None:
    assert plan_of(PLAN.encode(encoding)) == DAYS


TRADITIONAL = "期數,繳款日,應繳金額\n" + PLAN.split("\n", 1)[1]
BILL = "【招商银行】您尾号1234的信用卡1月账单已出，应还1,333.67元，到期还款日1月25日。"


@pytest.mark.parametrize(
    "content",
    [TRADITIONAL.encode("cp950"), TRADITIONAL.encode("gbk"), TRADITIONAL.encode("big5hkscs")],
    ids=["Big5", "GBK", "Big5 of Hong Kong"],
)
def test_of_big5_and_gbk_the_one_is_taken_that_makes_words_of_the_bytes(content: bytes) -> None:
    assert plan_of(content) == DAYS


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_lenders_text_that_was_saved_as_a_file_is_read_as_a_text(encoding: str) -> None:
    (bill,) = read_text_file(BILL.encode(encoding), "短信.txt", TODAY).bills
    assert (bill.sender, bill.amount_fen, bill.due_on) == ("招商银行", 133_367, date(2026, 1, 25))
    assert bill.origin is Origin.FILE


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("【招商银行】您的验证码是 384920，请勿告诉他人。", FileFault.NO_TABLE),
        ("今天天气很好", FileFault.NO_TABLE),
        (BILL + "\n" + "。" * 4_096, FileFault.NO_TABLE),  # no message is so long
        ("期数,应还日期,本金,利息\n,,,\n", FileFault.NO_LINE),
    ],
)
def test_a_file_with_neither_a_table_nor_a_bill_is_refused_as_no_table(text: str, fault: FileFault) -> None:
    with pytest.raises(FileRefused) as refused:
        read_text_file(text.encode(), "短信.txt", TODAY)
    assert refused.value.fault is fault


def test_a_table_is_read_as_one_though_words_stand_above_it() -> None:
    assert list(read_text_file(f"{BILL}\n{PLAN}".encode(), "plan.txt", TODAY).bills[0].plan) == DAYS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，", "；", "   "])
def test_whatever_parts_the_cells(separator: str) -> None:
    assert plan_of(PLAN.replace(",", separator)) == DAYS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_whatever_ends_the_lines(end: str) -> None:
    assert plan_of(PLAN.replace("\n", end)) == DAYS


@pytest.mark.parametrize(
    "header",
    [
        "期次,应还日期,本期应还",
        "期数,到期日,每期金额(元)",
        "第几期,日期,金额",
        "還款期數,還款日,應還金額",
        "期号,约定还款日,应还总额",
        "期数,扣款日期,月供",
        "序号,还款日期,还款金额（元）",
        "期序,应还款日,应还本息",
        "Period,Due Date,Amount Due",
    ],
)
def test_columns_are_known_by_many_names(header: str) -> None:
    assert plan_of(PLAN.replace("期数,还款日,应还金额", header)) == DAYS


def test_the_amount_is_what_is_due_and_no_part_of_it_and_nothing_that_is_left() -> None:
    text = (
        "期数,应还日期,剩余本金,应还本金,应还利息,应还金额,状态\n"
        "1,2026-01-10,3000.00,1000.00,10.00,1010.00,未还\n2,2026-02-10,2000.00,1000.00,8.00,1008.00,未还\n"
    )
    found = only(text)
    assert [day.amount_fen for day in found.plan] == [101_000, 100_800]
    assert found.principal_fen == 200_000


def test_principal_and_interest_without_a_sum_come_to_it() -> None:
    text = "期数,日期,本金,利息\n1,2026-01-10,1000.00,10.00\n2,2026-02-10,1000.00,0\n"
    assert [day.amount_fen for day in plan_of(text)] == [101_000, 100_000]


def test_a_table_without_a_header_is_known_by_what_stands_in_it() -> None:
    assert plan_of(PLAN.split("\n", 1)[1]) == DAYS
    assert plan_of("2026-01-10 357.24 未还\n2026-02-10 357.24 未还\n") == [
        PlanDay(1, date(2026, 1, 10), 35_724, paid=False),
        PlanDay(2, date(2026, 2, 10), 35_724, paid=False),
    ]


def test_where_one_column_is_the_sum_of_the_others_it_is_the_amount_else_none_is_guessed() -> None:
    rows = "1,2026-01-10,1000.00,10.00,1010.00\n2,2026-02-10,1000.00,8.00,1008.00\n"
    assert [day.amount_fen for day in plan_of(rows)] == [101_000, 100_800]
    assert fault_of("1,2026-01-10,1000.00,10.00\n2,2026-02-10,1000.00,8.00\n") is FileFault.AMBIGUOUS


def test_words_above_and_below_the_table_are_none_of_its_lines() -> None:
    text = f"招商银行个人贷款还款计划表\n打印日期：2026-01-05\n\n{PLAN}\n备注：以实际扣款为准\n"
    found = read(text)
    assert found.faults == ()
    assert found.bills[0].sender == "招商银行"
    assert list(found.bills[0].plan) == DAYS


def test_a_sum_below_is_no_period_and_told_where_it_is_another() -> None:
    assert read(f"{PLAN}合计,,1071.73\n").total_fen is None
    assert read(f"{PLAN}合计,,1071.74\n").total_fen == 107_174


def test_what_is_paid_is_so_and_of_what_is_not_said_nothing_is() -> None:
    text = "期数,还款日,应还金额,状态\n1,2025-12-10,100,已还清\n2,2026-01-10,100,待还\n3,2026-02-10,100,\n"
    assert [day.paid for day in plan_of(text)] == [True, False, None]


def test_a_plan_without_days_has_numbers_and_amounts() -> None:
    assert plan_of("期数,月供\n1,100.00\n2,101.00\n") == [PlanDay(1, None, 10_000), PlanDay(2, None, 10_100)]


def test_a_period_says_of_how_many_it_is() -> None:
    found = only("期数,还款日,应还金额\n3/12,2026-01-10,100\n4/12,2026-02-10,100\n")
    assert [day.no for day in found.plan] == [3, 4]
    assert found.periods == 12


def test_the_newest_first_is_numbered_from_the_oldest() -> None:
    text = "还款日,应还金额\n2026-03-10,3\n2026-02-10,2\n2026-01-10,1\n"
    assert [(day.no, day.amount_fen) for day in plan_of(text)] == [(1, 100), (2, 200), (3, 300)]


def test_days_without_a_year_follow_each_other() -> None:
    text = "还款日,应还金额\n11月10日,1\n12月10日,1\n1月10日,1\n2月10日,1\n"
    assert [day.due_on for day in plan_of(text)] == [
        date(2025, 11, 10),
        date(2025, 12, 10),
        date(2026, 1, 10),
        date(2026, 2, 10),
    ]


def test_each_fault_is_told_by_line_and_column_and_its_line_left_out() -> None:
    text = (
        "期数,还款日,应还金额\n1,2026-01-10,abc\n2,2026-02-30,100\n3,,100\n4,2026-04-10,\n5,2026-05-10,0\n"
        "6,2026-06-10,-5\nx,2026-07-10,100\n8,2026-08-10,99999999999\n9,2026-09-10,100\n9,2026-10-10,100\n"
        "11,2026-09-01,100\n12,2026-12-10,1,333.67\n13,2027-01-10,100\n"
    )
    assert faults(text) == [
        (2, Column.AMOUNT, LineFault.UNREAD, "abc"),
        (3, Column.DUE, LineFault.UNREAD, "2026-02-30"),
        (4, Column.DUE, LineFault.MISSING, None),
        (5, Column.AMOUNT, LineFault.MISSING, None),
        (6, Column.AMOUNT, LineFault.NOTHING_DUE, "0"),
        (7, Column.AMOUNT, LineFault.NOTHING_DUE, "-5"),
        (8, Column.NO, LineFault.UNREAD, "x"),
        (9, Column.AMOUNT, LineFault.TOO_LARGE, "*" * 11),
        (11, Column.NO, LineFault.TWICE, None),
        (12, Column.DUE, LineFault.OUT_OF_ORDER, None),
        (13, None, LineFault.TOO_WIDE, None),
    ]
    assert [day.no for day in only(text).plan] == [9, 13]


def test_a_state_nobody_knows_is_told_and_its_line_stays() -> None:
    text = "期数,还款日,应还金额,状态\n1,2026-01-10,100,???\n2,2026-02-10,100,未还\n"
    assert faults(text) == [(2, Column.STATE, LineFault.UNREAD, "???")]
    assert [day.paid for day in only(text).plan] == [None, False]


def test_numbers_that_are_nobodys_affair_are_not_repeated() -> None:
    text = "期数,还款日,应还金额\n1,2026-01-10,6222021234567890123\n2,2026-02-10,100\n"
    assert all("6222" not in (said or "") for *_, said in faults(text))


def test_several_bills_stand_one_in_each_line_or_with_their_plans() -> None:
    text = (
        "名称,机构,每期金额,还款日,剩余期数\n装修,招商银行,357.24,每月10号,8\n车贷,,2100,15,20\n"
        "花呗,,99,2026-01-09,\n已结清的,,1,1,\n"
    )
    found = read(text)
    assert [(b.called, b.sender, b.amount_fen, b.due_on, b.periods_left) for b in found.bills] == [
        ("装修", "招商银行", 35_724, date(2026, 1, 10), 8),
        ("车贷", None, 210_000, date(2026, 1, 15), 20),
        (None, "花呗", 9_900, date(2026, 1, 9), None),
        ("已结清的", None, 100, date(2026, 2, 1), None),
    ]
    plans = read(
        "名称,期数,还款日,金额\n甲方,1,2026-01-10,1\n,2,2026-02-10,1\n乙方,1,2026-01-11,2\n,2,2026-02-11,2\n"
    )
    assert [(bill.called, len(bill.plan)) for bill in plans.bills] == [("甲方", 2), ("乙方", 2)]


def test_a_bill_that_is_paid_whole_is_told_and_left_out() -> None:
    text = "名称,金额,还款日,状态\n甲方,1,10号,已还\n乙方,2,10号,未还\n"
    assert [bill.called for bill in read(text).bills] == ["乙方"]
    assert faults(text) == [(2, Column.STATE, LineFault.DONE, None)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b" \n\n", FileFault.EMPTY),
        (b"\x00\x01\x02\x03binary", FileFault.WRONG_KIND),
        (b"\xff\xff\xff\xff", FileFault.WRONG_KIND),
        ("今天天气不错\n", FileFault.NO_TABLE),
        ("a,b,c\n1,2,3\n", FileFault.NO_TABLE),
        ("期数,还款日,应还金额\n", FileFault.NO_LINE),
        ("期数,还款日,应还金额\n1,x,y\n", FileFault.NO_LINE),
        ("期数,还款日,应还金额\n1,2025-01-10,1\n2,2025-02-10,1\n", FileFault.OVER),
        ("期数,还款日,应还金额(美元)\n1,2026-01-10,1\n", FileFault.FOREIGN_MONEY),
        ("期数,还款日,应还金额\n1,2026-01-10,HK$100\n2,2026-02-10,100\n", FileFault.FOREIGN_MONEY),
        ("期数,还款日,应还金额\n" + "1,2026-01-10,1\n" * MOST_ROWS, FileFault.TOO_MANY_ROWS),
        (
            "名称,金额,还款日\n" + "".join(f"第{no}家,1,10号\n" for no in range(MOST_BILLS + 1)),
            FileFault.TOO_MANY_BILLS,
        ),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(text: str | bytes, fault: FileFault) -> None:
    assert fault_of(text) is fault


@pytest.mark.parametrize(
    "said",
    ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "20260105", "２０２６年１月５日", "2026-01-05 00:00:00",
     "2026年1月5日（周一）", "46027", Decimal(46027), Decimal("46027.5"), Decimal(20260105), date(2026, 1, 5)],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(said: str | Decimal | date) -> None:
    found = day_of(said, TODAY)
    assert found is not None
    assert found.on == TODAY


@pytest.mark.parametrize(
    "said", ["05/01/2026", "1/5/26", "2026-13-01", "2026-01-05至2026-02-04", "abc", "", "1899-01-01"]
)
def test_what_may_be_two_days_or_none_is_none(said: str) -> None:
    assert day_of(said, TODAY) is None


@pytest.mark.parametrize(
    "said",
    ["1,333.67", "1333.67元", "￥1,333.67", "¥ 1333.67", "１，３３３．６７", "1333.6700", "CNY 1,333.67", "人民币1333.67元",
     Decimal("1333.67"), Decimal("1333.6712345")],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(said: str | Decimal) -> None:
    assert money_of(said) == 133_367


@pytest.mark.parametrize(
    "said",
    ["1333.671", "1 333", "abc", "", "-1", "0", "1-2", Decimal(0), Decimal("1e30"), Decimal("NaN"), None],
)
def test_what_is_no_amount_is_none(said: str | Decimal | None) -> None:
    assert money_of(said) is None


def test_numbers_of_periods_and_states() -> None:
    assert [period_of(said) for said in ("第3期", "3", "3/12", "第三期", Decimal(3), "x", "13/12")] == [
        (3, None), (3, None), (3, 12), (3, None), (3, None), None, None,
    ]  # fmt: skip
    assert [paid_of(said) for said in ("已还", "已结清", "√", "未还", "待还款", "部分还款", "怎么")] == [
        True, True, True, False, False, False, None,
    ]  # fmt: skip


# What is written is read back

_PLANS = st.lists(st.integers(1, LARGEST_FEN), min_size=2, max_size=40).flatmap(
    lambda amounts: st.tuples(
        st.just(amounts),
        st.dates(date(2026, 1, 6), date(2030, 1, 1)),
        st.lists(st.integers(1, 60), min_size=len(amounts), max_size=len(amounts)),
    )
)
_DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")


def _written(fen: int, form: int) -> str:
    plain = f"{fen // 100}.{fen % 100:02}"
    return (plain, f"¥{plain}", f"{plain}元", f'"{fen // 100:,}.{fen % 100:02}"')[form]


@given(
    _PLANS, st.sampled_from(_DAY_FORMS), st.integers(0, 3), st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_whatever_is_written_is_read_back(
    plan: tuple[list[int], date, list[int]], form: str, money: int, encoding: str
) -> None:
    amounts, day, steps = plan
    lines, expected = ["期数,还款日,应还金额"], []
    for no, (fen, step) in enumerate(zip(amounts, steps, strict=True), 1):
        lines.append(f"{no},{day.strftime(form)},{_written(fen, money)}")
        expected.append(PlanDay(no, day, fen))
        day += timedelta(days=step)
    assert plan_of("\n".join(lines).encode(encoding)) == expected


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with contextlib.suppress(FileRefused):
        read(content)


@given(st.integers(0, len(PLAN.encode("gbk")) - 1), st.integers(0, 255))
def test_a_byte_that_is_another_invents_nothing(place: int, byte: int) -> None:
    """A digit that became another digit is what the file says; nothing is read that stands nowhere."""
    content = bytearray(PLAN.encode("gbk"))
    content[place] = byte
    try:
        found = read(bytes(content))
    except FileRefused:
        return
    shown = bytes(content).decode("gb18030", "replace").replace(",", "")
    for day in (day for bill in found.bills for day in bill.plan):
        assert (
            day.amount_fen is None
            or f"{day.amount_fen / 100:g}" in shown
            or f"{day.amount_fen / 100:.2f}" in shown
        )


_CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.decimals(allow_nan=True), st.dates(FIRST_DAY, LAST_DAY),
    st.sampled_from(["期数", "还款日", "应还金额", "名称", "状态", "1", "2026-01-10", "357.24", "已还", "合计"]),
)  # fmt: skip


@example([["还款日", "应还金额"], [Decimal("-693594"), "357.24"]])  # before there were days
@given(st.lists(st.lists(_CELLS, max_size=6), max_size=12))
def test_no_cells_break_the_reader(cells: Sequence[Sequence[object]]) -> None:
    rows = tuple(Row(line, tuple(row)) for line, row in enumerate(cells, 1))  # type: ignore[arg-type]
    try:
        found = read_sheets([Sheet("", rows)], "任意.csv", TODAY)
    except FileRefused:
        return
    assert found.bills
    for bill in found.bills:
        days = [day.due_on for day in bill.plan if day.due_on is not None]
        assert days == sorted(set(days))
        assert all(day.amount_fen is None or 0 < day.amount_fen <= LARGEST_FEN for day in bill.plan)
