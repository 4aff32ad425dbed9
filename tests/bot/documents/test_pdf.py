"""The three documents as PDF files, read back: what stands on the pages is what the facts say."""

from __future__ import annotations

import logging
from datetime import date
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from bot.documents.content import Column, PrintedDocument, PrintedTable
from bot.documents.font import FONT_PATH
from bot.documents.pdf import render
from bot.documents.receipt import receipt_document
from bot.documents.settlement import settlement_document
from bot.documents.statement import statement_document
from domain.documents.results import Breakdown, EntryKind, Holder, Issue, PaidInstallment, StatementEntry
from domain.loans.results import Split
from domain.quotes.results import QuoteKind
from domain.value import replace
from handlers.ui import bill_names
from handlers.ui.i18n import texts_for
from tests.bot.documents.samples import (
    CERTIFICATE,
    HOLDER,
    ISSUE,
    LOCALES,
    PURCHASE,
    RECEIPT,
    entries,
    pages_of,
    squeezed,
    statement,
)
from tests.support.builders import text

every_locale = pytest.mark.parametrize("locale", LOCALES)
COMMON = ("欧阳**", "1****************1", "HK261205-7KQ4", "8F3K-29QX-7M2P-WXYZ", "2026-12-05 14:03:22")


def whole_text(locale: str, document: PrintedDocument) -> str:
    return "".join(pages_of(render(texts_for(locale), document)))


def missing(wanted: tuple[str, ...], found: str) -> list[str]:
    return [part for part in wanted if squeezed(part) not in found]


@every_locale
def test_a_receipt_shows_every_figure_and_name(locale: str) -> None:
    t = texts_for(locale)
    found = whole_text(locale, receipt_document(t, ISSUE, RECEIPT))
    figures = (
        "¥357.42",
        "¥333.25",
        "¥23.99",
        "¥0.18",
        "2026-12-04",
        "2026-12-05 00:30:01",
        "sandbox-83jd92k",
    )
    purchase = ("20261105-k3m9", PURCHASE.title.in_(locale), PURCHASE.lender_name.in_(locale), "400-000-0001")
    words = (t("还款回单"), t("第 %(no)d 期，共 %(periods)d 期", no=3, periods=12))
    assert missing((*COMMON, *figures, *purchase, *words), found) == []


@every_locale
def test_a_settlement_certificate_shows_every_figure_and_name(locale: str) -> None:
    t = texts_for(locale)
    found = whole_text(locale, settlement_document(t, ISSUE, CERTIFICATE))
    figures = ("¥3,999.00", "¥287.93", "¥1.61", "¥4,288.54", "2026-11-05", "2027-11-03")
    purchase = ("20261105-k3m9", PURCHASE.title.in_(locale), PURCHASE.lender_name.in_(locale), "400-000-0001")
    assert (
        missing((*COMMON, *figures, *purchase, t("结清证明"), t("%(periods)d 期", periods=12)), found) == []
    )


@every_locale
def test_a_statement_shows_every_line_with_what_is_open_after_it(locale: str) -> None:
    t = texts_for(locale)
    lines = (
        StatementEntry(date(2026, 3, 5), EntryKind.BILL, text("小米手机 15"), 1, 357_24, 3, 3),
        StatementEntry(date(2026, 3, 8), EntryKind.PENALTY, text("小米手机 15"), 1, 54, 3, 3),
        StatementEntry(date(2026, 3, 8), EntryKind.REPAYMENT, text("小米手机 15"), 1, 300_00, 3, 3),
        StatementEntry(date(2026, 3, 9), EntryKind.RETURN, text("台灯"), 2, 20_00, 1, 1),
    )
    found = whole_text(locale, statement_document(t, ISSUE, statement(lines, opening_fen=12_34)))
    amounts = ("¥12.34", "¥357.24", "¥369.58", "¥0.54", "¥370.12", "¥300.00", "¥70.12", "¥20.00", "¥50.12")
    sums = ("¥357.78", "¥320.00", "2026-01-01", "2026-12-31")
    days = ("2026-03-05", "2026-03-08", "2026-03-09")
    kinds = (t("到期应还"), t("罚息"), t("收到还款"), t("退货冲抵"), text("台灯").in_(locale))
    assert missing((*COMMON, *amounts, *sums, *days, *kinds), found) == []


def test_each_line_of_a_statement_says_what_is_open_after_it() -> None:
    bill, repayment, another = entries(3)
    table = statement_document(
        texts_for("zh_CN"), ISSUE, statement((bill, repayment, another), opening_fen=12_34)
    ).table
    assert table is not None
    assert [row[2:] for row in table.rows] == [
        ("¥1,000.00", "", "¥1,012.34"),
        ("", "¥1,000.00", "¥12.34"),
        ("¥1,000.01", "", "¥1,012.35"),
    ]
    assert table.total is not None
    assert table.total[2:] == ("¥2,000.01", "¥1,000.00", "¥1,012.35")


