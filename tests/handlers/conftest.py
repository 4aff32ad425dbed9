"""Screens on one kind of database: theirs are the services' answers, which are tested on both."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_kind() -> str:
    """What the services do is tested on both kinds; what is said about it does not depend on the kind."""
    return "sqlite"
