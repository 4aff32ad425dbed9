"""A kind of notice in words: each feature declares the views of its kinds in its `notices`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from domain.value import Value
from handlers.ui.i18n import Texts
from handlers.ui.reply import Reply

_C = TypeVar("_C", bound=NoticeContent)


class NoticeView(Value, Generic[_C]):
    """`label`: what the record of notices calls the kind (marked with `N_`); `content`: the type that `show` words.
    `is_question`: it is answered where it stands; every other one stays as it is.
    """

    kind: NoticeKind
    label: str
    content: type[_C]
    show: Callable[[Texts, _C], Reply]
    is_question: bool = False

    def __call__(self, t: Texts, content: NoticeContent) -> Reply:
        """Raise `TypeError` for a content of another type."""
        if not isinstance(content, self.content):
            raise TypeError(f"{type(content).__name__} is no content of {self.kind}")
        shown = self.show(t, content)
        return shown if self.is_question else shown.as_proof()
