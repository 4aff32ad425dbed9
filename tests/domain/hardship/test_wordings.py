"""Who asks for a plan in hardship in plain words is understood; who asks something about one is answered as a question."""

from __future__ import annotations

import pytest

from domain.hardship.wordings import wants_a_plan


@pytest.mark.parametrize(
    "said",
    [
        "我想申请个性化分期",
        "帮我办展期",
        "申请个性化还款方案",
        "能不能办个展期吗",
        "我想做重新分期",
    ],
)
def test_who_wants_a_plan_is_understood(said: str) -> None:
    assert wants_a_plan(said)


@pytest.mark.parametrize(
    "said", ["个性化分期是什么", "展期会上征信吗", "我想申请分期", "申请退款", "怎么申请个性化分期"]
)
def test_who_asks_or_wants_something_else_does_not(said: str) -> None:
    assert not wants_a_plan(said)
