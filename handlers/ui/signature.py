"""The customer's own word under every message with an amount in it, so that nobody else's message passes for ours."""

from __future__ import annotations

from html import escape

from domain.customers.results import CustomerView
from domain.errors import SealBroken
from domain.ports import FieldCipher
from domain.value import replace
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Attachment, Reply, Table

_MONEY = "¥"


class Signature:
    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def on(self, shown: Reply, customer: CustomerView) -> Reply:
        line = self._line(customer)
        if line is None or not _speaks_of_money(shown):
            return shown
        return replace(shown, parts=(*shown.parts, line))

    def on_file(self, file: Attachment, customer: CustomerView) -> Attachment:
        """Documents are of money, whatever their caption says."""
        line = self._line(customer)
        return file if line is None else replace(file, caption=f"{file.caption}\n{line}")

    def _line(self, customer: CustomerView) -> str | None:
        if customer.word_token is None:
            return None
        t = texts_for(customer.locale)
        try:
            word = self._cipher.open(customer.word_token, customer.word_place)
        except SealBroken:  # never somebody else's word; what the message is about goes on
            return t("🔑 您的防钓鱼码读不出来了，请在「账号安全」里重新设置。")
        return t("🔑 您的防钓鱼码：%(word)s", word=f"<b>{escape(word)}</b>")


def _speaks_of_money(shown: Reply) -> bool:
    texts = [part.plain() if isinstance(part, Table) else part for part in shown.parts]
    texts += [content.plain() if isinstance(content, Table) else content for _, content in shown.folded]
    texts += [button.label for row in shown.keyboard for button in row]
    return any(_MONEY in text for text in texts)
