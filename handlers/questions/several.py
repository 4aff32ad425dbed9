"""Two questions in one sentence: a short answer to each, in their order, in one message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape

from domain.patterns import pattern
from domain.understanding.reader import Reading
from domain.value import Value
from handlers.bills.views import late_line
from handlers.context import Context
from handlers.questions import views
from handlers.questions.answers import button_of, buttons_under, figures
from handlers.questions.faq import faq
from handlers.questions.late_views import WARNING, tells_of_late
from handlers.questions.own_answers import ANSWERS, meant
from handlers.questions.own_lines import beside
from handlers.ui.components import bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Step

Answering = Callable[[Context, str, Reading], Awaitable[Outcome]]
# What was asked, in short.
ASKED = {
    "screen.amount_due": N_("要还多少"),
    "screen.total_owed": N_("一共还欠多少"),
    "screen.periods_left": N_("还剩几期"),
    "screen.due_date": N_("什么时候还"),
    "screen.why_amount": N_("金额是怎么来的"),
    "screen.last_payment": N_("还款到账了吗"),
    "screen.cost_paid": N_("付了多少利息"),
    "screen.totals": N_("借了多少、还了多少"),
    "screen.overdue_cost": N_("逾期要多付多少"),
    "screen.settle": N_("提前结清要多少"),
    "screen.own_rate": N_("年化是多少"),
    "screen.income": N_("工资够不够"),
    "screen.plans": N_("能怎么分期"),
    "screen.deferred": N_("能先用后付吗"),
    "screen.limit": N_("还有多少额度"),
}
# Where the first line is not yet all of the answer.
LINES_OF = {"screen.plans": 2, "screen.overdue_cost": 2}
_TITLE = pattern(r"<b>[^<]*</b>")


class Short(Value):
    """A short answer with the way on, its title first; `warns`: it says what is late, which is told once, before all of
    them.
    """

    lines: tuple[str, ...]
    button: Button
    warns: bool = False


async def answer(
    context: Context, reading: Reading, answering: Answering, instead: Callable[[str], str] = str
) -> Reply:
    """Answer each part of a sentence; `answering` makes the screen of one that is answered from one's own data, `instead`
    says which topic is answered in a topic's place. What two answers would say alike is said in the first.
    """
    said: dict[str, list[str]] = {}
    warns = False
    buttons: dict[str, Button] = {}
    for part in reading.parts:
        assert part.topic is not None
        short = await _short(context, instead(part.topic), part, answering)
        title, *lines = short.lines
        told = [line for answer in said.values() for line in answer]
        said.setdefault(title, [line for line in lines if line not in told])
        warns |= short.warns
        buttons.setdefault(short.button.label, short.button)
    first = [late_line(context.t, await context.services.standing.of(context.customer.id))] if warns else []
    answers = ("\n".join([title, *lines]) for title, lines in said.items())
    return views.several(context.t, [*filter(None, first), *answers], list(buttons.values()))


async def _short(context: Context, topic: str, part: Reading, answering: Answering) -> Short:
    topic = meant(topic, part.slots)
    entry = faq(context.t.locale).get(topic)
    if entry is None or topic in ANSWERS:
        outcome = await answering(context, topic, part)
        screen = outcome.reply if isinstance(outcome, Step) else outcome
        button = button_of(context, topic)
        lines = [] if screen is None else _lines(screen)
        warns = any(line.startswith(WARNING) for line in lines)
        answers = [_closed(line) for line in lines if not tells_of_late(context.t, line)]
        said = (bold(_title(context.t, topic, button)), *answers[: LINES_OF.get(topic, 1)])
        return Short(tuple(line for line in said if line), button, warns)
    found = await figures(context, entry)
    lead = views.no_offer(context.t) if found is None else escape(entry.lead % found)
    own = await beside(context, topic, part.slots)
    lines = [] if own is None else own.line.split("\n")
    onwards = own.button if own is not None else None
    return Short(
        (bold(entry.question), *(line for line in lines if not line.startswith(WARNING)), lead),
        onwards or buttons_under(context, topic)[0],
        any(line.startswith(WARNING) for line in lines),
    )


def _closed(line: str) -> str:
    """Return a line that a list follows on its own screen as a sentence by itself."""
    return f"{line[:-1]}。" if line.endswith("：") else f"{line[:-1]}." if line.endswith(":") else line


def _title(t: Texts, topic: str, button: Button) -> str:
    """Say what was asked: a screen's button may lead to more than that."""
    return t(ASKED[topic]) if topic in ASKED else button.label


def _lines(screen: Reply) -> list[str]:
    """Return the lines that the screen says beside its title."""
    lines = (line for part in screen.parts if isinstance(part, str) for line in part.split("\n"))
    return [line for line in lines if line and not _TITLE.fullmatch(line.strip())]
