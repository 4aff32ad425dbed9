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


@pytest.mark.parametrize(
    "said",
    [
        "总金额12,000元，分24期，每期本金500",
        "分期付款总金额12,000元，分24期，首期",
        "贷款12,000元分24期",
        "应还总额12,000元，分24期",
        "车贷12,000元，共24期",
        "订单总价12,000元，首付0元，期数24",
        "剩余待还12,000元，剩余24期",
        "待还总额12,000元，剩余24期",
        "手机分期待还12,000元，剩余24期",
        "借款总额12,000元，期限24期",
        "第1/24期，总金额12,000元",
    ],
)
def test_the_whole_of_a_plan_is_no_periods_amount(said: str) -> None:
    (bill,) = read_message(f"【海鸥分期】您的{said}，12月16日还款", TODAY).bills
    assert bill.amount_fen is None
    assert "amount_fen" in bill.unsure


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("借款总金额12,000元，分24期，每期应还545.00元", 545_00),
        ("待还总额12,000元，剩余22期，本期应还545.00元", 545_00),
        ("车贷月供545.00元，共36期", 545_00),
        ("应还545.00元（第2期，共12期）", 545_00),
        ("账单545.00元，可分12期", 545_00),
        ("剩余22期，扣款545元", 545_00),
        ("12月16日待还545元，剩余22期", 545_00),
    ],
)
def test_what_is_said_to_be_a_periods_is_read_beside_the_whole(said: str, fen: int) -> None:
    (bill,) = read_message(f"【海鸥分期】您的{said}，12月16日还款", TODAY).bills
    assert bill.amount_fen == fen


@pytest.mark.parametrize(
    "yuan",
    ["RMB6,431.09", "CNY 6431.09", "￥6,431.09", "人民币 6,431.09", "人民币¥6,431.09", "RMB:6431.09元"],
)
def test_an_amount_is_read_however_its_currency_is_written(yuan: str) -> None:
    (bill,) = read_message(
        f"【招商银行】您的信用卡本期应还{yuan}，最低还款{yuan}，到期还款日12月25日", TODAY
    ).bills
    assert (bill.amount_fen, bill.minimum_fen) == (6_431_09, 6_431_09)


@pytest.mark.parametrize(
    "way_out", ["回T退订", "退订回T", "退订回复TD", "拒收请回复R", "回TD退订", "退订请回N", "不再接收回R"]
)
def test_how_to_be_left_alone_makes_a_bill_no_advertisement_and_an_advertisement_no_bill(
    way_out: str,
) -> None:
    (bill,) = read_message(f"【招联金融】您本期应还413.25元，请按时还款。{way_out}", TODAY).bills
    assert (bill.amount_fen, bill.due_on) == (413_25, None)
    offers = [
        "【360借条】您有一笔20,000元额度待领取，12月5日前有效",
        "【度小满】双12还款有礼，12月12日前还款满1000元立减20元",
        "【云朵贷】借款10,000元，每期还款仅需879元，12月10日前申请",
        "【橙子商城】新机12期，每期299元",
    ]
    assert [read_message(f"{offer}，{way_out}", TODAY).refusal for offer in offers] == [
        NoBill.ADVERTISEMENT
    ] * 4


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("[松果白条] 您的本期账单512.30元，12月9日到期", "松果白条"),
        ("【松果金融】您的松果白条本期账单512.30元，12月9日到期", "松果金融"),
        ("【云麓银行】您本期应还512.30元，12月9日到期，请确保招商银行卡余额充足", "云麓银行"),
        ("您12月的学费分期512.30元将于12月15日扣款，请备足余额。——启明教育", "启明教育"),
        ("您12月的学费分期512.30元将于12月15日扣款 —启明教育", "启明教育"),
        ("启明教育：您12月的学费分期512.30元将于12月15日扣款", "启明教育"),
        ("【招商银行上海分行】您的贷款本期应还512.30元，12月9日到期", "招商银行"),
        ("【支付宝】您的花呗本期应还512.30元，12月9日到期", "花呗"),
        ("【卡牛】您的招商银行信用卡本期应还512.30元，12月9日到期", "招商银行"),
        ("【还款提醒】您的京东白条本期应还512.30元，12月9日到期", "京东白条"),
    ],
)
def test_the_name_that_a_sender_signs_with_is_more_than_a_word_that_is_known(text: str, sender: str) -> None:
    (bill,) = read_message(text, TODAY).bills
    assert bill.sender == sender


def test_one_name_in_front_of_several_bills_or_behind_them_is_of_all() -> None:
    listed = "第3/6期应还512.00元，12月3日到期；第1/12期应还430.10元，12月9日到期"
    for text in (f"【还呗】{listed}", f"【海鸥分期】{listed}", f"{listed}【海鸥分期】"):
        bills = read_message(text, TODAY).bills
        assert [(bill.amount_fen, bill.periods) for bill in bills] == [(512_00, 6), (430_10, 12)]
        assert len({bill.sender for bill in bills} - {None}) == 1
        assert None not in {bill.sender for bill in bills}


