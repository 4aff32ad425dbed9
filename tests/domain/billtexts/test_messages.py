"""A message of a bank or a lender becomes bills, or is refused with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from domain.billtexts.messages import read_message
from domain.billtexts.results import BillEvent, NoBill, Product

TODAY = date(2026, 11, 30)


def test_a_statement_is_read_with_all_it_says() -> None:
    reading = read_message(
        "【招商银行】您尾号1234的信用卡11月账单已出，本期应还人民币1,234.56元，最低还款额123.46元，到期还款日12月25日。"
        "如已还款请忽略。",
        TODAY,
    )
    (bill,) = reading.bills
    assert (bill.kind, bill.sender, bill.product) == (BillEvent.STATEMENT, "招商银行", Product.CARD)
    assert (bill.card_tail, bill.amount_fen, bill.minimum_fen) == ("1234", 1_234_56, 123_46)
    assert bill.due_on == date(2026, 12, 25)
    assert bill.unsure == frozenset()


def test_a_day_of_january_in_december_is_next_year() -> None:
    (bill,) = read_message(
        "【交通银行】您的信用卡账单应还3856.2元，到期还款日1月8日", date(2026, 12, 20)
    ).bills
    assert bill.due_on == date(2027, 1, 8)


def test_a_code_is_refused_before_anything_is_read() -> None:
    text = "【招商银行】验证码382910，您正在还款1,234.56元，到期还款日12月25日"
    assert read_message(text, TODAY).refusal is NoBill.CODE
    assert read_message(text, TODAY).bills == ()


def test_advertising_and_other_money_are_refused_with_their_reason() -> None:
    offer = "【360借条】恭喜您，最高可借20万，日息低至0.02%，点击 t.cn/abc 领取，退订回T"
    assert read_message(offer, TODAY).refusal is NoBill.ADVERTISEMENT
    taiwan = "【玉山銀行】您的信用卡帳單本期應繳總額NT$12,345，繳款截止日2026/12/15"
    assert read_message(taiwan, TODAY).refusal is NoBill.FOREIGN_MONEY


def test_what_is_listed_of_several_lenders_is_several_bills() -> None:
    bills = read_message("花呗12月10日应还326.5元，白条12月15日应还268元，借呗12月20日还1000元", TODAY).bills
    assert [(bill.sender, bill.amount_fen) for bill in bills] == [
        ("花呗", 326_50),
        ("京东白条", 268_00),
        ("借呗", 1_000_00),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "【美团】您的订单支付成功，实付35.60元，感谢使用",
        "【招商银行】您尾号6021信用卡消费支付成功268.00元",
        "【腾讯视频】您的会员已自动续费扣款成功25元",
    ],
)
def test_what_was_bought_is_no_bill_that_was_paid(text: str) -> None:
    assert read_message(text, TODAY).refusal is NoBill.NOT_A_BILL


def test_into_how_many_periods_a_bill_might_be_parted_is_not_how_many_it_has() -> None:
    text = "【建设银行】您的信用卡应还5000元，可分12期，每期手续费30元，还款日12月25日"
    (bill,) = read_message(text, TODAY).bills
    assert (bill.amount_fen, bill.periods) == (5_000_00, None)


def test_a_warning_about_codes_is_no_code() -> None:
    text = "【招商银行】谨防诈骗，切勿向他人透露验证码。您的信用卡账单应还500.00元，到期还款日12月25日"
    (bill,) = read_message(text, TODAY).bills
    assert bill.amount_fen == 500_00


def test_where_there_is_no_amount_only_the_amount_is_asked() -> None:
    (bill,) = read_message("【招商银行】您的信用卡还款日为每月25日", TODAY).bills
    assert (bill.due_on, bill.amount_fen) == (date(2026, 12, 25), None)
    assert bill.unsure == frozenset({"amount_fen"})
