"""Answers to frequent questions, guesses, and what is said where nothing was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from handlers.buttons.home import OpenHome
from handlers.buttons.support import OpenAgent
from handlers.questions.faq import Entry
from handlers.ui.components import back, bold, resume_row
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply


def answer(t: Texts, entry: Entry, facts: Mapping[str, str], buttons: Sequence[Button]) -> Reply:
    """Answer a frequent question; the first button leads where one probably goes next."""
    return reply(
        bold(entry.question),
        escape(entry.answer % facts),
        keyboard=[*([button] for button in buttons), [back(t, OpenHome())]],
    )


def guesses(t: Texts, buttons: Sequence[Button], *, open_draft: str | None, with_agent: bool) -> Reply:
    """Name what may have been meant; a person is offered once it was not understood twice."""
    rows: list[ButtonRow | None] = [[button] for button in buttons]
    if with_agent:
        rows.append([Button(t("找客服"), OpenAgent())])
    return reply(t("我没完全听懂。您是想问："), keyboard=[resume_row(t, open_draft), *rows])


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
