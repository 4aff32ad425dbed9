"""Settings as they are where nobody set any."""

from __future__ import annotations

from functools import cache

import pytest

from bot.settings import Settings


def forget_settings(patch: pytest.MonkeyPatch) -> None:
    """A developer's own .env or environment is out of sight."""
    for name in Settings.model_fields:
        patch.delenv(name.upper(), raising=False)
    patch.setitem(Settings.model_config, "env_file", None)


@cache
def untouched_settings() -> Settings:
    """Those of somebody who set none. Reading them takes longer than many a test."""
    with pytest.MonkeyPatch.context() as patch:
        forget_settings(patch)
        return Settings()
