"""The keys: those that seal fields, and those that hang on the oldest of them, which hash for look-up and chain the ledger.

They stand in FIELD_KEYS, or in a key file that is made at the first start. There it is noted, too, that nothing of version
0.1.0 is left: not in the database, or whoever can write that could take it back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet

from bot.private_files import private_folder
from bot.settings import Settings, SettingsError
from domain.value import Value, replace

KEY_FILE = "field.key"
_LOOKUP = "lookup="
_BOUND = "bound=yes"


class Keys(Value):
    """`fields`, newest first: the first seals, each opens. `lookup`: what hashes for look-up and the ledger's chain hang on;
    where it is not named, the oldest key, so that putting a new one in front changes none of them. `bound`: nothing is left
    that version 0.1.0 wrote, neither fields that open anywhere nor chains without a key, and none is taken any more.
    """

    fields: tuple[str, ...]
    lookup: str | None = None
    bound: bool = False

    @property
    def hash_key(self) -> bytes:
        return self._derived(b"lookup:")

    @property
    def chain_key(self) -> bytes:
        """The key of the ledger's chain; it stays as it is when the fields' keys are rotated."""
        return self._derived(b"ledger:")

    @property
    def fingerprint(self) -> str:
        """What an operator tells keys apart by, in 8 hex digits; rotating leaves it as it is."""
        return self._derived(b"fingerprint:").hex()[:8]

    def _derived(self, purpose: bytes) -> bytes:
        return hashlib.sha256(purpose + (self.lookup or self.fields[-1]).encode()).digest()

    def with_newest(self, key: str) -> Self:
        """Return the keys with a newest one; the same hashes, whatever becomes of the older keys."""
        return replace(self, fields=(key, *self.fields), lookup=self.lookup or self.fields[-1])

    def all_bound(self) -> Self:
        return replace(self, bound=True)

    def newest_only(self) -> Self:
        return replace(self, fields=self.fields[:1], lookup=self.lookup or self.fields[-1])

    def __repr__(self) -> str:
        return f"Keys({len(self.fields)})"


def keys_source(settings: Settings) -> str:
    return "FIELD_KEYS" if settings.field_keys is not None else str(settings.data_dir / KEY_FILE)


def read_keys(settings: Settings) -> Keys:
    """Read the keys as they stand now; the key file is made where there is none. They may be unusable."""
    if settings.field_keys is None:
        return _read(_key_file(settings.data_dir / KEY_FILE))
    keys = (key.strip() for key in settings.field_keys.get_secret_value().split(","))
    lookup = settings.lookup_key
    return Keys(
        tuple(key for key in keys if key),
        lookup.get_secret_value() if lookup else None,
        bound=settings.fields_bound,
    )


def present_keys(settings: Settings) -> Keys:
    """Read the keys of a database that is in use. Raises `SettingsError` where there are none: new ones would be others."""
    if key_file_is_new(settings):
        raise SettingsError(
            f"the keys are not here, so nothing can be booked: set FIELD_KEYS, or put the key file into {settings.data_dir}."
        )
    return read_keys(settings)


def write_keys(settings: Settings, keys: Keys) -> None:
    """Put them into the key file, all at once: whoever reads it sees the old ones or the new."""
    path = settings.data_dir / KEY_FILE
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key}\n" for key in keys.fields)
        if keys.lookup is not None:
            file.write(f"{_LOOKUP}{keys.lookup}\n")
        if keys.bound:
            file.write(f"{_BOUND}\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _read(words: Sequence[str]) -> Keys:
    lookup = next((word.removeprefix(_LOOKUP) for word in words if word.startswith(_LOOKUP)), None)
    fields = (word for word in words if not word.startswith(_LOOKUP) and word != _BOUND)
    return Keys(tuple(fields), lookup, bound=_BOUND in words)


def _key_file(path: Path) -> list[str]:
    """Return the lines of the file; it is made where there is none, readable by its owner only. Under a key that is made now
    there is nothing of an earlier version.
    """
    try:
        return path.read_text().split()
    except FileNotFoundError:
        pass
    private_folder(path.parent)
    key = Fernet.generate_key().decode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment earlier
        return path.read_text().split()
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{key}\n{_BOUND}\n")
    return [key, _BOUND]


def key_file_is_new(settings: Settings) -> bool:
    """Return whether this start is going to make the key file, so that it can be said."""
    return settings.field_keys is None and not (settings.data_dir / KEY_FILE).exists()
