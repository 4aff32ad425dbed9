"""Encryption of single fields: authenticated, bound to their place, with keys that can be rotated, and a keyed hash for
look-up.

A token is `b1.` and, in base64, the number of its key, a random nonce of 96 bits and what AES-256-GCM makes of the text,
with the place as associated data. Each place has a key of its own, derived from the field key: two nonces would have to be
equal within the few texts that one field ever holds, so there is no limit to how much a field key seals.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.adapters.keys import Keys, keys_source, read_keys
from bot.observer import NobodyWatches, Observer
from bot.settings import Settings, SettingsError
from domain.errors import SealBroken
from domain.ports import Place

logger = logging.getLogger(__name__)
_BOUND = "b1."
_OLD = "gAAAA"  # how every token of version 0.1.0 begins: Fernet's version, and the time until the year 2106
_NUMBER, _NONCE = 4, 12  # bytes
_NOT_OPENED = (
    "a sealed field does not open in its place, %s.%s: moved, altered, or without its key; `python -m bot audit`"
    " names the row"
)
_NOT_THE_SAME = (
    "what stands beside a sealed field is not what was sealed, %s.%s: somebody wrote it into the database; `python -m"
    " bot audit` names the row"
)
MOST_TOLD = 10_000  # places; whoever alters that many needs no more lines in the log


class NoKeyOpens(SealBroken):
    """None of the keys sealed it: the right one may be missing."""


class _FieldKey:
    """One key, as it seals; `number` tells its tokens from those of others."""

    def __init__(self, key: str) -> None:
        self.fernet = Fernet(key)  # raises ValueError where it is no key
        raw = base64.urlsafe_b64decode(key)
        self.number = hmac.digest(raw, b"number of the key", "sha256")[:_NUMBER]
        self._root = hmac.digest(raw, b"fields bound to their place", "sha256")

    def at(self, bound_to: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._root, bound_to, "sha256"))


class PlaceCipher:
    """Seals with the first key, opens with any. Fulfils `domain.ports.FieldCipher`.

    `again`: reads the keys anew, for a token that none of them opens: another process may have rotated them meanwhile.
    """

    def __init__(
        self, keys: Keys, again: Callable[[], Keys] | None = None, observer: Observer | None = None
    ) -> None:
        self._again = again
        self._observer = observer or NobodyWatches()
        self._told = set[Place]()
        self._use(keys)

    def _use(self, keys: Keys) -> None:
        every = [_FieldKey(key) for key in keys.fields]
        self._newest = every[0]
        self._by_number = {key.number: key for key in every}
        self._old = None if keys.bound else MultiFernet([key.fernet for key in every])
        self._hash_key = keys.hash_key

    def seal(self, plain: str, place: Place) -> str:
        bound_to, nonce = place.as_bytes(), os.urandom(_NONCE)
        sealed = self._newest.at(bound_to).encrypt(nonce, plain.encode(), bound_to)
        return _BOUND + base64.urlsafe_b64encode(self._newest.number + nonce + sealed).decode()

    def open(self, token: str, place: Place) -> str:
        """Return what was sealed. Raises `SealBroken`, which is logged once for each place."""
        try:
            try:
                return self._opened(token, place)
            except NoKeyOpens:
                if self._again is None:
                    raise
                self._use(self._again())
                return self._opened(token, place)
        except SealBroken:
            self._note(place)
            raise

    def confirm(self, token: str | None, place: Place, plain: str) -> None:
        """Raise `SealBroken` unless it is `plain` that was sealed there; logged once for each place, too."""
        if token is None or self.open(token, place) != plain:
            self._note(place, _NOT_THE_SAME)
            raise _broken(place)

    def _opened(self, token: str, place: Place) -> str:
        if token.startswith(_OLD):
            return self._opened_old(token, place)
        raw = _decoded(token)
        if raw is None:
            raise _broken(place)
        key = self._by_number.get(raw[:_NUMBER])
        if key is None:
            raise NoKeyOpens(table=place.table, column=place.column)
        bound_to = place.as_bytes()
        try:
            nonce, sealed = raw[_NUMBER : _NUMBER + _NONCE], raw[_NUMBER + _NONCE :]
            return key.at(bound_to).decrypt(nonce, sealed, bound_to).decode()
        except (InvalidTag, ValueError):
            raise _broken(place) from None

    def _opened_old(self, token: str, place: Place) -> str:
        if self._old is None:  # nothing of 0.1.0 is left: somebody put it there
            raise _broken(place)
        try:
            return self._old.decrypt(token.encode()).decode()
        except (InvalidToken, ValueError):
            raise NoKeyOpens(table=place.table, column=place.column) from None

    def _note(self, place: Place, said: str = _NOT_OPENED) -> None:
        self._observer.field_refused(place.table, place.column)
        if place not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(place)
            logger.error(said, place.table, place.column)

    def lookup_hash(self, plain: str) -> str:
        return hmac.new(self._hash_key, plain.encode(), hashlib.sha256).hexdigest()

    def check(self, token: str, place: Place) -> None:
        """Raise `SealBroken` unless it opens there; nothing is logged or counted."""
        self._opened(token, place)

    def resealed(self, token: str, place: Place) -> str | None:
        """Return the same under the newest key; None where it is already. Raises `NoKeyOpens`, and `SealBroken` where no
        other key would help.
        """
        plain = self._opened(token, place)
        raw = _decoded(token)
        if raw is not None and raw[:_NUMBER] == self._newest.number:
            return None
        return self.seal(plain, place)


def is_old(token: str) -> bool:
    """Return whether version 0.1.0 sealed it, for no place."""
    return token.startswith(_OLD)


def _decoded(token: str) -> bytes | None:
    """Return the token's bytes; None where it is none."""
    if not token.startswith(_BOUND):
        return None
    try:
        raw = base64.b64decode(token[len(_BOUND) :], altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) > _NUMBER + _NONCE else None


def _broken(place: Place) -> SealBroken:
    return SealBroken(table=place.table, column=place.column)


def make_cipher(settings: Settings, observer: Observer | None = None) -> PlaceCipher:
    """Make the cipher with the keys of FIELD_KEYS, or with those of a key file that is made at the first start."""
    again = None if settings.field_keys is not None else lambda: read_keys(settings)
    keys = usable_keys(settings)
    if not keys.bound:
        how = "set FIELDS_BOUND=true" if again is None else "stop all processes and start once"
        logger.warning("what version 0.1.0 sealed is still taken: run `python -m bot migrate`, then %s", how)
    return PlaceCipher(keys, again, observer)


def usable_keys(settings: Settings) -> Keys:
    """Read the keys. Raises `SettingsError` where they seal nothing."""
    keys = read_keys(settings)
    try:
        _require(keys.fields)
    except (ValueError, IndexError):
        raise SettingsError(
            f"{keys_source(settings)} does not hold usable keys: each is 32 bytes in URL-safe base64, several with"
            " commas."
        ) from None
    return keys


def _require(keys: Sequence[str]) -> None:
    """Raise ValueError or IndexError unless there are keys, and each is one."""
    keys[0]
    for key in keys:
        Fernet(key)
