"""What is asked before anything can be worked out: what is missing, what a rate is of, and why something does not go."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calculator.codes import code_of
from domain.calculator.errors import NotCalculable
from domain.calculator.facts import Facts
from domain.calculator.results import Calculation, Missing, Offer, OpenOffer, Problem
from domain.calculator.sentences import Lacking
from handlers.buttons.calculator import OpenCalculator
from handlers.calculator.views import EXAMPLES, examples_text, payments_line, to_calculation
from handlers.calculator.wording import offer_text, price_text
from handlers.ui.callback_data import Action
from handlers.ui.components import METHOD_NAMES, back, bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

_QUESTIONS = {
    Missing.AMOUNT: N_("借多少钱？比如「4000」「30 万」："),
    Missing.PERIODS: N_("分几期还？比如「12 期」「30 年」："),
    Missing.RATE: N_("怎么收费？比如「每期 0.6%%」「年利率 3.6%%」，或者「每期还 357.24」："),
    Missing.AFTER: N_("还完第几期以后提前还？比如「第 6 期」："),
    Missing.PART: N_("提前还多少？比如「提前还 1000」，或者「结清」："),
}
_PROBLEMS = {
    Problem.NOTHING: N_("没看出要算什么。请写上借多少、分几期、怎么收费，比如："),
    Problem.SEVERAL_AMOUNTS: N_("有不止一个金额，分不出借的是哪个。请只写借的钱，比如："),
    Problem.SEVERAL_RATES: N_("有不止一个费率。要比两个方案，请写成「……和……哪个划算」，比如："),
    Problem.SEVERAL_PRICES: N_(
        "有不止一种收费，分不出按哪个算。请只写一种，比如只写费率，或者只写每期还多少："
    ),
    Problem.SEVERAL_PERIODS: N_(
        "有不止一个期数。要比两个方案，请写成「12 期和 24 期哪个划算」，或者只写一个："
    ),
    Problem.FREE_PERIODS: N_(
        "免息的期数要比总期数少，写在利率或每期手续费后面，像「前 3 期免息」。收费这样写："
    ),
    Problem.DISCOUNT: N_("打折、立减和优惠券，请先算出优惠后的费率，再这样写："),
    Problem.TOO_MANY_OFFERS: N_("一次只能比两个方案，请分开算，比如："),
    Problem.EARLY_OF_TWO: N_("提前还款一次只能算一个方案，请分开算，比如："),
    Problem.TOO_MUCH: N_("金额太大了，最多能算 1000 万元。比如："),
    Problem.TOO_LONG: N_("期数要在 1 到 360 之间。比如："),
    Problem.RATE_TOO_HIGH: N_("这个费率太高，请看看是不是写错了。比如："),
    Problem.LESS_THAN_LENT: N_("还的钱加起来比借的还少，请看看是不是哪里写错了。比如："),
    Problem.FOREIGN: N_("只能算人民币。比如："),
    Problem.NOTHING_RECEIVED: N_("先扣的钱不比借的少，到手就没有了，请看看是不是写错了。比如："),
    Problem.NO_SCHEDULE: N_("只知道每期还多少，算不出提前还款。请写上利率或手续费，比如："),
}


def missing(t: Texts, lacking: Lacking) -> Reply:
    """Ask for the next thing, under what was said so far."""
    said = _said_so_far(t, lacking.said)
    return reply(
        t("🧮 %(offer)s", offer=bold(said)) if said else bold(t("🧮 分期计算器")),
        t(_QUESTIONS[lacking.what]),
        keyboard=[[Button(t("重新算"), OpenCalculator())]],
    )


def _said_so_far(t: Texts, said: Facts) -> str:
    parts = [
        t.money(said.amounts_fen[0]) if said.amounts_fen else "",
        t("%(periods)d 期", periods=said.periods[0]) if said.periods else "",
        t(METHOD_NAMES[said.method]) if said.method is not None else "",
        t.exact(said.rates[0].pct) if said.rates else "",
    ]
    return t("，").join(filter(None, parts))


def problem(t: Texts, why: Problem) -> Reply:
    return reply(
        t(_PROBLEMS[why]),
        examples_text(t) if why is Problem.NOTHING else f"<code>{t(_example_for(why))}</code>",
        keyboard=[[back(t, OpenCalculator())]],
    )


def _example_for(why: Problem) -> str:
    if why in (Problem.SEVERAL_RATES, Problem.TOO_MANY_OFFERS):
        return EXAMPLES[-1]
    return EXAMPLES[1] if why in (Problem.NO_SCHEDULE, Problem.EARLY_OF_TWO) else EXAMPLES[0]


def not_calculable(t: Texts, error: NotCalculable, code: str) -> Reply:
    """Say why nothing comes of what was asked of an offer."""
    if error.problem is Problem.AFTER_OUT_OF_RANGE:
        said = t(
            "提前还款要在第 1 到 %(last)d 期之后，请再写一次，比如「第 1 期后结清」。",
            last=error.values["last"],
        )
    elif error.problem is Problem.PART_TOO_LARGE:
        balance = bold(t.money(int(str(error.values["balance"]))))
        said = t("那时只剩本金 %(balance)s。请写得比它少，或者写「结清」。", balance=balance)
    else:
        return problem(t, error.problem)
    return reply(
        said, keyboard=[[Button(t("看整个方案"), to_calculation(code))], [back(t, OpenCalculator())]]
    )


def which_reading(t: Texts, one: OpenOffer, choices: Sequence[tuple[Calculation, Action]]) -> Reply:
    """Ask what a rate is of; each choice says what a period would then come to."""
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, one))),
        t("这个费率有几种算法，您说的是哪一种？可以对着页面上写的每期金额选。"),
        "\n".join(f"{no}. {_reading(t, found)}" for no, (found, _) in enumerate(choices, start=1)),
        keyboard=[
            *([Button(_choice(t, no, found), action)] for no, (found, action) in enumerate(choices, start=1)),
            [back(t, OpenCalculator())],
        ],
    )


def _reading(t: Texts, found: Calculation) -> str:
    return t(
        "%(price)s：%(payments)s，%(cost)s",
        price=price_text(t, found.offer),
        payments=payments_line(t, found),
        cost=t("一共多花 %(amount)s", amount=t.money(found.cost_fen)),
    )


def _choice(t: Texts, no: int, found: Calculation) -> str:
    amount = t.money(found.payments_fen[0])
    if found.is_even:
        return t("%(no)d. 每期 %(amount)s", no=no, amount=amount)
    return t("%(no)d. 首期 %(amount)s", no=no, amount=amount)


def other_offer(t: Texts, offer: Offer) -> Reply:
    """Ask for the offer that this one is to be set against."""
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, offer))),
        t("另一个方案怎么收费？金额和期数一样的可以不写，比如「等额本息 年化 18%%」「每期还 360」："),
        keyboard=[[back(t, to_calculation(code_of(offer)))]],
    )


def early(t: Texts, offer: Offer) -> Reply:
    """Ask when and how much is paid ahead of time."""
    after = max(1, offer.periods // 2)
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, offer))),
        t(
            "还完第几期以后，提前还多少？比如「第 %(no)d 期后提前还 %(amount)s」，或者「第 %(no)d 期后结清」：",
            no=after,
            amount=max(1, offer.amount_fen // 1000),
        ),
        keyboard=[[back(t, to_calculation(code_of(offer)))]],
    )
