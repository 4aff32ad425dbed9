"""What no message may say, be or do; see docs/rules/notices.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape, unescape

from bot.wiring import TRANSACTIONAL
from domain.customers.results import CustomerView
from domain.dates import SHANGHAI
from domain.notices.bill_notices import BillsContent
from domain.notices.content import OF_LATENESS
from domain.notices.delivery import may_contact
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from domain.patterns import pattern
from handlers.ui.reply import MAX_TEXT, Reply

MAX_RICH = 32_768
# What threatens: in the three languages, whichever the message is in, for a lender's name can be in another.
THREATS = pattern(
    "黑名单|黑名單|起诉|起訴|后果自负|後果自負|上门|上門|法院"
    r"|\b(?:black-?list\w*|sue[ds]?|suing|lawsuits?|prosecut\w+|courts?|bailiffs?|at your own (?:risk|peril)"
    r"|(?:visit|come to) your (?:home|house)|door[- ]to[- ]door)\b",
    re.IGNORECASE,
)
_TAG = pattern(r"<[^>]*>")


def faults_of(to: CustomerView, content: NoticeContent, reply: Reply) -> Iterator[str]:
    """Yield what is wrong with the message itself."""
    text = _read(reply.html())
    if len(text) > MAX_TEXT:
        yield f"longer than {MAX_TEXT} characters"
    if reply.is_rich and not to.plain_text and len(_read(reply.rich_html())) > MAX_RICH:
        yield f"longer than {MAX_RICH} characters as a rich message"
    labels = [button.label for row in reply.keyboard for button in row]
    words = _without_goods("\n".join((text, *labels)), content, to.locale)
    for word in sorted({found.lower() for found in THREATS.findall(words)}):
        yield f'says "{word}"'
    yield from _faults_of_buttons(reply)


def _faults_of_buttons(reply: Reply) -> Iterator[str]:
    for row in reply.keyboard:
        for button in row:
            if button.action is None:
                continue
            try:
                button.action.pack()
            except ValueError as error:
                yield f"a button cannot be sent: {error}"


def _read(html: str) -> str:
    """Return what a person reads; Telegram counts no more than that."""
    return unescape(_TAG.sub("", html))


def _without_goods(text: str, content: NoticeContent, locale: str) -> str:
    """Goods are called as they are (上门安装), and threaten nobody."""
    for title in content.goods:
        for name in (title.in_(locale), escape(title.in_(locale))):
            text = text.replace(name, "")
    return text


class ContactsOfADay:
    """Who was written to about what today; knows one day only, so that it does not grow with the days."""

    def __init__(self, already: set[tuple[str, str]]) -> None:
        self._told = set(already)
        self._late = {customer_id for customer_id, kind in already if kind in OF_LATENESS}

    def add(self, to: CustomerView, content: NoticeContent, at: datetime) -> Iterator[str]:
        """Yield what is wrong with writing to the customer now."""
        kind = content.kind
        if kind in TRANSACTIONAL:  # each is told, at any hour: the customer moved it
            return
        if not may_contact(at):
            yield f"written to at {at.astimezone(SHANGHAI):%H:%M}, between 22:00 and 08:00"
        if (to.id, kind) in self._told:
            yield "a second message of this kind on one day"
        self._told.add((to.id, kind))
        if _names_lateness(content):
            if to.id in self._late:
                yield "a second contact about lateness on one day"
            self._late.add(to.id)


def _names_lateness(content: NoticeContent) -> bool:
    if content.kind in OF_LATENESS:
        return True
    if content.kind is not NoticeKind.DEBIT_FAILED or not isinstance(content, BillsContent):
        return False
    return any(bill.due_date < content.today for bill in content.bills)
