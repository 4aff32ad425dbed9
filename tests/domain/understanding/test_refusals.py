"""Who says that money is tight, or that it cannot be paid, is offered help and no way to pay."""

from __future__ import annotations

import pytest

from domain.understanding.normalize import plain
from domain.understanding.refusals import refuses_to_pay


@pytest.mark.parametrize(
    "said",
    [
        "周转不开",
        "最近资金周转不过来",
        "手头有点紧",
        "钱不够周转",
        "还款有困难",
        "经济上遇到点困难",
        "資金周轉不過來",
        "周转困难",
    ],
)
def test_who_is_short_of_money_says_so(said: str) -> None:
    assert refuses_to_pay(plain(said))


@pytest.mark.parametrize(
    "said",
    ["怎么还款", "资金方是谁", "额度周转一下能提吗", "还款日几号", "困难是什么意思", "后面三个月分别还多少"],
)
def test_who_asks_of_something_else_does_not(said: str) -> None:
    assert not refuses_to_pay(plain(said))
