"""What the texts are tried on."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_kind() -> str:
    """What is said does not depend on the kind."""
    return "sqlite"
