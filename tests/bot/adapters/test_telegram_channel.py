"""What an error of Telegram's says about a notice: to be tried again only where it surely did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cryptography.fernet import Fernet
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.adapters.channels.telegram import TelegramChannel
from bot.adapters.cipher import PlaceCipher
from bot.adapters.clock import SystemClock
from bot.adapters.keys import Keys
from bot.sending.pacing import OwnSendSlots, Pace, tempo_for
from domain.customers.results import CustomerView
from domain.notices.bill_notices import DueContent
from domain.notices.ports import DeliveryOutcome
from domain.outbox.results import NoticeKind
from domain.value import replace
from handlers.ui.reply import Reply
from handlers.ui.sending import NotDelivered, Sender
from handlers.ui.signature import Signature

KEY = Fernet.generate_key().decode()
CIPHER = PlaceCipher(Keys((KEY,)))
SOMEBODY = CustomerView("somebody", 1, "zh_CN")
SOMEBODY = replace(SOMEBODY, telegram_token=CIPHER.seal("1", SOMEBODY.telegram_place))
NOTHING_DUE = DueContent(NoticeKind.DUE_TODAY, date(2026, 2, 5), date(2026, 2, 5), ())


class FailingSender(Sender):
    def __init__(self, error: TelegramError) -> None:
        self._error = error

    async def remind(self, chat_id: int, reply: Reply, *, plain: bool = False) -> int:
        raise self._error


@pytest.mark.parametrize(
    ("kind", "said", "outcome"),
    [
        (NotDelivered, "Bad Gateway (502)", DeliveryOutcome.RETRY),
        (RetryAfter, 0, DeliveryOutcome.RETRY),
        (BadRequest, "can't parse entities", DeliveryOutcome.RETRY),
        (TimedOut, "Timed out", DeliveryOutcome.UNCERTAIN),
        (NetworkError, "MalformedAnswer: IncompleteReadError", DeliveryOutcome.UNCERTAIN),
        (Forbidden, "bot was blocked by the user", DeliveryOutcome.UNREACHABLE),
        (BadRequest, "Chat not found", DeliveryOutcome.UNREACHABLE),
    ],
)
async def test_the_error_says_whether_a_notice_arrived(
    kind: Callable[[Any], TelegramError],
    said: object,
    outcome: DeliveryOutcome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `bot.app` does
    monkeypatch.setattr("bot.adapters.channels.telegram.notice", lambda *_: Reply(("x",)))
    pace, signature = (
        Pace(OwnSendSlots(), tempo_for(1000), SystemClock()),
        Signature(CIPHER),
    )
    delivery = await TelegramChannel(FailingSender(kind(said)), pace, signature, CIPHER).deliver(
        SOMEBODY, NOTHING_DUE
    )
    assert delivery.outcome is outcome


class NobodySends(Sender):
    def __init__(self) -> None:
        self.sent: list[int] = []

    async def remind(self, chat_id: int, reply: Reply, *, plain: bool = False) -> int:
        self.sent.append(chat_id)
        return 1


@pytest.mark.parametrize(
    "telegram_token",
    [SOMEBODY.telegram_token, None, "b1.AAAA"],
    ids=["of another row", "none", "no seal"],
)
async def test_a_notice_goes_to_no_account_but_the_one_that_was_sealed_as_theirs(
    telegram_token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.channels.telegram.notice", lambda *_: Reply(("x",)))
    sender = NobodySends()
    pace = Pace(OwnSendSlots(), tempo_for(1000), SystemClock())
    channel = TelegramChannel(sender, pace, Signature(CIPHER), CIPHER)
    written = replace(SOMEBODY, telegram_id=99, telegram_token=telegram_token)
    refused = await channel.deliver(written, NOTHING_DUE)
    assert (refused.outcome, refused.reason) == (DeliveryOutcome.RETRY, "account_refused")
    assert sender.sent == []
    assert (await channel.deliver(SOMEBODY, NOTHING_DUE)).outcome is DeliveryOutcome.SENT
    assert sender.sent == [SOMEBODY.telegram_id]
