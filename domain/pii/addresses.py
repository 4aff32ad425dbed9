"""Addresses that customers type: whether they can be right, and how they are shown."""

from __future__ import annotations

from enum import StrEnum

from domain.patterns import pattern
from domain.pii.id_numbers import _DASHES, _folded, mask_phone


class AddressKind(StrEnum):
    """What a customer types for a channel."""

    EMAIL = "email"
    PHONE = "phone"
    KEY = "key"  # of an app on their phone, as Bark


LONGEST = 254  # of an e-mail address, RFC 5321
_EMAIL = pattern(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{2,63})+")
_PHONE = pattern(r"1[3-9][0-9]{9}")
_KEY = pattern(r"[A-Za-z0-9_-]{8,64}")
_FORMS = {AddressKind.EMAIL: _EMAIL, AddressKind.PHONE: _PHONE, AddressKind.KEY: _KEY}


def read_address(kind: AddressKind, typed: str) -> str | None:
    """Return the address without what is written around it; None where it cannot be one."""
    text = typed.strip()
    if kind is AddressKind.PHONE:
        text = _DASHES.sub("", "".join(_folded(text).split())).removeprefix("+86")
    if len(text) > LONGEST or not _FORMS[kind].fullmatch(text):
        return None
    return text


def mask_address(kind: AddressKind, address: str) -> str:
    match kind:
        case AddressKind.PHONE:
            return mask_phone(address)
        case AddressKind.EMAIL:
            local, _, domain = address.partition("@")
            return f"{local[:2] if len(local) > 3 else local[:1]}***@{domain}"
    return f"{address[:2]}****{address[-2:]}"
