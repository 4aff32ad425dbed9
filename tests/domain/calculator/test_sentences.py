"""What people type about a loan is read as they mean it; what can really be read in two ways is left open."""

from __future__ import annotations

import pytest

from domain.calculator.readings import readings_of
from domain.calculator.results import (
    AT_DRAWDOWN,
    Early,
    Missing,
    Offer,
    OpenKind,
    OpenOffer,
    Problem,
    Understood,
    Way,
)
from domain.calculator.sentences import Lacking, gone_on, is_a_calculation, read_calculation
from domain.calculator.wordings import words_of
from domain.value import replace
from handlers.calculator.views import EXAMPLES
from handlers.ui.i18n import texts_for

PCT = 10**6


def offer(yuan: int, periods: int, way: Way, pct: float) -> Offer:
    return Offer(yuan * 100, periods, way, round(pct * PCT))


EACH, ALL = Way.FLAT_PER_PERIOD, Way.FLAT_TOTAL
LEVEL, PRINCIPAL, INTEREST = Way.EQUAL_INSTALLMENT, Way.EQUAL_PRINCIPAL, Way.INTEREST_ONLY
PLAIN: dict[str, Offer] = {
    "4000 分12期 每期0.6%": offer(4000, 12, EACH, 0.6),
    "４０００　分１２期　每期０．６％": offer(4000, 12, EACH, 0.6),
    "4000块分十二期每期百分之零点六": offer(4000, 12, EACH, 0.6),
    "信用卡账单8000分12期 月手续费率0.66%": offer(8000, 12, EACH, 0.66),
    "3999分24期 月费率0.6%": offer(3999, 24, EACH, 0.6),
    "4000分12期 每期手续费0.6%": offer(4000, 12, EACH, 0.6),
    "4000 over 12 months, 0.6% fee per period": offer(4000, 12, EACH, 0.6),
    "3999, flat 0.6% per month for 12 months": offer(3999, 12, EACH, 0.6),
    "4000分12期手续费7.2%": offer(4000, 12, ALL, 7.2),
    "4000分12期总手续费7.2%": offer(4000, 12, ALL, 7.2),
    "3999 24期 年费率7.2%": offer(3999, 24, ALL, 14.4),
    "等本等息 3999 12期 年利率7.2%": offer(3999, 12, ALL, 7.2),
    "4000 免息 12期": offer(4000, 12, ALL, 0),
    "4000免息12期": offer(4000, 12, ALL, 0),
    "4000 分12期 每期0.6%，前 3 期免手续费": replace(offer(4000, 12, EACH, 0.6), free_periods=3),
    "等额本息 3999 12% 12期 首三期免息": replace(offer(3999, 12, LEVEL, 12), free_periods=3),
    "4000 over 12 months, 0.6% fee per period, first 3 months interest-free": replace(
        offer(4000, 12, EACH, 0.6), free_periods=3
    ),
    "4000 分6期 0利息": offer(4000, 6, ALL, 0),
    "4000 12期 手续费288元": Offer(4000_00, 12, Way.FLAT_AMOUNT, 288_00),
    "4000 12期 每期手续费24元": Offer(4000_00, 12, Way.FLAT_AMOUNT, 288_00),
    "借1万 一共还11200 12期 年化多少": Offer(10_000_00, 12, Way.FLAT_AMOUNT, 1_200_00),
    "1万 分12期 一次性手续费7.2%": offer(10_000, 12, Way.FIRST_BILL, 7.2),
    "1万 砍头息5% 12期": offer(10_000, 12, Way.DRAWDOWN, 5),
    "借2万 36期 每期还680 年化多少": Offer(20_000_00, 36, Way.PAYMENTS, 680_00),
    "10000 in 12 monthly payments of 900, true rate?": Offer(10_000_00, 12, Way.PAYMENTS, 900_00),
    "借2万 36期 每期还680 一共还24480 年化多少": Offer(20_000_00, 36, Way.PAYMENTS, 680_00),
    "贷款5万 36期 月供1600 利息多少": Offer(50_000_00, 36, Way.PAYMENTS, 1_600_00),
    "20000 over 36 months, paying 680 a month, what is the apr": Offer(20_000_00, 36, Way.PAYMENTS, 680_00),
    "等额本息 30万 3.6% 30年": offer(300_000, 360, LEVEL, 3.6),
    "三十万 百分之三点六 三十年 等额本息": offer(300_000, 360, LEVEL, 3.6),
    "30萬 年利率3.6% 30年 本息平均攤還": offer(300_000, 360, LEVEL, 3.6),
    "贷款100万 利率3.1% 30年": offer(1_000_000, 360, LEVEL, 3.1),
    "20万车贷 3年 年化4.5%": offer(200_000, 36, LEVEL, 4.5),
    "12个月利率3.6% 借3999": offer(3999, 12, LEVEL, 3.6),
    "20000, 24 months, 12% apr": offer(20_000, 24, LEVEL, 12),
    "borrow 20k for 3 years at 8% interest": offer(20_000, 36, LEVEL, 8),
    "5万 日息万五 12期": offer(50_000, 12, LEVEL, 18),
    "借呗2万 分12期 日利率万分之四": offer(20_000, 12, LEVEL, 14.4),
    "2万 12期 年利率4厘": offer(20_000, 12, LEVEL, 4),
    "借3万 年息1分 2年": offer(30_000, 24, LEVEL, 10),
    "等额本息 月息6厘 1.2万 12期": offer(12_000, 12, LEVEL, 7.2),
    "等额本息 3999 12期 每期0.6%": offer(3999, 12, LEVEL, 7.2),
    "50万20年4.9%等额本金": offer(500_000, 240, PRINCIPAL, 4.9),
    "3999 12期 月利率1% 等额本金": offer(3999, 12, PRINCIPAL, 12),
    "借3万 1分利 24个月 先息后本": offer(30_000, 24, INTEREST, 12),
    "1万元 按月付息到期还本 年化10% 12个月": offer(10_000, 12, INTEREST, 10),
    "两万五 6期 每期0.5%": offer(25_000, 6, EACH, 0.5),
    "1万2 分6期 每期0.5%": offer(12_000, 6, EACH, 0.5),
    # How long it runs, beside what the rate is counted by
    "日息万四借1万一年": offer(10_000, 12, LEVEL, 14.4),
    "借1万一年 日息万4": offer(10_000, 12, LEVEL, 14.4),
    "1万一年日利率0.04%": offer(10_000, 12, LEVEL, 14.4),
    "借5万 两年 年化15.4%": offer(50_000, 24, LEVEL, 15.4),
    "先息后本 10万 一年 月息8厘": offer(100_000, 12, INTEREST, 9.6),
    "三个月 每期手续费0.6% 3999": offer(3999, 3, EACH, 0.6),
    # Rates of thousandths and ten thousandths
    "万5日息 借2万 6个月": offer(20_000, 6, LEVEL, 18),
    "借2万 6个月 万5": offer(20_000, 6, LEVEL, 18),
    "日息万三点五 3万 半年": offer(30_000, 6, LEVEL, 12.6),
    "等额本息 3万 24期 月利率千分之五": offer(30_000, 24, LEVEL, 6),
    "1万 日息4毫 一年": offer(10_000, 12, LEVEL, 14.4),
    # What a day costs, in money
    "1万块一天5块钱利息 一年": offer(10_000, 12, LEVEL, 18),
    "借2万 每天利息8元 24期": offer(20_000, 24, LEVEL, 14.4),
    # The first periods are free, however it is said
    "3999 分12期 每期0.6% 免手续费前2期": replace(offer(3999, 12, EACH, 0.6), free_periods=2),
    "3999 分12期 每期0.6% 免前3期手续费": replace(offer(3999, 12, EACH, 0.6), free_periods=3),
    "3999 分12期 每期0.6% 前3期手续费免": replace(offer(3999, 12, EACH, 0.6), free_periods=3),
    "3999 分12期 每期0.6% 首期免息": replace(offer(3999, 12, EACH, 0.6), free_periods=1),
    "3999 12期 每期0.6% 免首期手续费": replace(offer(3999, 12, EACH, 0.6), free_periods=1),
    # Kept back when it is paid out, alone and beside another price
    "借1万 砍头息1000 12期": Offer(10_000_00, 12, Way.DRAWDOWN_AMOUNT, 1_000_00),
    "借1万 砍头息1000 12期 每期还 900": Offer(10_000_00, 12, Way.PAYMENTS, 900_00, withheld_fen=1_000_00),
    "借1万到手9000 分12期每期还900": Offer(10_000_00, 12, Way.PAYMENTS, 900_00, withheld_fen=1_000_00),
    "借1万 先扣500 分10期 年化18%": replace(offer(10_000, 10, LEVEL, 18), withheld_fen=500_00),
    "借1万 砍头息5% 12期 年化18%": replace(offer(10_000, 12, LEVEL, 18), withheld_fen=500_00),
    # Paid at once at the end
    "借2000 7天后还2500": Offer(2_000_00, 7, Way.DAYS_AMOUNT, 500_00),
    "借1000 14天 日息1%": offer(1000, 14, Way.DAYS, 360),
    "借1万 用30天 日息万5": offer(10_000, 30, Way.DAYS, 18),
    "借1000 砍头息300 7天还1000": Offer(1_000_00, 7, Way.DAYS_AMOUNT, 0, withheld_fen=300_00),
    "借1万 日利率万分之四 一年 一次性还": offer(10_000, 12, Way.AT_END, 14.4),
    "借1万 一年到期一次性还本付息 年化10%": offer(10_000, 12, Way.AT_END, 10),
    "借1万 一年 年化10% 到期一次性还清": offer(10_000, 12, Way.AT_END, 10),
    "借3万 年利率8% 两年 利随本清": offer(30_000, 24, Way.AT_END, 8),
    "借1万 半年 到期还 利息500": Offer(10_000_00, 6, Way.AT_END_AMOUNT, 500_00),
    "到手9000 分12期每期还900 年化多少": Offer(9_000_00, 12, Way.PAYMENTS, 900_00),
}


