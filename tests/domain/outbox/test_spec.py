"""Each kind of notice is composed in exactly one way, and worded in one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.wiring import NOTICES
from domain.outbox.results import NoticeKind
from domain.outbox.spec import OfKind, by_kind
from handlers.notices.views import VIEWS

PARTS = pytest.mark.parametrize("parts", [NOTICES, VIEWS], ids=["specs", "views"])


@PARTS
def test_each_kind_finds_its_own(parts: Sequence[OfKind]) -> None:
    assert {kind: part.kind for kind, part in by_kind(parts).items()} == {one: one for one in NoticeKind}


@PARTS
@pytest.mark.parametrize("kind", NoticeKind)
def test_a_kind_that_is_left_out_is_refused_by_name(kind: NoticeKind, parts: Sequence[OfKind]) -> None:
    with pytest.raises(ValueError, match=rf"left out: {kind}$"):
        by_kind([part for part in parts if part.kind is not kind])


@PARTS
def test_a_kind_that_stands_there_twice_is_refused(parts: Sequence[OfKind]) -> None:
    with pytest.raises(ValueError, match="twice"):
        by_kind([*parts, parts[0]])
