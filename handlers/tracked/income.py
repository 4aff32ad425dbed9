"""收入日: the days on which something comes in, and whether it is enough; `conversation` takes what is typed."""

from __future__ import annotations

from telegram import Update

from domain.errors import InvalidInput
from domain.value import replace
from handlers.buttons.income import DeleteIncome, OpenIncome
from handlers.context import Context
from handlers.tracked import income_views as views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenIncome())
async def income_words(update: Update, context: Context) -> Reply:
    return await show_income(context)


async def show_income(context: Context) -> Reply:
    return views.income_screen(context.t, await context.services.income.plan(context.customer.id))


async def open_income(context: Context, action: OpenIncome) -> Reply:
    return await show_income(context)


async def delete(context: Context, action: DeleteIncome) -> Reply:
    await context.services.income.delete(context.customer.id, action.income_id)
    shown = replace(await show_income(context), toast=context.t("已经删除。"))
    return shown.drawn_anew(OpenIncome())


async def told(context: Context, typed: str) -> Reply | None:
    """Keep the income days that were typed, and show what they come to; None where none could be read."""
    try:
        await context.services.income.tell(context.customer.id, typed)
    except InvalidInput:
        return None
    return (await show_income(context)).drawn_anew(OpenIncome())


TAPS: Taps = (
    on_button(OpenIncome, open_income),
    on_button(DeleteIncome, delete, show_income),
)
PHRASES: Phrases = {
    income_words: (
        "收入日", "发薪日", "發薪日", "工资够不够", "工資夠不夠", "工资够还吗", "先到的工资够不够",
        "income", "payday", "income days",
    ),
}  # fmt: skip