@pytest.mark.parametrize(
    ("said", "no", "of", "left"),
    [
        ("4/12期 210.99元 1月14日", 4, 12, None),
        ("第4/12期 210.99 1月14日到期", 4, 12, None),
        ("本期应还210.99元，剩余22期，1月14日到期", None, None, 22),
        ("本期应还210.99元，剩余期数：22期，1月14日到期", None, None, 22),
        ("本期应还210.99元，剩余22/24期，1月14日到期", None, 24, 22),
        ("应还210.99元，期数:24，1月14日到期", None, 24, None),
    ],
)
def test_periods_are_read_and_those_that_are_left(
    said: str, no: int | None, of: int | None, left: int | None
) -> None:
    (bill,) = read_message(said, TODAY).bills
    assert (bill.period_no, bill.periods, bill.periods_left) == (no, of, left)
    assert (bill.amount_fen, bill.due_on) == (210_99, date(2027, 1, 14))


def test_what_is_due_next_is_none_of_what_was_paid() -> None:
    (bill,) = read_message(
        "【海尔消金】您11月28日还款709.12元成功，下期还款日12月28日，下期应还800元", TODAY
    ).bills
    assert (bill.kind, bill.amount_fen, bill.due_on) == (BillEvent.PAID, 709_12, None)
    (coming,) = read_message("【海尔消金】您的下期还款日12月28日，下期应还800元", TODAY).bills
    assert (coming.amount_fen, coming.due_on) == (800_00, date(2026, 12, 28))


@pytest.mark.parametrize("whose", ["为他人尾号7788的", "为好友张*的", "为妈妈（尾号2210）的", "替李女士的"])
def test_what_was_paid_for_somebody_else_is_no_bill_of_ones_own(whose: str) -> None:
    assert read_message(f"【华夏银行】您{whose}信用卡还款1,000.00元已成功", TODAY).bills == ()


def test_traditional_characters_without_a_currency_are_not_yuan_but_of_a_mainland_lender() -> None:
    unknown = "您的信用卡帳單金額3,218元，繳款截止日12月14日"
    assert read_message(unknown, TODAY).refusal is NoBill.FOREIGN_MONEY
    assert read_message(f"【滙豐】{unknown}", TODAY).refusal is NoBill.FOREIGN_MONEY
    for said in (f"【招商銀行】{unknown}", unknown.replace("3,218", "人民幣3,218")):
        (bill,) = read_message(said, TODAY).bills
        assert bill.amount_fen == 3_218_00


def test_what_several_amounts_come_to_is_what_is_due() -> None:
    (bill,) = read_message(
        "【青年公寓】12月租金3,200元、水电费186.5元，合计3,386.5元，请于12月3日前缴纳。", TODAY
    ).bills
    assert bill.amount_fen == 3_386_50


def test_what_changes_later_is_no_bill() -> None:
    text = "【工商银行】您的个人住房贷款利率将于2027年1月1日调整为3.20%，调整后月供4,012.33元。"
    assert read_message(text, TODAY).refusal is NoBill.NOT_A_BILL


def test_two_periods_of_the_same_amount_are_two_bills() -> None:
    bills = read_message("第3期 2026-12-08 ¥412.00 待还\n第4期 2027-01-08 ¥412.00 待还", TODAY).bills
    assert [(bill.period_no, bill.due_on) for bill in bills] == [
        (3, date(2026, 12, 8)),
        (4, date(2027, 1, 8)),
    ]


@pytest.mark.parametrize("no_tail", ["手机号138****1881", "户号****1881", "订单号HT**1881"])
def test_what_is_masked_and_no_card_is_no_cards_tail(no_tail: str) -> None:
    (bill,) = read_message(f"【海鸥分期】您{no_tail}的账单应还128.40元，12月15日到期", TODAY).bills
    assert (bill.card_tail, bill.amount_fen) == (None, 128_40)


@pytest.mark.parametrize(
    ("text", "amount_fen"),
    [
        ("【花呗】12月应还款项782.06元，退款抵扣50.00元后实际应还732.06元，12月10日为还款日。", 732_06),
        ("【京东金融】您的白条账单因退款调整：原应还419.00元，现应还220.00元，还款日12月13日。", 220_00),
    ],
)
def test_what_is_due_after_all_is_read_before_what_was_due_at_first(text: str, amount_fen: int) -> None:
    (bill,) = read_message(text, TODAY).bills
    assert bill.amount_fen == amount_fen


@pytest.mark.parametrize("late", ["逾期3日", "逾期了3日"])
def test_how_many_days_it_is_late_is_no_day_of_a_month(late: str) -> None:
    (bill,) = read_message(f"【平安普惠】您的借款已{late}，逾期本息合计2,460.18元，请立即结清。", TODAY).bills
    assert (bill.kind, bill.amount_fen, bill.due_on) == (BillEvent.OVERDUE, 2_460_18, None)


def test_a_purchase_with_the_debt_of_the_moment_is_no_bill() -> None:
    text = "【华夏银行】尾号5091信用卡11月30日消费560.00元，当前欠款1,760.00元，可用额度18,240元。"
    assert read_message(text, TODAY).bills == ()


def test_a_period_and_all_of_them_may_each_be_called_so() -> None:
    (bill,) = read_message("【海风学堂】课程分期第2期/6期应付980.00元，扣款日12月11日。", TODAY).bills
    assert (bill.period_no, bill.periods, bill.amount_fen) == (2, 6, 980_00)
