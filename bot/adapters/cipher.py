"""Encryption of single fields: authenticated, with keys that can be rotated, and a keyed hash for look-up."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from bot.settings import Settings, SettingsError

KEY_FILE = "field.key"


class FernetCipher:
    """Seals with the first key, opens with any. Fulfils `domain.ports.FieldCipher`."""

    def __init__(self, keys: list[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # The hash must stay the same when a key is put in front, so it hangs on the last, the oldest.
        self._hash_key = hashlib.sha256(b"lookup:" + keys[-1].encode()).digest()

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, token: str) -> str:
        return self._fernet.decrypt(token.encode()).decode()

    def lookup_hash(self, plain: str) -> str:
        return hmac.new(self._hash_key, plain.encode(), hashlib.sha256).hexdigest()


def make_cipher(settings: Settings) -> FernetCipher:
    """With the keys of FIELD_KEYS, or with those of a key file that is made at the first start."""
    if settings.field_keys is not None:
        keys = [key.strip() for key in settings.field_keys.get_secret_value().split(",") if key.strip()]
        source = "FIELD_KEYS"
    else:
        path = settings.data_dir / KEY_FILE
        keys = _key_file(path)
        source = str(path)
    try:
        return FernetCipher(keys)
    except (ValueError, IndexError):
        raise SettingsError(
            f"{source} does not hold usable keys: each is 32 bytes in URL-safe base64, several with commas."
        ) from None


def _key_file(path: Path) -> list[str]:
    """The keys in the file, one a line; made where there is none, readable by its owner only."""
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
    """Whether this start is going to make the key file, so that it can be said."""
    return settings.field_keys is None and not (settings.data_dir / KEY_FILE).exists()
