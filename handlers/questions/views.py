"""Answers to frequent questions, guesses, and what is said where nothing was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from domain.questions.results import OfferFacts, PenaltyRange
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import RateAnswer, SendLastWords
from handlers.buttons.support import OpenAgent
from handlers.questions.faq import Entry
from handlers.services import StaffHours
from handlers.ui.components import back, bold, resume_row
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

MOST_QUOTED = 200


def answer(
    t: Texts,
    entry: Entry,
    figures: Mapping[str, str] | None,
    buttons: Sequence[Button],
    *,
    rating: ButtonRow | None = None,
    related: Sequence[Button] = (),
    with_agent: bool = False,
) -> Reply:
    """Answer a frequent question; the first button leads where one probably goes next. `related`: what may have been meant
    instead; `with_agent`: the answer was of no use. `figures`: None where there is no plan to speak of.
    """
    there = {button.label for button in buttons}
    return reply(
        bold(entry.question),
        no_offer(t) if figures is None else escape(entry.answer % figures),
        keyboard=[
            *([button] for button in buttons),
            *([button] for button in related if button.label not in there),
            [Button(t("找客服"), OpenAgent())] if with_agent and t("找客服") not in there else None,
            rating,
            [back(t, OpenHome())],
        ],
    )


def rating(t: Texts, topic: str) -> ButtonRow:
    return [Button(t("有用"), RateAnswer(topic, 1)), Button(t("没用"), RateAnswer(topic, 0))]


def thanks(t: Texts, *, useful: bool) -> str:
    return t("谢谢，记下了。") if useful else t("谢谢，记下了。没说清楚的，可以问客服。")


# Figures that answers name


def hours(there: StaffHours) -> str:
    return f"{there.start:%H:%M}–{there.end:%H:%M}"


def offer(t: Texts, facts: OfferFacts) -> Mapping[str, str]:
    return {
        "lenders": t("、").join(t.name(lender) for lender in facts.lenders),
        "smallest": t.money(facts.smallest_fen),
        "longest": str(facts.longest),
        "age": f"{facts.youngest}–{facts.oldest}",
    }


def no_offer(t: Texts) -> str:
    return t("目前没有分期方案。")


def penalty(t: Texts, facts: PenaltyRange | None) -> str:
    """Say what late interest is a day; of the customer's own contracts, that there is none."""
    if facts is None:
        return t("以合同为准")
    if not facts.most_pct:
        return t("您的合同不收") if facts.own else t("目前的方案都不收")
    if facts.least_pct == facts.most_pct:
        return t("每天 %(rate)s", rate=t.exact(facts.most_pct))
    least, most = t.exact(facts.least_pct), t.exact(facts.most_pct)
    return t("每天 %(least)s 到 %(most)s", least=least, most=most)


def guesses(t: Texts, buttons: Sequence[Button], *, open_draft: str | None) -> Reply:
    """Name what may have been meant."""
    return reply(
        t("我没完全听懂。您是想问："),
        keyboard=[
            resume_row(t, open_draft),
            *([button] for button in buttons),
            None
            if t("找客服") in {button.label for button in buttons}
            else [Button(t("找客服"), OpenAgent())],
        ],
    )


def again(
    t: Texts, words: str, message_id: int, buttons: Sequence[Button], *, open_draft: str | None
) -> Reply:
    """Offer a person, to whom the words are sent where one says so: it was not understood twice in a row."""
    said = words if len(words) <= MOST_QUOTED else f"{words[:MOST_QUOTED]}…"
    return reply(
        t("还是没听懂，对不起。要不要请客服来看？您点了，我才把这句话转过去："),
        f"<blockquote>{escape(said)}</blockquote>",
        keyboard=[
            [Button(t("转给客服"), SendLastWords(message_id), style="primary")],
            resume_row(t, open_draft),
            *([button] for button in buttons),
        ],
    )


def small_talk(t: Texts, buttons: Sequence[Button], *, greeted: bool) -> Reply:
    return reply(
        t("您好，我在。想查账单、还款还是别的，直接说就行。") if greeted else t("不客气。有事随时说一声。"),
        keyboard=[[button] for button in buttons],
    )


def several(t: Texts, answers: Sequence[str], buttons: Sequence[Button]) -> Reply:
    """Give each answer in its order."""
    return reply(*answers, keyboard=[*([button] for button in buttons), [back(t, OpenHome())]])


def no_cash(t: Texts, buttons: Sequence[Button], *, open_draft: str | None) -> Reply:
    """Say that nothing is lent but the price of goods."""
    return reply(
        t("这里只能买东西分期，不放现金，也不能提现。货款由机构直接付给商家。"),
        t("说能放款给您、先收费用或保证金的，都不要信。"),
        keyboard=[
            resume_row(t, open_draft),
            *([button] for button in buttons),
            [Button(t("找客服"), OpenAgent())],
        ],
    )


def out_of_scope(t: Texts, buttons: Sequence[Button], *, open_draft: str | None) -> Reply:
    """Say that this is not something the assistant can do, and what is."""
    return reply(
        t("这个我帮不上忙。我能帮您查账单、还款和办分期；别的事可以找客服问问。"),
        keyboard=[
            resume_row(t, open_draft),
            *([button] for button in buttons),
            [Button(t("找客服"), OpenAgent())],
        ],
    )