@every_locale
def test_a_statement_of_400_lines_runs_over_numbered_pages_with_the_heading_on_each(locale: str) -> None:
    t = texts_for(locale)
    lines = entries(400)
    pages = pages_of(render(t, statement_document(t, ISSUE, statement(lines))))
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert squeezed(t("第 %(page)d 页，共 %(pages)d 页", page=number, pages=len(pages))) in page
        assert ISSUE.number in page
    heading = squeezed(t("日期") + t("事项"))
    assert all(heading in page for page in pages[:-1])
    amounts = tuple(f"¥{t.money(entry.amount_fen)[1:]}" for entry in lines)
    assert missing(amounts, "".join(pages)) == []
    assert (
        sum(page.count("¥1,000.07") for page in pages) == 3
    )  # the bill, what is open after it, the repayment


def test_the_total_and_the_closing_part_stand_on_the_last_page() -> None:
    t = texts_for("zh_CN")
    counts = set()
    for size in range(7, 21, 2):
        pages = pages_of(render(t, statement_document(t, ISSUE, statement(entries(size)))))
        assert ISSUE.verification_code in pages[-1]
        assert all(ISSUE.verification_code not in page for page in pages[:-1])
        counts.add(len(pages))
    assert counts == {1, 2}


@every_locale
def test_a_period_in_which_nothing_happened_says_so(locale: str) -> None:
    t = texts_for(locale)
    found = whole_text(locale, statement_document(t, ISSUE, statement((), opening_fen=88_80)))
    assert missing((t("这段时间没有到期的账单，也没有还款。"), "¥88.80", "¥0.00"), found) == []


@every_locale
def test_only_a_demonstration_is_marked_as_one(locale: str) -> None:
    t = texts_for(locale)
    mark = squeezed(t("演示环境开具：借款和还款都是模拟的，本文件没有法律效力。"))
    real = replace(ISSUE, is_demo=False)
    assert mark in whole_text(locale, receipt_document(t, ISSUE, RECEIPT))
    assert mark not in whole_text(locale, receipt_document(t, real, RECEIPT))


def test_equal_facts_give_equal_bytes() -> None:
    t = texts_for("zh_CN")
    first, second = (render(t, receipt_document(t, ISSUE, RECEIPT)) for _ in range(2))
    other = render(t, receipt_document(t, ISSUE, replace(RECEIPT, gateway_reference="sandbox-other")))
    assert first == second != other


def test_the_files_own_times_are_the_documents() -> None:
    t = texts_for("zh_CN")
    about = PdfReader(BytesIO(render(t, receipt_document(t, ISSUE, RECEIPT)))).metadata
    assert about is not None
    assert about.creation_date == ISSUE.issued_at
    assert about.title == "还款回单"


def test_the_font_is_embedded_and_only_what_is_used_of_it() -> None:
    file = render(texts_for("zh_CN"), receipt_document(texts_for("zh_CN"), ISSUE, RECEIPT))
    assert b"/FontFile2" in file
    assert len(file) < 100_000


def test_no_character_of_a_document_comes_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    t = texts_for("zh_CN")
    with caplog.at_level(logging.DEBUG):
        render(t, receipt_document(t, ISSUE, RECEIPT))
    assert caplog.records == []


def test_amounts_stand_in_columns_from_the_right() -> None:
    table = PrintedTable(
        (Column.TEXT, Column.AMOUNT), (2, 1), ("a", "b"), (("x", "¥1.00"), ("y", "¥1,000,000.00"))
    )
    document = PrintedDocument("title", ISSUE.issued_at, (("k", "v"),), table, (("n", "1"),), ())
    ends = right_ends(render(texts_for("en"), document), ("¥1.00", "¥1,000,000.00"))
    assert ends[0] == pytest.approx(ends[1], abs=0.5)


def test_a_document_never_shows_a_whole_name_or_number() -> None:
    for name, number in (("欧阳示例", HOLDER.id_number_mask), (HOLDER.name_mask, "110101199003070011")):
        with pytest.raises(ValueError, match="masked"):
            Holder(name, number)


def test_an_issue_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Issue("1", ISSUE.issued_at.replace(tzinfo=None), "2", is_demo=False)


def test_what_was_repaid_and_went_back_is_what_was_borrowed() -> None:
    with pytest.raises(ValueError, match="all of it"):
        replace(CERTIFICATE, paid=Breakdown(Split(3999_01, 0, 0, 0)))


def test_entries_outside_the_period_or_out_of_order_are_refused() -> None:
    first, second, third = entries(3)
    for lines in ((third, first), (replace(second, day=date(2027, 1, 1)),)):
        with pytest.raises(ValueError, match="in order and inside"):
            statement(lines)


def test_a_line_of_a_table_has_as_many_cells_as_the_table_has_columns() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        PrintedTable((Column.TEXT,), (1,), ("a",), (("x", "y"),))


