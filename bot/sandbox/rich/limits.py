"""How large a rich message may be. Source: Bot API, "Rich message limits"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.sandbox.rich.blocks import Block
from bot.sandbox.rich.inline import RichText, plain_text

MAX_CHARACTERS = 32_768
MAX_BLOCKS = 500  # with nested blocks and table rows
MAX_COLUMNS = 20
MAX_DEPTH = 16
MAX_MEDIA = 50


class TooLargeError(ValueError):
    """The message says which limit was passed."""


def check_limits(blocks: Sequence[Block]) -> None:
    """Refuse a rich message that is too large: raise TooLargeError."""
    if sum(len(plain_text(text)) for block in walk(blocks) for text in _texts(block)) > MAX_CHARACTERS:
        raise TooLargeError("rich message is too long")
    if sum(_weight(block) for block in walk(blocks)) > MAX_BLOCKS:
        raise TooLargeError("rich message has too many blocks")
    if any(columns_of(block["cells"]) > MAX_COLUMNS for block in walk(blocks) if block["type"] == "table"):
        raise TooLargeError("rich message table has too many columns")
    if sum(block["type"] == "photo" for block in walk(blocks)) > MAX_MEDIA:
        raise TooLargeError("rich message has too many media")
    if _depth(blocks) > MAX_DEPTH:
        raise TooLargeError("rich message is nested too deeply")


def columns_of(rows: Sequence[Sequence[Block]]) -> int:
    """Columns of a table's grid, spans counted."""
    widest = 0
    hanging: list[int] = []  # rows each column is still covered by a cell from above
    for row in rows:
        covered = sum(1 for left in hanging if left > 0)
        width = covered + sum(cell.get("colspan", 1) for cell in row)
        widest = max(widest, width)
        hanging = [left - 1 for left in hanging if left > 1]
        hanging += [
            cell["rowspan"] - 1 for cell in row for _ in range(cell.get("colspan", 1)) if "rowspan" in cell
        ]
    return widest


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield every block, those within others too."""
    for block in blocks:
        yield block
        yield from walk(block.get("blocks", ()))


def _texts(block: Block) -> Iterator[RichText]:
    yield from (block[name] for name in ("text", "summary", "caption", "credit") if name in block)
    for row in block.get("cells", ()):
        yield from (cell["text"] for cell in row if "text" in cell)


def _weight(block: Block) -> int:
    return 1 + len(block.get("cells", ()))


def _depth(blocks: Sequence[Block]) -> int:
    return max((1 + _depth(block.get("blocks", ())) for block in blocks), default=0)
