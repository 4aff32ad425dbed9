"""RSA as gateways use it: keys that are read from files, and signatures (SHA-256, PKCS #1 v1.5) in Base64."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from bot.settings import SettingsError


def private_key(file: Path | None, setting: str) -> RSAPrivateKey:
    """Read it. Raises `SettingsError`, which names the setting."""
    key = _read(file, setting)
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError(f"{setting} must hold a private key, not a public one.")
    return key


def public_key(file: Path | None, setting: str) -> RSAPublicKey:
    """Read it. Raises `SettingsError`, which names the setting."""
    key = _read(file, setting)
    if not isinstance(key, RSAPublicKey):
        raise SettingsError(f"{setting} must hold a public key, not a private one.")
    return key


def sign(key: RSAPrivateKey, text: bytes) -> str:
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """Return whether the signature is the text's, by that key."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):  # the latter: no Base64
        return False
    return True


def _read(file: Path | None, setting: str) -> RSAPrivateKey | RSAPublicKey:
    """Return the key of either kind. Alipay's own tool writes keys without the lines around them; both are taken."""
    assert file is not None  # the settings saw to it
    try:
        text = file.read_text(encoding="ascii").strip()
        key = _pem(text.encode()) if text.startswith("-----") else _der(base64.b64decode(text, validate=True))
    except OSError as error:
        raise SettingsError(f"{setting} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):  # a password on it is a TypeError
        raise SettingsError(f"{setting} holds no RSA key.") from None
    if not isinstance(key, RSAPrivateKey | RSAPublicKey):
        raise SettingsError(f"{setting} holds no RSA key.")
    return key


def _pem(text: bytes) -> object:
    return load_pem_private_key(text, None) if b"PRIVATE KEY" in text else load_pem_public_key(text)


def _der(content: bytes) -> object:
    try:
        return load_der_private_key(content, None)
    except ValueError:
        return load_der_public_key(content)
