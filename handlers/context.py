"""The typed context that hands services, the customer and the language to every handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any, Self, cast

from telegram.constants import ChatAction
from telegram.ext import CallbackContext, ExtBot

from domain.customers.results import CustomerView
from domain.understanding.slots import Slots
from domain.value import Value, replace
from handlers.services import ConversationSettings, Services, StaffHours
from handlers.ui.i18n import Texts, texts_for

if TYPE_CHECKING:
    from datetime import date

    from telegram import Update

    from handlers.checkout.reading_timer import ReadingTimers
    from handlers.menus import Menus
    from handlers.support.staff_desk import CaseDesk
    from handlers.ui.files import Deliveries
    from handlers.ui.incidents import Incidents
    from handlers.ui.intent import Classifier, Intent
    from handlers.ui.misses import Misses
    from handlers.ui.sending import Sender
    from handlers.ui.signature import Signature
    from handlers.ui.throttle import Throttle
    from handlers.ui.trails import Trails


REMEMBERED = 10_000  # people
TALK_LASTS_S = 600.0
NOTHING_NAMED = Slots()


class UndoneUpdates:
    """Numbers of the updates that an earlier process left undone: `all` that are handled now; those of them that are
    not handled as they were meant, being too `old` or words of which it is not known what was said; of these, those
    that are passed over in `silence`, since a later one of the same chat is answered; and those of which it is
    `unclear` whether somebody was told that they failed: they may show something, and do nothing."""

    def __init__(self) -> None:
        self.all: set[int] = set()
        self.old: set[int] = set()
        self.silence: set[int] = set()
        self.unclear: set[int] = set()

    def forget(self, update_id: int) -> None:
        for numbers in (self.all, self.old, self.silence, self.unclear):
            numbers.discard(update_id)


FIRST_PAUSE_S, LONGEST_OUTAGE_PAUSE_S, LONGEST_PAUSE_S = 1.0, 2.0, 600.0


class UnbookedCharges:
    """What Telegram charged and could not be booked, by update: handled again until it is, since Telegram says it once."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}
        self._pauses_s: dict[int, float] = {}

    def note(self, update_id: int, *, passes: bool) -> bool:
        """Note that it could not be booked; `passes`: that is the database's affair. Return whether it is the first time."""
        times = self._times[update_id] = self._times.get(update_id, 0) + 1
        doubled_s = FIRST_PAUSE_S * 2 ** min(times - 1, 20)
        self._pauses_s[update_id] = min(doubled_s, LONGEST_OUTAGE_PAUSE_S if passes else LONGEST_PAUSE_S)
        return times == 1

    def again_in_s(self, update_id: int) -> float | None:
        """Return in how many seconds one that was just handled is to be handled again; None where it is done."""
        pause_s = self._pauses_s.pop(update_id, None)
        if pause_s is None:
            self._times.pop(update_id, None)
        return pause_s


class Talk(Value):
    """What somebody asked about last, for a few minutes: a topic, the number of the order where it was one, the id of the
    bill where it was one, and what else was named. `near`: topics beside it. Where a screen was opened without a question,
    no topic but its `place`, packed. `asked_which`: it was asked which order is meant.
    """

    topic: str | None
    at_s: float
    order: str | None = None
    bill: str | None = None
    slots: Slots = NOTHING_NAMED
    near: tuple[str, ...] = ()
    place: str | None = None
    asked_which: bool = False