@pytest.mark.parametrize(("words", "meant"), PLAIN.items())
def test_a_plain_sentence_is_one_offer(words: str, meant: Offer) -> None:
    assert read_calculation([words]) == Understood((meant,))
    assert is_a_calculation(words)


OPEN: dict[str, OpenKind] = {
    "4000 12期 0.6%": OpenKind.BARE,
    "4000 12期 7.2%": OpenKind.BARE_LARGE,
    "3999分12期手续费0.6%": OpenKind.FEE,
    "等本等息 3999 24期 7.2%": OpenKind.FLAT_YEAR,
    "借一万二 月息6厘 12个月": OpenKind.MONTH,
    "1.5万分6期 每月1.2%": OpenKind.MONTH,
    "4000 over 12 months at 0.6% per month": OpenKind.MONTH,
    "3999 12期 利率0.6%": OpenKind.INTEREST,
    "2万 12期 4厘": OpenKind.LI,
    "等额本息 0.6% 12期 3999": OpenKind.EQUAL_INSTALLMENT,
    "等额本金 0.6% 12期 3999": OpenKind.EQUAL_PRINCIPAL,
    "先息后本 0.6% 12期 3999": OpenKind.INTEREST_ONLY,
    "等额本息 手续费0.6% 12期 3999": OpenKind.FEE_BUT_INSTALLMENT,
    "借5000 30天 利息10%": OpenKind.DAYS,
    "借5000 半年到期还 利息10%": OpenKind.AT_END,
}


