"""Encryption of single fields: authenticated, with keys that can be rotated, and a keyed hash for look-up."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Settings, SettingsError

KEY_FILE = "field.key"
_LOOKUP = "lookup="
_PREFIX = "gAAAA"  # every token begins so: the version, and the time until the year 2106


@dataclass(frozen=True, slots=True)
class Keys:
    """`fields`, newest first: the first seals, each opens. `lookup`: what hashes for look-up hang on; where it is not named,
    the oldest key, so that putting a new one in front changes no hash."""

    fields: tuple[str, ...]
    lookup: str | None = None

    @property
    def hash_key(self) -> bytes:
        return hashlib.sha256(b"lookup:" + (self.lookup or self.fields[-1]).encode()).digest()

    def with_newest(self, key: str) -> Self:
        """Return the keys with a newest one; the same hashes, whatever becomes of the older keys."""
        return replace(self, fields=(key, *self.fields), lookup=self.lookup or self.fields[-1])

    def newest_only(self) -> Self:
        return replace(self, fields=self.fields[:1], lookup=self.lookup or self.fields[-1])

    def __repr__(self) -> str:
        return f"Keys({len(self.fields)})"


class FernetCipher:
    """Seals with the first key, opens with any. Fulfils `domain.ports.FieldCipher`.

    `again`: reads the keys anew, for a token that none of them opens: another process may have rotated them meanwhile.
    """

    def __init__(self, keys: Keys, again: Callable[[], Keys] | None = None) -> None:
        self._again = again
        self._use(keys)

    def _use(self, keys: Keys) -> None:
        self._newest = Fernet(keys.fields[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys.fields])
        self._hash_key = keys.hash_key

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            if self._again is None:
                raise
            self._use(self._again())
            return self._fernet.decrypt(token.encode()).decode()

    def lookup_hash(self, plain: str) -> str:
        return hmac.new(self._hash_key, plain.encode(), hashlib.sha256).hexdigest()

    def resealed(self, token: str) -> str | None:
        """Return the same under the newest key; None where it is already, or where it is no token at all.

        Raises `InvalidToken` where no key opens it.
        """
        if not token.startswith(_PREFIX):
            return None
        try:
            self._newest.decrypt(token.encode())
        except InvalidToken:
            return self._fernet.rotate(token.encode()).decode()
        return None


def make_cipher(settings: Settings) -> FernetCipher:
    """Make the cipher with the keys of FIELD_KEYS, or with those of a key file that is made at the first start."""
    again = None if settings.field_keys is not None else lambda: read_keys(settings)
    try:
        return FernetCipher(read_keys(settings), again)
    except (ValueError, IndexError):
        raise SettingsError(
            f"{keys_source(settings)} does not hold usable keys: each is 32 bytes in URL-safe base64, several with"
            " commas."
        ) from None


def keys_source(settings: Settings) -> str:
    return "FIELD_KEYS" if settings.field_keys is not None else str(settings.data_dir / KEY_FILE)


def read_keys(settings: Settings) -> Keys:
    """Read the keys as they stand now; the key file is made where there is none. They may be unusable."""
    if settings.field_keys is None:
        return _read(_key_file(settings.data_dir / KEY_FILE))
    keys = (key.strip() for key in settings.field_keys.get_secret_value().split(","))
    lookup = settings.lookup_key
    return Keys(tuple(key for key in keys if key), lookup.get_secret_value() if lookup else None)


def write_keys(settings: Settings, keys: Keys) -> None:
    """Put them into the key file, all at once: whoever reads it sees the old ones or the new."""
    path = settings.data_dir / KEY_FILE
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key}\n" for key in keys.fields)
        if keys.lookup is not None:
            file.write(f"{_LOOKUP}{keys.lookup}\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _read(words: Sequence[str]) -> Keys:
    lookup = next((word.removeprefix(_LOOKUP) for word in words if word.startswith(_LOOKUP)), None)
    return Keys(tuple(word for word in words if not word.startswith(_LOOKUP)), lookup)


def _key_file(path: Path) -> list[str]:
    """Return the lines of the file; it is made where there is none, readable by its owner only."""
    try:
        return path.read_text().split()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Fernet.generate_key().decode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment earlier
        return path.read_text().split()
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    return [key]


def key_file_is_new(settings: Settings) -> bool:
    """Return whether this start is going to make the key file, so that it can be said."""
    return settings.field_keys is None and not (settings.data_dir / KEY_FILE).exists()