class BotData:
    """What every update shares; filled in once by `bot.app.build_application`."""

    services: Services
    conversation_settings: ConversationSettings
    timers: ReadingTimers
    sender: Sender
    menus: Menus
    deliveries: Deliveries
    desk: CaseDesk
    classify: Classifier
    # Answers a look-up in the staff chat, which knows what every feature's notices are called.
    look_up: Callable[[Update, Context], Awaitable[bool]]
    signature: Signature
    throttle: Throttle
    trails: Trails
    card_photos: Throttle
    files: Throttle
    undone: UndoneUpdates
    unbooked: UnbookedCharges
    # Told the number of an update before somebody is told that it failed.
    note_failed: Callable[[int], None]
    incidents: Incidents
    # Whether an error says that the database cannot be used; it is logged, once in a while.
    is_outage: Callable[[BaseException], bool]
    # By customer, the question that was asked last; forgotten with the process, after which any of theirs is taken for it.
    questions: dict[str, str]
    # By customer, what they asked about last in plain words; forgotten with the process.
    talks: dict[str, Talk]
    # By customer, which language they were offered that they typed; forgotten with the process.
    offered_languages: dict[str, str]
    # By customer, the fingerprint of a card number whose check digit did not fit; forgotten with the process.
    doubted_cards: dict[str, str]
    misses: Misses


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], BotData]):
    """One update's context. `customer` is set by the guards before any handler runs."""

    _customer: CustomerView | None = None
    # Set by the guards: who speaks is in the staff chat.
    of_staff: bool = False
    # Set where it was handled: what Telegram charged is in the books, or never will be.
    booked: bool = False
    # Set by the guards: the first name at Telegram, of which whoever invites may show a letter; not kept otherwise.
    first_name: str | None = None
    # The language of this answer, where a question was typed in another than the chosen one.
    speaks: str | None = None
    # Set by handlers/ui/redaction.py: the message held an ID number; whether it could be taken out of the chat.
    number_deleted: bool | None = None
    # … or a code that nobody else should see.
    code_deleted: bool | None = None
    # A question was answered by this update.
    _has_talked: bool = False
    # Set by handlers/ui/question.py: what was asked before waits for its answer, though this was a question.
    still_asks: bool = False
    # What the chat shows while this update takes long.
    doing: str = ChatAction.TYPING

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:
        context: Self = super().from_update(update, application)
        _at_hand.set((update, context))
        return context

    @classmethod
    def from_error(
        cls, update: object, error: Exception, application: Any, job: Any = None, coroutine: Any = None
    ) -> Self:
        """PTB makes a new context for an error: it knows what was known of the update that failed."""
        of, failed = _at_hand.get()
        context: Self = super().from_error(update, error, application, job, coroutine)
        if failed is not None and of is update:
            context._customer, context.of_staff = failed._customer, failed.of_staff
            context.booked = failed.booked
        return context

    @property
    def services(self) -> Services:
        return self.bot_data.services

    @property
    def conversation_settings(self) -> ConversationSettings:
        return self.bot_data.conversation_settings

    @property
    def timers(self) -> ReadingTimers:
        return self.bot_data.timers

    @property
    def sender(self) -> Sender:
        return self.bot_data.sender

    @property
    def menus(self) -> Menus:
        return self.bot_data.menus

    @property
    def throttle(self) -> Throttle:
        return self.bot_data.throttle

    @property
    def trails(self) -> Trails:
        return self.bot_data.trails

    @property
    def signature(self) -> Signature:
        return self.bot_data.signature

    @property
    def desk(self) -> CaseDesk:
        return self.bot_data.desk

    def classify(self, words: str) -> Intent:
        """Return what typed words mean."""
        return self.bot_data.classify(words)

    async def look_up(self, update: Update) -> bool:
        """Answer what somebody of the staff looks for; return False where the update is nothing of the kind."""
        return await self.bot_data.look_up(update, self)

    def asked(self, question: str) -> None:
        """Keep the question: from now on it is this one that the next words answer."""
        questions = self.bot_data.questions
        questions.pop(self.customer.id, None)
        questions[self.customer.id] = question
        if len(questions) > REMEMBERED:
            del questions[next(iter(questions))]

    def is_asked(self, question: str) -> bool:
        return self.bot_data.questions.get(self.customer.id, question) == question

    def talks_of(self, topic: str, slots: Slots = NOTHING_NAMED, near: Sequence[str] = ()) -> None:
        """Keep what is asked about: for some minutes 那下个月呢 is about the same."""
        self._has_talked = True
        self._keep_talk(Talk(topic, monotonic(), order=slots.order, slots=slots, near=tuple(near)))

    def talks_more_closely(self, order: str | None = None, bill: str | None = None) -> None:
        """Keep which order and which bill what is asked about turned out to be of."""
        if (talk := self.talk) is not None:
            self._keep_talk(replace(talk, order=order or talk.order, bill=bill or talk.bill))

    def asks_which(self) -> None:
        """Keep that it is asked which order is meant: its name alone is an answer."""
        if (talk := self.talk) is not None:
            self._keep_talk(replace(talk, asked_which=True))

    def saw(self, place: str) -> None:
        """Keep which screen was opened, unless it was opened by what was asked just now: what goes on is about it."""
        if not self._has_talked:
            self._keep_talk(Talk(None, monotonic(), place=place))

    def _keep_talk(self, talk: Talk) -> None:
        talks = self.bot_data.talks
        talks.pop(self.customer.id, None)
        talks[self.customer.id] = talk
        if len(talks) > REMEMBERED:
            del talks[next(iter(talks))]

    @property
    def talk(self) -> Talk | None:
        """What was asked about last, where that was a moment ago."""
        talk = self.bot_data.talks.get(self.customer.id)
        return talk if talk is not None and monotonic() - talk.at_s < TALK_LASTS_S else None

    @property
    def card_photos(self) -> Throttle:
        """So many photos of ID cards a minute: reading one costs seconds."""
        return self.bot_data.card_photos

    @property
    def files(self) -> Throttle:
        """So many files of repayment plans a minute."""
        return self.bot_data.files

    @property
    def doubted_cards(self) -> dict[str, str]:
        return self.bot_data.doubted_cards

    @property
    def misses(self) -> Misses:
        return self.bot_data.misses

    @property
    def deliveries(self) -> Deliveries:
        return self.bot_data.deliveries

    @property
    def customer(self) -> CustomerView:
        assert self._customer is not None, "the guards run first"
        return self._customer

    @property
    def known_customer(self) -> CustomerView | None:
        """The customer, or None where the guards did not get as far."""
        return self._customer

    def set_customer(self, customer: CustomerView) -> None:
        self._customer = customer

    @property
    def t(self) -> Texts:
        return texts_for(self.speaks or self.customer.locale)

    @property
    def today(self) -> date:
        return self.services.today()


# The update that is handled by this task, and its context; a task that was begun by it may outlive it.
_at_hand: ContextVar[tuple[object, Context | None]] = ContextVar("context", default=(None, None))


def as_context(context: object) -> Context:
    """PTB types an error handler's context loosely; ours is always a `Context`."""
    return cast(Context, context)


def staff_hours(context: Context) -> StaffHours:
    return context.conversation_settings.hours_at(context.services.clock.now())