@pytest.mark.parametrize(("words", "kind"), OPEN.items())
def test_a_rate_that_can_be_read_in_several_ways_is_left_open(words: str, kind: OpenKind) -> None:
    found = read_calculation([words])
    assert isinstance(found, Understood)
    (one,) = found.offers
    assert isinstance(one, OpenOffer) and one.kind is kind
    assert is_a_calculation(words)


def test_every_kind_of_open_rate_has_several_readings_of_the_same_loan() -> None:
    assert set(OPEN.values()) == set(OpenKind)
    for kind in OpenKind:
        readings = readings_of(OpenOffer(3999_00, 24, kind, 600_000))
        assert len(set(readings)) == len(readings) >= 2
        assert {(one.amount_fen, one.periods) for one in readings} == {(3999_00, 24)}


def test_a_month_and_a_year_of_li_are_told_apart() -> None:
    month, flat, year = readings_of(OpenOffer(20_000_00, 12, OpenKind.LI, 400_000))
    assert [f"{one.pct.normalize()}" for one in (month, flat, year)] == ["4.8", "0.4", "4"]


EARLY: dict[str, Early] = {
    "等额本息 30万 3.6% 30年 第37期后提前还5万": Early(37, 50_000_00),
    "借2万 12期 年化18% 第6期后一次性还清": Early(6, None),
    "50万元 15年 等额本息 年利率3.3%，还到第60期一次性结清": Early(60, None),
    "房贷120万，30年，利率3.25%，还了5年后提前还20万，缩短年限": Early(60, 200_000_00),
    "20万元 5年 年利率5%，还了24期后还5万本金": Early(24, 50_000_00),
    "10万 年利率4.2% 3年 12期后提前还2万": Early(12, 20_000_00),
    "300000 at 3.6% a year for 30 years, prepay 50000 after payment 37": Early(37, 50_000_00),
    "30萬 3.6% 30年 本息平均攤還 第37期後提前繳5萬": Early(37, 50_000_00),
    "30萬 3.6% 30年 本息平均攤還 第37期後清償": Early(37, None),
}


