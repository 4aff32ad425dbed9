"""Half of a sentence is read in view of the other half, and what asks outweighs what only tells."""

from __future__ import annotations

import pytest

from domain.understanding.reader import open_reader
from domain.understanding.refusals import refuses_to_pay
from domain.understanding.views import in_view_of


@pytest.mark.parametrize(
    ("others", "topic", "meant"),
    [
        (["faq.refund.how"], "faq.plan.rate", "faq.refund.interest"),
        (["faq.early.can"], "faq.plan.compare", "faq.early.worth"),
        (["faq.overdue.grace"], "faq.credit.reported", "faq.credit.overdue"),
        (["faq.card.change"], "faq.plan.fee", None),
        ([], "faq.plan.rate", None),
    ],
)
def test_a_half_means_what_the_other_is_about(others: list[str], topic: str, meant: str | None) -> None:
    assert in_view_of(others, topic) == meant


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("手机不想要了想退 利息呢", ["faq.refund.how", "faq.refund.interest"]),
        ("最近失业实在还不上 能只还本金吗", ["faq.date.negotiate"]),
        ("黑户能分吗 会不会查我征信", ["faq.credit.bad", "faq.credit.inquiry"]),
        ("今天还清逾期的 征信还会有记录吗", ["faq.credit.overdue"]),
    ],
)
def test_what_asks_outweighs_what_only_tells(words: str, topics: list[str]) -> None:
    reading = open_reader().read(words)
    assert [part.topic for part in reading.parts or (reading,)] == topics


@pytest.mark.parametrize(
    ("words", "refuses"),
    [
        ("绑了会不会乱扣钱", False),
        ("是不是下个月就不用还了", False),
        ("要不要扣款", False),
        ("我不会还的", True),
        ("不用扣了", True),
    ],
)
def test_who_asks_whether_does_not_refuse(words: str, refuses: bool) -> None:
    assert refuses_to_pay(words) == refuses
