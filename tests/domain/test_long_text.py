"""Whatever is read from what people type takes no longer than its length: 40,000 characters of anything are read at once.

A pattern that is quadratic takes a second for them at its very quickest, and most take a minute; what is linear some
hundredths. So the bound needs no fine clock, and it counts the processor's time.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from datetime import date

import pytest

from bot.log import redact
from domain.billtexts.messages import read_message
from domain.billtexts.sentences import read_sentence
from domain.documents.codes import is_meant_as_code, read_code
from domain.identity.card_text import read_card
from domain.identity.rules import IdentityInputError, check_id_number, check_name, check_phone
from domain.periods import is_meant_as_period, read_period
from domain.pii.addresses import AddressKind, read_address
from domain.pii.bank_cards import CardInputError, check_card, contains_card_number
from domain.pii.id_numbers import contains_id_number
from domain.quotes import typed_amount
from domain.quotes.typed_amount import read_amount
from handlers.intents import classify
from handlers.ui.spreadsheet import cell

LENGTH = 40_000
WITHIN_S = 0.5

READERS: dict[str, Callable[[str], object]] = {
    "amount": read_amount,
    "amount without its bound": lambda text: typed_amount._yuan_fen(text),
    "a spoken decimal": typed_amount._SPOKEN_DECIMAL.fullmatch,
    "period": read_period,
    "meant as a period": is_meant_as_period,
    "code": read_code,
    "meant as a code": is_meant_as_code,
    "name": check_name,
    "ID number": check_id_number,
    "phone": check_phone,
    "card": check_card,
    "ID number in words": contains_id_number,
    "card number in words": contains_card_number,
    "e-mail": lambda text: read_address(AddressKind.EMAIL, text),
    "phone of a channel": lambda text: read_address(AddressKind.PHONE, text),
    "key of a channel": lambda text: read_address(AddressKind.KEY, text),
    "intent": classify,
    # Read in a process of its own, of which no line is as long.
    "card on a photo": lambda text: read_card([text[:2_000]]),
    "text of a bill": lambda text: read_message(text, date(2026, 11, 30)),
    "a debt in one sentence": lambda text: read_sentence(text, date(2026, 11, 30)),
    "log": redact,
    "cell": cell,
}
# Each is repeated, behind a beginning and before an end that make a pattern try again from everywhere.
PARTS = (
    "1", "点", "一", "万", "元", " ", "!", "-", "\n", "·", "张", "张 ", "a", "a-", "1 ", "1-", "1,000", "2026-", "2026 ",
    "对账单", "核对", "=", "\u200b", "a@", "a.", "/bot1", "1:a", "DETAIL: ", "姓名", "什么", "how ", "٣", "1X",
)  # fmt: skip
BEGINNINGS = ("", "核对", "1点")


@pytest.mark.parametrize("reader", READERS)
def test_a_long_text_is_read_in_the_time_of_its_length(reader: str) -> None:
    slow = [
        (part, beginning)
        for part in PARTS
        for beginning in BEGINNINGS
        # Once more: seldom the memory is tidied up meanwhile.
        if all(_seconds(reader, beginning + part * (LENGTH // len(part)) + "好") > WITHIN_S for _ in range(2))
    ]
    assert slow == []


def _seconds(reader: str, text: str) -> float:
    since = time.process_time()
    with contextlib.suppress(IdentityInputError, CardInputError):
        READERS[reader](text)
    return time.process_time() - since


def test_a_quadratic_pattern_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words after which a code is looked for were read anew from each of the signs behind them."""
    before = re.compile(r"^(?:核对)[\W_]*(?=.*[0-9])[0-9a-z][0-9a-z\W_]*")
    monkeypatch.setitem(READERS, "before", before.fullmatch)
    assert _seconds("before", "核对" + "!" * (LENGTH // 2) + "好") > WITHIN_S
