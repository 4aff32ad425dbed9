"""A kind of notice is composed in exactly one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.wiring import NOTICES
from domain.outbox.results import NoticeKind
from domain.outbox.spec import specs_by_kind


def test_each_kind_finds_its_own() -> None:
    assert {kind: spec.kind for kind, spec in specs_by_kind(NOTICES).items()} == {
        one: one for one in NoticeKind
    }


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_kind_that_nobody_composes_is_refused_by_name(kind: NoticeKind) -> None:
    with pytest.raises(ValueError, match=rf"nobody composes: {kind}$"):
        specs_by_kind([spec for spec in NOTICES if spec.kind is not kind])


def test_a_kind_composed_in_two_ways_is_refused() -> None:
    with pytest.raises(ValueError, match="in two ways"):
        specs_by_kind([*NOTICES, replace(NOTICES[0], transactional=True)])
