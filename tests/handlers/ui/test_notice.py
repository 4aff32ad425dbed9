"""A view of a notice words the content of its own kind only."""

from __future__ import annotations

from datetime import date

import pytest

from domain.autopay.notices import NewCardContent
from domain.loans.results import CardView
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Reply, reply

T = texts_for("zh_CN")


def _shown(t: Texts, content: NewCardContent) -> Reply:
    return reply(content.card.last_four)


VIEW = NoticeView(NoticeKind.NEW_CARD, "新卡首次扣款", NewCardContent, _shown)


def test_its_content_is_worded() -> None:
    content = NewCardContent(NoticeKind.NEW_CARD, date(2026, 2, 5), CardView("card", "0018", "ICBC"))
    assert VIEW(T, content).html() == "0018"


def test_another_content_is_refused_with_both_names() -> None:
    with pytest.raises(TypeError, match="NoticeContent is no content of new_card"):
        VIEW(T, NoticeContent(NoticeKind.NEW_CARD, date(2026, 2, 5)))
