"""Short sentences that leave no doubt are their topic, however sure the model is; what only resembles them is not."""

from __future__ import annotations

import pytest

from domain.enquiries.rules import says_cash
from domain.enquiries.wordings import topic_said


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("再拖一个礼拜要多交多少", "screen.overdue_cost"),
        ("我逾期了咋办", "screen.overdue_cost"),
        ("五千块的东西分期 一个月大概还几百", "screen.plans"),
        ("两个一起还掉要多少", "screen.settle"),
        ("接下来7天要还多少", "screen.amount_due"),
        ("最近30天还了多少", None),
        ("逾期30天要付多少", None),
        ("多还五百省多少利息", "faq.early.part"),
        ("多还500省多少期", None),
        ("我总共付了多少利息", "screen.cost_paid"),
        ("总共多少利息", None),
        ("我总共省了多少利息", "screen.totals"),
        ("利息一共要给多少 已经给了多少", "screen.totals"),
        ("我都还完了 能看下一共花了多少利息吗", "screen.cost_paid"),
        ("先拿货后付款那种有没有", "screen.deferred"),
        ("先收货再给钱行不行", "screen.deferred"),
        ("出差前能不能提前把下月的先交了", None),
        ("下周出国 能不能提前把下月的先交了", "screen.repay"),
        ("下个月能先不还吗", None),
        ("逾期那期还上了 后面的还照常扣吗", "faq.early.debit_after"),
        ("我还清了怎么还扣我钱", None),
        ("扣款日能改到发工资那天不", "faq.date.change"),
        ("还款日怎么改", None),
        ("我被裁了 怎么办呀", "screen.hardship"),
        ("公司停薪了，分期怎么还", "screen.hardship"),
        ("失业了还能买分期吗", None),
        ("放款机构的客服电话", "faq.lender.who"),
        ("忘了还 还有救吗", "faq.overdue.forgot"),
        ("第一次用怎么开始", "faq.plan.how"),
        ("第一次用 不会还", None),
        ("能先用后付吗", "screen.deferred"),
        ("有没有先享后付的方案", "screen.deferred"),
        ("可以过两个月再开始还吗", "screen.deferred"),
        ("首期可以晚点还吗", "screen.deferred"),
        ("先用后付的订单怎么退", None),
        ("晚点还可以吗", None),
        ("工资够不够还", "screen.income"),
        ("下个月工资够吗", "screen.income"),
        ("发了工资够还账单吗", "screen.income"),
        ("我的工资够还这些吗", "screen.income"),
        ("收入够还吗", "screen.income"),
        ("下月薪水够付房贷和月供吗", None),
        ("工资够不够买手机", None),
        ("工资没发 够不上还款", None),
        ("我前天就还了怎么还催我", "faq.bill.paid_still_shown"),
        ("都付完了 你们还天天催", "faq.bill.paid_still_shown"),
        ("我还没还 怎么催我", None),
        ("一共借了多少 还了多少", "screen.totals"),
        ("我一共还了多少，借了多少", "screen.totals"),
        ("本金和利息各还了多少", "screen.totals"),
        ("提前结清后少付了多少", "screen.totals"),
        ("结清能省多少", None),
        ("借了多少 什么时候还完", None),
    ],
)
def test_a_sentence_that_leaves_no_doubt_is_its_topic(words: str, topic: str | None) -> None:
    assert topic_said(words) == topic


@pytest.mark.parametrize(
    ("words", "is_cash"),
    [
        ("不买东西能直接借两千块现金吗", True),
        ("額度能提現嗎", True),
        ("can i get cash instead", True),
        ("放款一般要多久来着", False),
        ("贷款合同能不能看", False),
        ("借款人写我爸行不", False),
        ("可以用现金还吗", False),
    ],
)
def test_cash_is_asked_for_by_its_name_and_a_loan_of_goods_is_none(words: str, is_cash: bool) -> None:
    assert says_cash(words) is is_cash
