"""What the calculator answers in the chat: what was understood, the figures, and what can be done next."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.calculator.codes import NONE, code_of
from domain.calculator.results import Offer, Way
from domain.errors import Stale
from handlers.buttons.calculator import (
    AskEarly,
    AskOtherOffer,
    NoteCalculated,
    OpenCalculatedRows,
    OpenCalculation,
    OpenCalculator,
    OpenOffers,
    SendCalculatedChart,
)
from handlers.calculator import handlers as calculator
from handlers.calculator.views import rows_file
from handlers.intents import classify
from handlers.ui.callback_data import Action
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply, Table, read_length
from tests.support.asking import Asker, buttons, labels
from tests.support.people import arrive

LOCALES = ("zh_CN", "zh_TW", "en")
GOLDEN = Offer(3_999_00, 12, Way.FLAT_PER_PERIOD, 600_000)
CARD = Offer(3_999_00, 12, Way.EQUAL_INSTALLMENT, 18_000_000)
MORTGAGE = Offer(300_000_00, 360, Way.EQUAL_INSTALLMENT, 3_600_000)


@pytest.fixture
async def asker(container: Container) -> Asker:
    return Asker(container, await arrive(container))


def told(shown: Reply) -> str:
    return shown.html().replace("<b>", "").replace("</b>", "")


def table(shown: Reply) -> Table:
    (found,) = [part for part in shown.parts if isinstance(part, Table)]
    return found


def actions(shown: Reply) -> list[Action | None]:
    return [button.action for button in buttons(shown)]


async def test_a_fee_of_each_period_is_answered_with_its_true_rate_and_why_that_is_higher(
    asker: Asker,
) -> None:
    shown = await asker.says("3999 分12期 每期0.6%")
    for line in (
        "¥3,999.00 分 12 期，等本等息，每期手续费 0.6%",
        "每期 ¥357.24，末期 ¥357.29",
        "手续费一共 ¥287.93，一共还 ¥4,286.93。",
        "真实年化 13.03%（单利）/ 13.84%（复利）",
        "一年 7.20%",
    ):
        assert line in told(shown)
    assert table(shown).rows == (
        ("1", "¥357.24", "¥23.99", "¥3,665.75"),
        ("2", "¥357.24", "¥23.99", "¥3,332.50"),
        ("3", "¥357.24", "¥23.99", "¥2,999.25"),
        ("…", "…", "…", "…"),
        ("12", "¥357.29", "¥24.04", "¥0.00"),
    )
    code = code_of(GOLDEN)
    assert {
        NoteCalculated(code),
        SendCalculatedChart(code, NONE),
        OpenCalculatedRows(code, 0),
        AskEarly(code),
        AskOtherOffer(code),
        OpenCalculator(),
    } <= set(actions(shown))
    other = Offer(3_999_00, 12, Way.EQUAL_INSTALLMENT, 7_200_000)
    assert OpenCalculation(code_of(other), NONE) in actions(shown)  # what may have been meant as well


async def test_free_periods_are_read_back_and_go_on_with_what_is_asked_next(asker: Asker) -> None:
    shown = told(await asker.says("4000 分12期 每期0.6% 前3期免息"))
    assert "等本等息，每期手续费 0.6%，第 1 至 3 期免息" in shown
    assert "9.70%" in shown
    assert "第 1 至 3 期免息" in told(await asker.says("那24期呢"))
    assert "请先算出优惠后的费率" in told(await asker.says("4000 分12期 每期0.6% 手续费打五折"))


async def test_a_rate_a_year_is_said_by_the_month_as_well(asker: Asker) -> None:
    assert "等额本息，年利率 3.6%（每月 0.3%）" in told(await asker.says("等额本息 30万 3.6% 30年"))


async def test_paying_a_part_early_shows_both_uses_of_it_beside_doing_nothing(asker: Asker) -> None:
    shown = await asker.says("等额本息 30万 3.6% 30年 第37期后提前还5万")
    assert "还完第 37 期，提前还 ¥50,000.00，利息最多省 ¥65,733.07。" in told(shown)
    assert table(shown).rows == (
        ("不提前还", "323", "¥1,363.94", "–"),
        ("少还几期", "239", "¥1,363.94", "¥65,733.07"),
        ("每期少还", "323", "¥1,121.99", "¥28,144.89"),
    )


async def test_of_instalments_that_fall_none_is_said_to_stay_the_same(asker: Asker) -> None:
    shown = await asker.says("等额本金 12000 12% 12期 第6期后提前还2000")
    assert table(shown).header == ("怎么还", "还剩期数", "下一期", "省")
    assert "每期还的本金不变，利息逐期减少，早 2 期还完" in told(shown)
    assert "期数不变，下一期少 ¥353.33" in told(shown)
    assert "每期不变" not in told(shown)
    level = told(await asker.says("等额本息 12000 12% 12期 第6期后提前还2000"))
    assert "少还几期：每期不变" in level
    interest = told(await asker.says("先息后本 12000 12% 12期 第6期后提前还2000"))
    assert "每期少还：期数不变，每期少 ¥20.00" in interest


async def test_what_is_kept_back_is_read_back_with_what_is_received(asker: Asker) -> None:
    shown = told(await asker.says("借1万 砍头息1000 12期 每期还 900"))
    assert "每期还 ¥900.00，放款时先扣 ¥1,000.00" in shown
    assert "实际到手 ¥9,000.00，以后一共还 ¥10,800.00，多付 ¥1,800.00。" in shown
    assert "真实年化 35.07%（单利）/ 41.30%（复利）" in shown


async def test_what_is_paid_at_once_is_read_back_as_that(asker: Asker) -> None:
    shown = told(await asker.says("借2000 7天后还2500"))
    assert "¥2,000.00 借 7 天，到期一次还清，利息 ¥500.00" in shown
    assert "一次还 ¥2,500.00" in shown
    shown = told(await asker.says("借1万 日息万四 一年 一次性还"))
    assert "¥10,000.00 借 12 个月，到期一次还清，年利率 14.4%" in shown
    assert "一次还 ¥11,440.00" in shown
    assert "每月还一次算" not in shown


async def test_of_a_fee_plan_it_is_not_said_that_settling_saves_what_a_contract_may_still_charge(
    asker: Asker,
) -> None:
    shown = told(await asker.says("3999 分12期 每期0.6% 第4期后结清"))
    assert "要还剩余本金 ¥2,666.00" in shown
    assert "¥191.97：合同约定不再收的，就省下这些；约定照收的，结清不省钱" in shown


async def test_the_rate_of_payments_is_found_and_nothing_that_needs_a_schedule_is_offered(
    asker: Asker,
) -> None:
    shown = await asker.says("借2万 36期 每期还680 年化多少")
    assert "真实年化 13.63%（单利）/ 14.52%（复利）" in told(shown)
    assert "一共还 ¥24,480.00，比借的多 ¥4,480.00。" in told(shown)
    assert labels(shown) == ["记下来", "和另一个方案比", "返回"]


async def test_two_offers_stand_side_by_side_with_which_costs_less_and_why(asker: Asker) -> None:
    shown = await asker.says("3999分12期每期0.6%和等额本息年化18%哪个划算")
    assert told(shown).startswith("🧮 A 一共少花 ¥")
    assert [row[0] for row in table(shown).rows] == ["每期", "多花", "一共还", "年化单利", "年化复利"]
    assert table(shown).rows[3] == ("年化单利", "13.03%", "18.00%")
    assert "A 是 13.03%，另一个是 18.00%" in told(shown)


async def test_what_costs_more_at_a_lower_rate_is_explained(asker: Asker) -> None:
    shown = told(await asker.says("3999分3期每期0.74% 和 3999分12期每期0.6% 哪个划算"))
    assert shown.startswith("🧮 A 一共少花")
    assert "B 的真实年化反而低" in shown


async def test_at_one_rate_what_pays_the_principal_sooner_costs_less(asker: Asker) -> None:
    shown = told(await asker.says("30万 30年 3.6% 等额本息和等额本金哪个划算"))
    assert "年化一样：B 本金还得快" in shown


# What is open


async def test_an_open_rate_is_asked_about_with_what_each_reading_comes_to(asker: Asker) -> None:
    shown = await asker.says("4000 12期 0.6%")
    assert "这个费率有几种算法" in told(shown)
    assert labels(shown)[:3] == ["1. 每期 ¥357.33", "2. 每期 ¥335.33", "3. 每期 ¥334.42"]
    chosen = actions(shown)[0]
    assert isinstance(chosen, OpenCalculation)
    assert "每期手续费 0.6%" in told(await calculator.open_calculation(asker.context, chosen))


async def test_of_two_offers_the_open_one_is_asked_about_and_then_both_are_compared(asker: Asker) -> None:
    shown = await asker.says("3999分12期手续费0.6%和等额本息年化18%哪个划算")
    assert labels(shown)[:2] == ["1. 每期 ¥357.24", "2. 每期 ¥335.24"]
    chosen = actions(shown)[0]
    assert chosen == OpenOffers(code_of(GOLDEN), code_of(CARD))
    assert isinstance(chosen, OpenOffers)
    assert "A 一共少花" in told(await calculator.open_offers(asker.context, chosen))


async def test_what_was_paid_early_is_kept_while_it_is_asked_what_the_rate_is_of(asker: Asker) -> None:
    shown = await asker.says("4000 12期 0.6% 第6期后提前还1000")
    chosen = actions(shown)[0]
    assert isinstance(chosen, OpenCalculation)
    assert "提前还 ¥1,000.00" in told(await calculator.open_calculation(asker.context, chosen))


# What goes on


async def test_what_is_missing_is_asked_one_by_one(asker: Asker) -> None:
    assert "分几期还" in told(await asker.says("等额本息 30万"))
    assert "怎么收费" in told(await asker.says("30年"))
    assert "每期 ¥1,363.94" in told(await asker.says("3.6"))


async def test_after_the_calculator_was_opened_a_sentence_without_a_rate_is_meant_for_it(
    asker: Asker,
) -> None:
    assert "怎么收费" not in told(await asker.says("4000分12期每期多少"))  # by the plans that are had here
    asker.context.talks_of(calculator.TOPIC)
    assert "怎么收费" in told(await asker.says("4000分12期"))


async def test_a_chosen_offer_goes_on_as_well(asker: Asker) -> None:
    asker.opens(OpenCalculation(code_of(GOLDEN), NONE))
    assert "¥3,999.00 分 24 期" in told(await asker.says("那24期呢"))


async def test_another_offer_comes_after_it_was_asked_for(asker: Asker) -> None:
    await asker.says("3999 分12期 每期0.6%")
    shown = await calculator.ask_other_offer(asker.context, AskOtherOffer(code_of(GOLDEN)))
    assert "另一个方案怎么收费" in told(shown)
    assert "A 一共少花" in told(await asker.says("等额本息 年化18%"))


async def test_what_is_paid_early_comes_after_it_was_asked_for(asker: Asker) -> None:
    await asker.says("3999 分12期 每期0.6%")
    await calculator.ask_early(asker.context, AskEarly(code_of(GOLDEN)))
    assert "还完第 4 期当天结清" in told(await asker.says("第4期后结清"))


async def test_a_wrong_answer_says_what_is_wrong_and_the_plan_stays_one_tap_away(asker: Asker) -> None:
    await asker.says("3999 分12期 每期0.6%")
    late = await asker.says("第15期后结清")
    assert "提前还款要在第 1 到 11 期之后" in told(late)
    assert OpenCalculation(code_of(GOLDEN), NONE) in actions(late)
    much = await asker.says("第4期后提前还5000")
    assert "那时只剩本金 ¥2,666.00" in told(much)


# Where it stands


@pytest.mark.parametrize(
    "words", ["我不想活了 借4000 分12期 每期0.6%", "对方说先交保证金才放款 4000分12期每期0.6%"]
)
def test_what_comes_before_everything_comes_before_the_calculator(words: str) -> None:
    reading = classify(words).reading
    assert reading is not None
    assert reading.topic in ("faq.crisis", "faq.fraud")


async def test_an_amount_without_a_rate_is_answered_by_the_plans_that_are_had_here(asker: Asker) -> None:
    await asker.says("3999 分12期 每期0.6%")
    assert "示例消费金融" in told(await asker.says("4000分12期每期多少"))


@pytest.mark.parametrize("words", ["计算器", "計算機", "calculator", "算一算"])
def test_the_calculator_opens_by_its_name(words: str) -> None:
    assert classify(words).known is calculator.calculator_words


def test_data_that_no_button_of_ours_carries_are_stale(asker: Asker) -> None:
    for code in ("x", "F8kkc-c-cuyo"):
        with pytest.raises(Stale):
            calculator._offer(code)


# All rows


async def test_all_instalments_are_pages_and_a_file(asker: Asker) -> None:
    code = code_of(MORTGAGE)
    last = await calculator.open_rows(asker.context, OpenCalculatedRows(code, 14))
    assert table(last).rows[-1] == ("360", "¥1,361.68", "¥4.07", "¥0.00")
    assert "15/15" in labels(last)
    beyond = await calculator.open_rows(asker.context, OpenCalculatedRows(code, 99))
    assert table(beyond).rows == table(last).rows
    found = asker.context.services.calculator.calculate(MORTGAGE)
    lines = rows_file(texts_for("zh_CN"), found).decode("utf-8-sig").splitlines()
    assert lines[:2] == ["期,应还,本金,利息,剩余本金", "1,1363.94,463.94,900.00,299536.06"]
    assert len(lines) == 361


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "words",
    [
        "3999 分12期 每期0.6%",
        "等额本息 30万 3.6% 30年 第37期后提前还5万",
        "3999 分12期 每期0.6% 第4期后结清",
        "3999分12期每期0.6%和等额本息年化18%哪个划算",
        "4000 12期 0.6%",
        "借2万 36期 每期还680 年化多少",
        "1万 砍头息5% 12期",
        "等额本息 30万",
        "4000 12期 利率3% 利率4%",
    ],
)
async def test_every_screen_is_whole_in_every_language(asker: Asker, locale: str, words: str) -> None:
    shown = await asker.speaking(locale).says(words)
    assert 30 < read_length(shown.html()) < 1500
    assert "%(" not in shown.html() and "%%" not in shown.html()
    assert buttons(shown)


async def test_english_is_answered_in_english(asker: Asker) -> None:
    shown = told(await asker.speaking("en").says("4000 over 12 months, 0.6% fee per period"))
    assert "¥4,000.00 over 12 installments, flat fee of 0.6% per period" in shown
    assert "True annual rate 13.03% (simple) / 13.84% (compound)" in shown
