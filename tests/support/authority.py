"""The only authority that tests trust: reading those of the whole world, for each client anew, is a tenth of a test."""

from __future__ import annotations

import os
from pathlib import Path

import certifi

AUTHORITY = Path(__file__).with_suffix(".pem")
# Where those of the world are.
THE_WORLDS = certifi.where()


def trust_nobody_else() -> None:
    """From now on, whoever asks `certifi` whom to trust gets this one, whatever the machine's own settings say."""
    for setting in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        os.environ.pop(setting, None)
    setattr(certifi, "where", lambda: str(AUTHORITY))  # noqa: B010