@pytest.mark.parametrize(("words", "early"), EARLY.items())
def test_what_is_paid_early_is_told_from_the_loan(words: str, early: Early) -> None:
    found = read_calculation([words])
    assert isinstance(found, Understood)
    assert found.early == early
    assert found.offers[0].amount_fen != early.amount_fen


def test_two_offers_share_what_only_one_of_them_names() -> None:
    found = read_calculation(["3999分12期每期0.6%和等额本息年化18%哪个划算"])
    assert found == Understood((offer(3999, 12, EACH, 0.6), offer(3999, 12, LEVEL, 18)))
    later = read_calculation(["每期0.6% vs 等额本息年化18% 3999 12期"])
    assert later == found


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (
            "30万 30年 3.6% 等额本息和等额本金哪个划算",
            (offer(300_000, 360, LEVEL, 3.6), offer(300_000, 360, PRINCIPAL, 3.6)),
        ),
        ("12期和24期哪个划算 4000 每期0.6%", (offer(4000, 12, EACH, 0.6), offer(4000, 24, EACH, 0.6))),
        (
            "6000 12期 每期手续费0.5% 和 6000 6期 免息 哪个好",
            (offer(6000, 12, EACH, 0.5), offer(6000, 6, ALL, 0)),
        ),
        (
            "4000 in 12 installments with a 0.6% fee per period vs 18% apr",
            (offer(4000, 12, EACH, 0.6), offer(4000, 12, LEVEL, 18)),
        ),
    ],
)
def test_two_offers_are_told_apart(words: str, meant: tuple[Offer, Offer]) -> None:
    assert read_calculation([words]) == Understood(meant)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("每期0.6% 12期", Missing.AMOUNT),
        ("等额本息 30万 3.6%", Missing.PERIODS),
        ("4000 12期", Missing.RATE),
        ("等额本息 30万 3.6% 30年 提前还5万", Missing.AFTER),
        ("等额本息 30万 3.6% 30年 第37期后提前还", Missing.PART),
    ],
)
def test_what_is_missing_is_asked_for_and_never_made_up(words: str, missing: Missing) -> None:
    found = read_calculation([words])
    assert isinstance(found, Lacking)
    assert found.what is missing


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("今天天气不错", Problem.NOTHING),
        ("4000 5000 12期 每期0.6%", Problem.SEVERAL_AMOUNTS),
        ("4000 12期 利率3% 利率4%", Problem.SEVERAL_RATES),
        ("4000 12期 24期 每期0.6%", Problem.SEVERAL_PERIODS),
        ("4000 12期 每期0.6% 前12期免息", Problem.FREE_PERIODS),
        ("借2万 36期 每期还680 前2期免息", Problem.FREE_PERIODS),
        ("4000分12期 每期0.6% 手续费打5折", Problem.DISCOUNT),
        ("4000分12期 每期0.6% 立减20", Problem.DISCOUNT),
        ("12000元 分12期 每期1000 另加手续费72", Problem.SEVERAL_PRICES),
        ("30万 3.6% 30年 月供1363", Problem.SEVERAL_PRICES),
        ("借2万 36期 每期还680 一共还25000", Problem.SEVERAL_PRICES),
        ("4000 12期 每期0.6%；等额本息18%；等额本金17%", Problem.TOO_MANY_OFFERS),
        ("4000 12期 每期0.6%和等额本息18%哪个划算 第6期后提前还1000", Problem.EARLY_OF_TWO),
        ("2000万 12期 每期0.6%", Problem.TOO_MUCH),
        ("4000 40年 年利率4%", Problem.TOO_LONG),
        ("4000 12期 年利率9999%", Problem.RATE_TOO_HIGH),
        ("借2万 36期 每期还500 年化多少", Problem.LESS_THAN_LENT),
        ("借1万 一共还9000 12期 年化多少", Problem.LESS_THAN_LENT),
        ("4000美元 12期 每期0.6%", Problem.FOREIGN),
        ("借1万 砍头息1万 12期 每期还900", Problem.NOTHING_RECEIVED),
        ("借1万 砍头息100% 12期", Problem.NOTHING_RECEIVED),
        ("借1万到手12000 分12期每期还900", Problem.SEVERAL_AMOUNTS),
        ("借1万 砍头息500 12期 年化18% 前3期免息", Problem.SEVERAL_PRICES),
    ],
)
def test_what_cannot_be_worked_out_says_why(words: str, problem: Problem) -> None:
    assert read_calculation([words]) is problem


