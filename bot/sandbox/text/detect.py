"""What Telegram finds in a text by itself: commands, links, mentions, mail addresses."""

from __future__ import annotations

import re

from bot.sandbox.text.entities import Entity, FormattedText, outer_first, utf16_length
from domain.patterns import pattern

_PATTERNS = (
    (
        "url",
        pattern(
            r"(?<![\w@/.])https?://[^\s<>\"'，。；、！？）】》]+[^\s<>\"'，。；、！？）】》.,;:!?)]", re.ASCII
        ),
    ),
    ("email", pattern(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    (
        "bot_command",
        pattern(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII),
    ),
    ("mention", pattern(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)", re.ASCII)),
)
# Telegram looks for nothing inside these.
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url"})


def with_detected(formatted: FormattedText) -> FormattedText:
    """Return the same text with the entities Telegram adds; given ones win where they meet."""
    entities = list(formatted.entities)
    taken = [_range(entity) for entity in entities if entity["type"] in _OPAQUE]
    for kind, form in _PATTERNS:
        for match in form.finditer(formatted.text):
            found = _entity(kind, formatted.text, match)
            if not any(_meet(_range(found), other) for other in taken):
                entities.append(found)
                taken.append(_range(found))
    return FormattedText(formatted.text, sorted(entities, key=outer_first))


def _entity(kind: str, text: str, match: re.Match[str]) -> Entity:
    return {
        "type": kind,
        "offset": utf16_length(text[: match.start()]),
        "length": utf16_length(match.group()),
    }


def _range(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
