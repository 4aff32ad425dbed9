"""A decision of the staff answers what was asked, says what follows with its price, and how to go on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.cases.types import (
    AGREED_DAYS,
    DECISIONS,
    TOLD_BY_OUTCOME,
    CaseBill,
    CaseKind,
    CaseStatus,
    CaseView,
    Decision,
)
from handlers.buttons.support import WriteToPerson
from handlers.support import answer_views as views
from handlers.ui.i18n import texts_for

T = texts_for("zh_CN")
TODAY = date(2026, 2, 6)
PAIRS = [(kind, decision) for kind, decisions in DECISIONS.items() for decision in decisions]
TOLD = [pair for pair in PAIRS if pair[1] not in TOLD_BY_OUTCOME]
# What an answer to each kind speaks of, and nobody else's does.
ASKED: dict[CaseKind, tuple[str, ...]] = {
    CaseKind.QUESTION: ("您问客服的事",),
    CaseKind.WRONG_AMOUNT: ("金额不对",),
    CaseKind.GOODS: ("没收到货", "已经退货"),
    CaseKind.HARDSHIP: ("手头紧",),
    CaseKind.CARE: ("说出来",),
    CaseKind.FROZEN: ("冻结", "恢复正常"),
    CaseKind.SIGNED_ONLY: ("签约",),
    CaseKind.IN_PERSON: ("是您本人，可以接着下单", "人工核实本人"),
    CaseKind.PHONE: ("手机号",),
    CaseKind.MOVE: ("原来的账号", "搬账号"),
}
ABOUT_A_LOAN = (CaseKind.WRONG_AMOUNT, CaseKind.GOODS, CaseKind.HARDSHIP)


def bill(*, is_late: bool, is_paused: bool) -> CaseBill:
    due = TODAY - timedelta(days=1) if is_late else TODAY + timedelta(days=9)
    return CaseBill(TODAY, "bill", due, 35742, 18, is_late, is_paused)


def answer(
    kind: CaseKind,
    decision: Decision,
    *,
    is_late: bool = True,
    status: CaseStatus = CaseStatus.CLOSED,
) -> str:
    days = AGREED_DAYS.get(decision)
    until = TODAY + timedelta(days=days) if days else None
    about = bill(is_late=is_late, is_paused=days is not None) if kind in ABOUT_A_LOAN else None
    case = CaseView("case", "ABC123", kind, status, "loan", until, None, None, is_decided=True)
    return views.decided(T, case, decision, about).html()


def test_each_kind_and_decision_has_a_sentence_of_its_own() -> None:
    assert set(views.SAID) == set(TOLD)
    said = [answer(*pair) for pair in TOLD]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(("kind", "decision"), TOLD)
def test_what_was_asked_is_answered_and_nothing_else(kind: CaseKind, decision: Decision) -> None:
    said = answer(kind, decision)
    assert any(words in said for words in ASKED[kind])
    others = [
        words for other, of in ASKED.items() if other in ABOUT_A_LOAN and other is not kind for words in of
    ]
    assert [words for words in others if words in said] == []


@pytest.mark.parametrize("is_late", [True, False], ids=["late", "to come"])
@pytest.mark.parametrize(("kind", "decision"), [pair for pair in TOLD if pair[0] in ABOUT_A_LOAN])
def test_what_follows_is_said_with_its_price(kind: CaseKind, decision: Decision, is_late: bool) -> None:
    said = answer(kind, decision, is_late=is_late)
    assert "¥357.42" in said
    assert "¥0.18" in said
    assert ("2月15日" in said) is not is_late
    paused = decision in AGREED_DAYS
    assert ("从明天起照常提醒" in said) is not paused
    if paused:
        assert T.day(TODAY + timedelta(days=AGREED_DAYS[decision]), TODAY) in said


@pytest.mark.parametrize(("kind", "decision"), [*TOLD, *((kind, Decision.ENDED) for kind in DECISIONS)])
def test_one_can_always_go_on_with_the_staff(kind: CaseKind, decision: Decision) -> None:
    case = CaseView("case", "ABC123", kind, CaseStatus.CLOSED, None, TODAY, None, None, is_decided=True)
    shown = views.decided(T, case, decision, None)
    assert WriteToPerson("case") in [button.action for row in shown.keyboard for button in row]


def test_words_that_wait_for_an_answer_are_not_forgotten() -> None:
    open_still = answer(CaseKind.HARDSHIP, Decision.AGREED_30, status=CaseStatus.WAITING)
    assert "客服还会回复您写的话。" in open_still
    assert "客服还会回复" not in answer(CaseKind.HARDSHIP, Decision.AGREED_30)
