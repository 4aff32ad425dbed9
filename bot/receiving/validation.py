"""Whether an update is what Telegram says an update is, of the kinds and fields that are used here.

PTB makes its objects of whatever it is given: a list where a text should be goes through, and breaks something later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

# Identifiers of Telegram have at most 52 significant bits, its counts 32.
Id = Annotated[int, Field(gt=-(2**52), lt=2**52)]
Count = Annotated[int, Field(ge=0, lt=2**32)]
Amount = Annotated[int, Field(ge=0, lt=2**52)]


class _Shape(BaseModel):
    """Strict: a number is no text. What is not named here is not used."""

    # Built at the first update of the kind: all of them cost a tenth of a start.
    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True)


class _User(_Shape):
    id: Id
    is_bot: bool
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class _Chat(_Shape):
    id: Id
    type: Literal["private", "group", "supergroup", "channel"]
    title: str | None = None


class _Entity(_Shape):
    type: str
    offset: Count
    length: Count


class _File(_Shape):
    file_id: str
    file_unique_id: str
    file_size: Amount | None = None
    mime_type: str | None = None
    file_name: str | None = None


class _Payment(_Shape):
    currency: str
    total_amount: Amount
    invoice_payload: str
    telegram_payment_charge_id: str
    provider_payment_charge_id: str


class _BareMessage(_Shape):
    """A message, or one that cannot be reached any more (of the date 0)."""

    message_id: Id
    date: Count
    chat: _Chat
    from_user: Annotated[_User | None, Field(alias="from")] = None


class _Message(_BareMessage):
    text: str | None = None
    caption: str | None = None
    entities: list[_Entity] | None = None
    caption_entities: list[_Entity] | None = None
    photo: list[_File] | None = None
    document: _File | None = None
    successful_payment: _Payment | None = None
    reply_to_message: _BareMessage | None = None
    sender_chat: _Chat | None = None
    migrate_to_chat_id: Id | None = None
    migrate_from_chat_id: Id | None = None
    media_group_id: str | None = None
    message_thread_id: Id | None = None
    is_topic_message: bool | None = None


class _Tap(_Shape):
    id: str
    from_user: Annotated[_User, Field(alias="from")]
    data: str | None = None
    message: _Message | None = None


class _PreCheckout(_Shape):
    id: str
    from_user: Annotated[_User, Field(alias="from")]
    currency: str
    total_amount: Amount
    invoice_payload: str


class _Member(_Shape):
    status: str
    user: _User


class _Membership(_Shape):
    chat: _Chat
    from_user: Annotated[_User, Field(alias="from")]
    date: Count
    old_chat_member: _Member
    new_chat_member: _Member


_KINDS: Mapping[str, type[_Shape]] = {
    "message": _Message,
    "edited_message": _Message,
    "callback_query": _Tap,
    "pre_checkout_query": _PreCheckout,
    "my_chat_member": _Membership,
}


class InvalidUpdate(Exception):
    """It has not the form that Telegram promises; the message names the field and nothing of what was in it."""


def is_relevant(raw: Mapping[str, Any]) -> bool:
    """Return whether it is of a kind that somebody is answered for. Raises `InvalidUpdate`."""
    kinds = [kind for kind in _KINDS if kind in raw]
    for kind in kinds:
        try:
            _KINDS[kind].model_validate(raw[kind])
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            raise InvalidUpdate(".".join(map(str, (kind, *fault["loc"])))) from None
    return bool(kinds)