@pytest.mark.parametrize(
    "words",
    [
        "4000分12期每期多少",
        "这个月要还多少",
        "分12期一共多花多少钱",
        "每期0.6%年化到底多少",
        "为什么 0.6% 一期不是年化 7.2%？",
        "我的订单年化多少",
        "提前还500能省多少",
        "花呗分期 3999 分12期 每期357.24 每月10号还",
        "等额本息是什么意思",
        "等额本息和等额本金哪个好",
        "3999的手机能分期吗",
        "逾期500元 罚息0.05% 10天多少",
        "存款5万 年利率2% 一年利息多少",
        "4000 yuan over 12 months",
        "还有8期没还",
        "月息六厘不就是年息7.2吗",
        "说好免息，怎么多收我38块？骗子吧",
        "首付30%可以改成20吗",
        "0.6%乘十二明明7.2 怎么年化是13",
        "花呗误操作借了五千，怎么还回去不收利息",
        "12",
    ],
)
def test_what_is_asked_of_the_merchant_or_of_ones_own_is_no_calculation(words: str) -> None:
    assert not is_a_calculation(words)


def test_an_hundredth_that_is_said_of_a_day_is_no_rate() -> None:
    """日息 4 分 is of a hundred, or of a thousand: who means it says so."""
    found = read_calculation(["1万 一年 日息4分"])
    assert isinstance(found, Lacking) and found.what is Missing.RATE


