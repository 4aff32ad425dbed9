"""Facts for documents. Every name and number here is made up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from pypdf import PdfReader

from domain.documents.results import (
    BoughtLine,
    Breakdown,
    EntryKind,
    Holder,
    Issue,
    PaidInstallment,
    PaidPurchase,
    Purchase,
    RepaymentReceipt,
    SettlementCertificate,
    Statement,
    StatementEntry,
)
from domain.loans.results import Split
from domain.quotes.results import QuoteKind
from tests.support.builders import text

LOCALES = ("zh_CN", "zh_TW", "en")
ISSUE = Issue(
    "HK261205-7KQ4", datetime(2026, 12, 5, 6, 3, 22, tzinfo=UTC), "8F3K-29QX-7M2P-WXYZ", is_demo=True
)
HOLDER = Holder("欧阳**", "1****************1")
PURCHASE = Purchase("20261105-k3m9", text("小米手机 15"), 1, text("示例消费金融"), "400-000-0001")

RECEIPT = RepaymentReceipt(
    HOLDER,
    PURCHASE,
    kind=QuoteKind.BILLS,
    installments=(PaidInstallment(3, date(2026, 12, 4)),),
    periods=12,
    paid_at=datetime(2026, 12, 4, 16, 30, 1, tzinfo=UTC),
    paid=Breakdown(Split(principal_fen=333_25, interest_fen=0, fee_fen=23_99, penalty_fen=18)),
    gateway_reference="sandbox-83jd92k",
)
CERTIFICATE = SettlementCertificate(
    HOLDER,
    PURCHASE,
    principal_fen=3999_00,
    periods=12,
    borrowed_day=date(2026, 11, 5),
    settled_day=date(2027, 11, 3),
    paid=Breakdown(Split(principal_fen=3999_00, interest_fen=0, fee_fen=287_93, penalty_fen=1_61)),
)


def entries(count: int, title: str = "小米手机 15") -> tuple[StatementEntry, ...]:
    """Bills and their repayments in turn, each of an amount of its own."""
    return tuple(
        StatementEntry(
            day=date(2026, 1, 1) + timedelta(days=place // 2),
            kind=EntryKind.REPAYMENT if place % 2 else EntryKind.BILL,
            title=text(title),
            item_count=1,
            amount_fen=1_000_00 + place // 2,
            first_no=place % 12 + 1,
            last_no=place % 12 + 1,
        )
        for place in range(count)
    )


PAID_PURCHASE = PaidPurchase(
    "F260105XYZ",
    (BoughtLine(text("示例手机"), 2, 779_800), BoughtLine(text("软壳"), 1, 5_900)),
    datetime(2026, 1, 5, 2, 0, tzinfo=UTC),
    "SB-2",
)


def statement(lines: tuple[StatementEntry, ...], opening_fen: int = 0) -> Statement:
    return Statement(HOLDER, date(2026, 1, 1), date(2026, 12, 31), opening_fen, lines)


def pages_of(file: bytes) -> list[str]:
    """The text of each page without white space, which says nothing in a PDF."""
    return [squeezed(page.extract_text()) for page in PdfReader(BytesIO(file)).pages]


def squeezed(shown: str) -> str:
    return re.sub(r"\s", "", shown)