def right_ends(file: bytes, wanted: tuple[str, ...]) -> list[float]:
    """Where each text of a table ends on the first page, in points: its start and the widths of its glyphs."""
    starts: dict[str, float] = {}

    def note(shown: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        starts.setdefault(squeezed(shown), tm[4])

    PdfReader(BytesIO(file)).pages[0].extract_text(visitor_text=note)
    with TTFont(FONT_PATH, lazy=True) as font:
        names, widths = font.getBestCmap(), font["hmtx"]
        return [
            starts[text] + sum(widths[names[ord(char)]][0] for char in text) * 9.5 / 1000 for text in wanted
        ]


# Payments of other kinds, and the rarer lines


SETTLING = replace(
    RECEIPT,
    kind=QuoteKind.SETTLEMENT,
    installments=tuple(PaidInstallment(no, date(2026, no, 4)) for no in (3, 4, 5)),
    paid=Breakdown(Split(2_000_00, 12_34, 0, 0), prepay_fee_fen=20_00, given_back_fen=5_67),
)


@every_locale
def test_a_receipt_of_several_installments_adds_up_and_names_the_first_and_the_last(locale: str) -> None:
    t = texts_for(locale)
    document = receipt_document(t, ISSUE, SETTLING)
    assert document.table is not None
    assert document.table.total == (t("合计"), "¥2,026.67")
    numbers = t("第 %(first)d 到 %(last)d 期，共 %(periods)d 期", first=3, last=5, periods=12)
    rare = (t("提前还款违约金"), "¥20.00", t("抵掉退回的利息"), "-¥5.67", t("提前全部结清"))
    days = t("%(first)s 至 %(last)s", first="2026-03-04", last="2026-05-04")
    assert missing((numbers, days, *rare, "¥2,026.67"), whole_text(locale, document)) == []


def test_a_receipt_without_a_fee_has_no_line_for_one() -> None:
    t = texts_for("zh_CN")
    document = receipt_document(t, ISSUE, RECEIPT)
    assert document.table is not None
    assert [label for label, _ in document.table.rows] == ["本金", "分期利息", "罚息"]


def test_a_part_prepaid_that_is_of_no_installment_names_none() -> None:
    t = texts_for("zh_CN")
    labels = [
        label
        for label, _ in receipt_document(
            t, ISSUE, replace(RECEIPT, kind=QuoteKind.PREPAYMENT, installments=())
        ).fields
    ]
    assert "还款类型" in labels
    assert not {"期次", "还款日"} & set(labels)


def test_a_certificate_tells_what_went_back_with_the_goods_from_what_was_repaid() -> None:
    t = texts_for("zh_CN")
    returned = replace(CERTIFICATE, paid=Breakdown(Split(2_999_00, 0, 216_00, 0)), returned_fen=1_000_00)
    assert (
        missing(
            ("退货冲抵的本金", "¥1,000.00", "¥3,215.00"),
            whole_text("zh_CN", settlement_document(t, ISSUE, returned)),
        )
        == []
    )
    assert "退货冲抵的本金¥" not in whole_text("zh_CN", settlement_document(t, ISSUE, CERTIFICATE))


@every_locale
def test_every_kind_of_line_has_its_words_and_what_is_early_is_explained(locale: str) -> None:
    t = texts_for(locale)
    day, title = date(2026, 3, 5), text("台灯")
    lines = tuple(
        StatementEntry(day, kind, title, 1, 10_00 + place, *numbers)
        for place, kind in enumerate(EntryKind)
        for numbers in [(2, 4) if kind is EntryKind.EARLY else (None, None)]
    )
    found = whole_text(
        locale,
        statement_document(t, ISSUE, replace(statement(lines, opening_fen=100_00), owed_back_fen=7_77)),
    )
    kinds = tuple(
        t(name)
        for name in ("未到期部分", "收到还款", "退货冲抵", "抵掉退回的利息", "减免", "到期应还", "罚息")
    )
    note = t("「未到期部分」是提前还的，或者退货时冲抵的，当时还没到期，所以当天同时记应还和已还。")
    numbered = t(
        "%(kind)s　%(goods)s　%(bills)s", kind="", goods=title.in_(locale), bills=bill_names.span(t, 2, 4)
    )
    owed_back = (t("应退给您"), "¥7.77")
    assert missing((*kinds, *owed_back, note, numbered.split("　", 1)[-1]), found) == []


@every_locale
def test_every_document_says_how_it_is_verified(locale: str) -> None:
    t = texts_for(locale)
    how = t("姓名和证件号只显示一部分。把验证码发给分期管家，就能核对本文件的编号和内容。")
    for document in (
        receipt_document(t, ISSUE, RECEIPT),
        settlement_document(t, ISSUE, CERTIFICATE),
        statement_document(t, ISSUE, statement(entries(2))),
    ):
        assert how in document.notes
        assert (t("验证码"), ISSUE.verification_code) in document.issue