def test_what_is_kept_back_stays_with_a_price_and_goes_with_its_own() -> None:
    lines = gone_on(["借1万 先扣500 10期 年化18%"], "年化15%")
    assert lines is not None
    assert read_calculation(lines) == Understood(
        (replace(offer(10_000, 10, LEVEL, 15), withheld_fen=500_00),)
    )
    lines = gone_on(["借1万 砍头息500 10期"], "年化15%")
    assert lines is not None
    assert read_calculation(lines) == Understood((offer(10_000, 10, LEVEL, 15),))


# What goes on


@pytest.mark.parametrize(
    ("before", "words", "meant"),
    [
        ("4000 12期 每期0.6%", "那24期呢", offer(4000, 24, EACH, 0.6)),
        ("4000 12期 每期0.6%", "那5000呢", offer(5000, 12, EACH, 0.6)),
        ("4000 12期 每期0.6%", "换成每期0.5%", offer(4000, 12, EACH, 0.5)),
        ("4000 12期 每期0.6%", "what about 24 months", offer(4000, 24, EACH, 0.6)),
        ("4000 12期 年利率18%", "换成等额本金", offer(4000, 12, PRINCIPAL, 18)),
        ("4000 12期", "每期0.6%", offer(4000, 12, EACH, 0.6)),
        ("等额本息 30万 3.6%", "30年", offer(300_000, 360, LEVEL, 3.6)),
        ("等额本息 30年 3.6%", "300000", offer(300_000, 360, LEVEL, 3.6)),
        ("等额本息 30万 30年", "3.6", offer(300_000, 360, LEVEL, 3.6)),
    ],
)
def test_what_is_added_changes_that_and_leaves_the_rest(before: str, words: str, meant: Offer) -> None:
    lines = gone_on([before], words)
    assert lines is not None
    assert read_calculation(lines) == Understood((meant,))


def test_another_offer_can_be_added_to_the_first() -> None:
    lines = gone_on(["4000 12期 每期0.6%"], "和等额本息年化18%比呢")
    assert lines is not None
    assert read_calculation(lines) == Understood((offer(4000, 12, EACH, 0.6), offer(4000, 12, LEVEL, 18)))


def test_what_was_paid_early_is_forgotten_with_the_plan_it_was_of() -> None:
    lines = gone_on(["4000 12期 每期0.6% 第6期后结清"], "那24期呢")
    assert lines is not None
    assert read_calculation(lines) == Understood((offer(4000, 24, EACH, 0.6),))


@pytest.mark.parametrize(
    "words",
    ["这个月要还多少", "12月要还多少", "12", "5000分12期每期多少", "借3万 年利率18%", "我要退款", "谢谢"],
)
def test_another_question_does_not_go_on(words: str) -> None:
    assert gone_on(["4000 12期 每期0.6%"], words) is None


@pytest.mark.parametrize("way", Way)
def test_an_offer_that_was_chosen_is_said_so_that_it_is_read_as_itself(way: Way) -> None:
    value = 400_00 if way is Way.PAYMENTS else 288_00 if Offer(1, 1, way, 0).is_an_amount else 3_612_500
    one = Offer(3999_00, 12, way, value)
    assert read_calculation([words_of(one)]) == Understood((one,))
    if way is not Way.PAYMENTS and not one.is_at_once:
        for early in (Early(6, 1_000_50), Early(6, None)):
            assert read_calculation([words_of(one, early)]) == Understood((one,), early)
    if way not in AT_DRAWDOWN:
        less = replace(one, withheld_fen=250_50)
        assert read_calculation([words_of(less)]) == Understood((less,))


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_every_example_is_understood_in_every_language(locale: str) -> None:
    t = texts_for(locale)
    for example in EXAMPLES:
        assert is_a_calculation(t(example)), t(example)
        found = read_calculation([t(example)])
        assert isinstance(found, Understood)
        assert all(isinstance(one, Offer) for one in found.offers), t(example)
    assert read_calculation([t(EXAMPLES[1])]) == Understood(
        (offer(300_000, 360, LEVEL, 3.6),), Early(37, 50_000_00)
    )
