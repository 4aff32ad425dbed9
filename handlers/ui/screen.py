"""Making PTB callbacks of our handlers: parse, call, show, answer the tap, and turn a refusal into words.

Our handlers answer a `Reply`, or a `Step` where a conversation goes on to a state. The tap is answered exactly once,
within a second; what takes longer shows that it is being worked on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from html import escape
from typing import Any, TypeVar

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from domain.errors import DomainError, Stale
from domain.value import Value, replace
from handlers.context import Context
from handlers.ui.callback_data import VERSION, Action, BadCallback, bare, leads_back
from handlers.ui.refusals import refusal, stale_screen
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, show

A = TypeVar("A", bound=Action)
ANSWER_WITHIN_S = 0.8
TYPING_AGAIN_S = 4.5


class Lapsed(Stale):
    """A tap that confirms nothing any more, though what it stands under may be as it was."""


class Step(Value):
    """A screen, and what the conversation waits for after it (`ConversationHandler.END` where nothing)."""

    reply: Reply
    state: int


Outcome = Reply | Step | None
WordHandler = Callable[[Update, Context], Awaitable[Outcome]]
TapHandler = Callable[[Context, A], Awaitable[Outcome]]
Screen = Callable[[Context], Awaitable[Outcome]]
Tap = CallbackQueryHandler[Context, object]
Taps = Sequence[Tap]
Phrases = Mapping[WordHandler, tuple[str, ...]]
PtbCallback = Callable[[Update, Context], Coroutine[Any, Any, object]]


H = TypeVar("H", bound=Callable[[Update, Context], Awaitable[Reply]])


def shows(place: Action) -> Callable[[H], WordHandler]:
    """Say which button leads to the same screen as these words: 返回 leads back to it from what comes next."""

    def decorated(handler: H) -> WordHandler:
        @wraps(handler)
        async def run(update: Update, context: Context) -> Outcome:
            return replace(await handler(update, context), led_here=place.pack())

        return run

    return decorated


def on_message(handler: WordHandler, on_stale: Screen | None = None) -> PtbCallback:
    """Build a callback for messages and commands."""

    async def run(update: Update, context: Context) -> object:
        return await _perform(update, context, lambda: handler(update, context), lambda: on_stale)

    return run


def on_button(
    action_type: type[A],
    handler: TapHandler[A],
    on_stale: Screen | None = None,
    on_lapsed: TapHandler[A] | None = None,
) -> Tap:
    """Build a PTB handler for one kind of button. `on_stale` makes the screen that replaces a stale one, `on_lapsed` the one
    for a tap that confirms nothing any more (`Action.lasts`): the same to be confirmed again, else the stale one."""

    async def call(update: Update, context: Context, data: str) -> Outcome:
        try:
            action = action_type.unpack(data)
        except BadCallback:
            raise Stale() from None
        if action.lasts is not None and not _confirms(update, context, action.lasts):
            if on_lapsed is not None:
                return _asked_again(await on_lapsed(context, action))
            raise Stale() if _left_undone(update, context) else Lapsed()
        if not action.is_place and update.update_id in context.bot_data.undone.unclear:
            raise Stale()
        return await handler(context, action)

    own = _ways[VERSION + action_type.code] = _Way(call, on_stale, action_type.is_place)

    async def run(update: Update, context: Context) -> object:
        return await _tapped(update, context, own)

    return CallbackQueryHandler(run, pattern=action_type.matches)


class _Way(Value):
    """What is done of a tap, and the screen that replaces a stale one."""

    call: Callable[[Update, Context, str], Awaitable[Outcome]]
    on_stale: Screen | None
    is_place: bool


# By the head of what the button says: 返回 means what another one said.
_ways: dict[str, _Way] = {}


async def _tapped(update: Update, context: Context, way: _Way) -> object:
    """Do what the button says; `way`: of the kind of button that it is, or that PTB takes it for where it says nothing."""
    assert update.callback_query is not None
    pressed = said = update.callback_query.data or ""

    async def call() -> Outcome:
        nonlocal said, way
        if not leads_back(pressed):
            return await way.call(update, context, said)
        while True:
            said, is_last = _came_from(update, context, pressed)
            way = _ways[bare(said).split(":", 1)[0]]
            outcome = await way.call(update, context, said)
            if is_last or not _is_shown(update, context, outcome):
                return outcome

    return await _perform(
        update, context, call, lambda: way.on_stale, lambda: bare(said) if way.is_place else None
    )


def _came_from(update: Update, context: Context, data: str) -> tuple[str, bool]:
    """Return what led to the screen before this one, marked as this one is, and whether there is none before that."""
    place = _place_of(update)
    if place is None:
        return bare(data), True
    is_last = context.trails.is_at_its_beginning(place)
    return context.trails.back_from(place, bare(data)), is_last


def _is_shown(update: Update, context: Context, outcome: Outcome) -> bool:
    """Return whether the message shows just that: what was pressed on a screen and drew it anew is no step to go back."""
    place, shown = _place_of(update), outcome.reply if isinstance(outcome, Step) else outcome
    return place is not None and shown is not None and context.trails.shows(place, _content(shown))


def _place_of(update: Update) -> tuple[int, int] | None:
    """Return the chat and the message that was tapped, where that is known."""
    assert update.callback_query is not None
    message = update.callback_query.message
    return (message.chat.id, message.message_id) if isinstance(message, Message) else None


def _content(shown: Reply) -> int:
    return hash((shown.parts, shown.keyboard, shown.folded))


def _confirms(update: Update, context: Context, lasts: timedelta) -> bool:
    """Return whether a tap is still meant as it was: not where an earlier process left it undone, nor long after its screen
    was shown."""
    assert update.callback_query is not None
    message = update.callback_query.message
    if _left_undone(update, context) or not isinstance(message, Message):
        return False
    shown_at = message.edit_date or message.date
    return context.services.clock.now() - shown_at <= lasts


def _asked_again(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Step):
        return Step(replace(outcome.reply, asks_again=True), outcome.state)
    return outcome if outcome is None else replace(outcome, asks_again=True)


def _left_undone(update: Update, context: Context) -> bool:
    """Return whether an earlier process began with the tap: nobody knows how far it came."""
    return update.update_id in context.bot_data.undone.all


async def _perform(
    update: Update,
    context: Context,
    call: Callable[[], Awaitable[Outcome]],
    on_stale: Callable[[], Screen | None],
    led_here: Callable[[], str | None] = lambda: None,
) -> int | None:
    """Both are asked once the call has come to its end."""
    led_by: str | None = None
    async with _with_feedback(update, context) as tap:
        try:
            outcome = await call()
            led_by = led_here()
        except Stale as stale:
            outcome = await _fresh_screen(context, on_stale(), lapsed=isinstance(stale, Lapsed))
        except DomainError as error:
            outcome = refusal(context.t, error)
        shown = outcome.reply if isinstance(outcome, Step) else outcome
        if shown is not None:
            tap.toast, tap.alert = shown.toast, shown.alert
            await _show(update, context, shown, led_by)
    return outcome.state if isinstance(outcome, Step) else None


async def _show(update: Update, context: Context, shown: Reply, led_here: str | None) -> None:
    if not shown.parts:
        if update.callback_query is not None:
            return  # the screen stays as it is; the tap's answer says it all
        shown = Reply(parts=(escape(shown.toast or ""),))
    if context.still_asks:
        line = context.t("刚才问您的还没填完，接着输入就行。")
        shown = replace(shown, parts=(*shown.parts, line))
    signed = context.signature.on(shown, context.customer)
    message_id = await show(update, context.sender, signed, plain=context.customer.plain_text)
    led_here, place = shown.led_here or led_here, (context.customer.telegram_id, message_id)
    if shown.begins:
        context.trails.forget(place)
    context.trails.note(place, led_here, _content(shown))
    if led_here is not None:
        context.saw(led_here)
    if shown.afterwards is not None:
        await shown.afterwards()
    if shown.reading is not None:
        await context.timers.start(context.customer, shown.reading, message_id)


async def _fresh_screen(context: Context, on_stale: Screen | None, *, lapsed: bool) -> Outcome:
    outcome = await on_stale(context) if on_stale is not None else None
    if outcome is None:
        return stale_screen(context.t, None, lapsed=lapsed)
    if isinstance(outcome, Step):
        return Step(stale_screen(context.t, outcome.reply, lapsed=lapsed), outcome.state)
    return stale_screen(context.t, outcome, lapsed=lapsed)


@dataclass(slots=True)
class _Tap:
    query: CallbackQuery | None
    toast: str | None = None
    alert: bool = False
    answering: asyncio.Task[None] | None = None

    async def answer(self) -> None:
        """Once: whoever asks again waits for the answer that is on its way, and cannot break it off."""
        if self.query is None:
            return
        if self.answering is None:
            self.answering = asyncio.create_task(answer_tap(self.query, self.toast, alert=self.alert))
        await asyncio.shield(self.answering)


@contextlib.asynccontextmanager
async def _with_feedback(update: Update, context: Context) -> AsyncIterator[_Tap]:
    """Answer the tap in time while the block runs, and show it when it takes long; answer at the end at the latest."""
    tap = _Tap(update.callback_query)
    watching: list[asyncio.Task[None]] = []
    # A timer, and a task only where it fires: nearly always the answer is quicker.
    later = asyncio.get_running_loop().call_later(
        ANSWER_WITHIN_S, lambda: watching.append(asyncio.create_task(_watch(update, context, tap)))
    )
    try:
        yield tap
    finally:
        later.cancel()
        for watcher in watching:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
        await tap.answer()


async def _watch(update: Update, context: Context, tap: _Tap) -> None:
    await tap.answer()
    chat = update.effective_chat
    while chat is not None:
        with contextlib.suppress(TelegramError):
            await context.bot.send_chat_action(chat.id, context.doing)
        await asyncio.sleep(TYPING_AGAIN_S)
