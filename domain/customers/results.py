"""What the other features and the screens know of a customer."""

from __future__ import annotations

from domain.ports import Place
from domain.value import Value


class CustomerView(Value):
    id: str
    telegram_id: int
    locale: str
    plain_text: bool = False  # the customer wants tables as text
    is_new: bool = False
    was_unreachable: bool = False  # had stopped the assistant, and is back with this
    word_token: str | None = None  # the word by which they know our messages, sealed
    is_renamed: bool = False  # has another name at Telegram than the last time
    telegram_token: str | None = None  # which Telegram account is theirs, sealed

    @property
    def word_place(self) -> Place:
        """Where `word_token` stands."""
        return Place("customers", "word_token", (self.id,))

    @property
    def telegram_place(self) -> Place:
        """Where `telegram_token` stands."""
        return Place("customers", "telegram_token", (self.id,))
