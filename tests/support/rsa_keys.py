"""RSA keys for tests, as the files that gateways give out."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


def make_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def private_file(key: RSAPrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(Encoding.PEM, form, NoEncryption())


def public_file(key: RSAPrivateKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, form)


def bare(file: bytes) -> str:
    """The same key as Alipay's tool writes it: without the lines around it, in one."""
    made = "".join(line for line in file.decode().splitlines() if not line.startswith("-----"))
    assert base64.b64decode(made)
    return made
