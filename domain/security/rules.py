"""The word by which a customer knows that a message is really ours (防钓鱼码)."""

from __future__ import annotations

import unicodedata

from domain.pii.bank_cards import contains_card_number
from domain.pii.id_numbers import contains_id_number

LENGTH = range(2, 21)


def read_word(typed: str) -> str | None:
    """Read the word as it will be shown: width folded, spaces joined. None where it cannot serve: its length, signs
    nobody sees, or something personal in it.
    """
    word = " ".join(unicodedata.normalize("NFKC", typed).split())
    if len(word) not in LENGTH or contains_id_number(word) or contains_card_number(word):
        return None
    # No control, format, private or unassigned characters: they could make it look like another.
    return None if any(unicodedata.category(sign).startswith("C") for sign in word) else word
