"""What a handler answers: a message's text, perhaps a table, and its buttons; free of Telegram's types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from html import escape, unescape
from itertools import zip_longest
from unicodedata import east_asian_width

from domain.patterns import pattern
from domain.value import Value, replace
from handlers.ui.callback_data import Action

MAX_TEXT = 4096
_TAG = pattern(r"<[^>]*>")


class Button(Value):
    """Exactly one of `action`, `url`, `app` (the address of a Mini App), `login` (a page that Telegram tells who taps) and
    `copy`. `style`: primary, success or danger.
    `name`: what of the label may be cut where there is no room for all of it.
    """

    label: str
    action: Action | None = None
    url: str | None = None
    copy: str | None = None
    app: str | None = None
    login: str | None = None
    style: str | None = None
    is_back: bool = False  # it leads to where one came from, and else to `action`
    name: str | None = None


ButtonRow = Sequence[Button]


class Table(Value):
    """Rows of plain text; the first `words` columns are left aligned, the others, amounts, right.

    At most four columns: phones are narrow. A cell of two lines is written on two where width is counted in characters.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1

    def rich(self) -> str:
        lines = [self._rich_line("th", self.header), *(self._rich_line("td", row) for row in self.rows)]
        return f"<table>{''.join(lines)}</table>"

    def plain(self) -> str:
        """Aligned in a fixed-width block, for clients that know no tables."""
        lines = [line for row in (self.header, *self.rows) for line in _lines_of(row)]
        widths = [max(_width(line[i]) for line in lines) for i in range(len(self.header))]
        drawn = (
            "  ".join(_pad(cell, widths[i], right=i >= self.words) for i, cell in enumerate(line)).rstrip()
            for line in lines
        )
        return f"<pre>{escape(chr(10).join(drawn))}</pre>"

    def _rich_line(self, tag: str, cells: tuple[str, ...]) -> str:
        drawn = (
            f'<{tag} align="{"left" if i < self.words else "right"}">{escape(cell.replace(chr(10), " "))}</{tag}>'
            for i, cell in enumerate(cells)
        )
        return f"<tr>{''.join(drawn)}</tr>"


class Attachment(Value):
    """A file for the customer to keep; the caption is Telegram HTML."""

    file_name: str
    content: bytes
    caption: str


class Picture(Value):
    """A PNG or JPEG above a screen; `button` leads to it where it cannot stand there."""

    content: bytes
    button: Button


class Reply(Value):
    """One screen. `parts` are paragraphs of Telegram HTML and tables, in order; `toast` answers the tap itself.

    `stays`: it is proof of something (a receipt, a notice, what a person said), so no other screen takes its place.
    `afterwards`: done once it is on the screen. `led_here`: the button that leads to it, where words
    did, or something that was done on it and drew it anew. `begins`: what the message showed before is gone, so 返回
    leads to where the screen belongs.
    """

    parts: tuple[str | Table, ...]
    keyboard: tuple[tuple[Button, ...], ...] = ()
    toast: str | None = None
    alert: bool = False
    folded: tuple[tuple[str, str | Table], ...] = ()  # what opens on a tap: (title, content)
    reading: str | None = None  # the draft whose reading time begins when this is on the screen
    stays: bool = False
    asks_again: bool = False  # what lapsed is to be confirmed anew, so the message has to be of now
    afterwards: Callable[[], Awaitable[None]] | None = None
    led_here: str | None = None
    begins: bool = False
    picture: Picture | None = None

    def drawn_anew(self, place: Action) -> Reply:
        """Return the same as this place's screen on which something was done: 返回 leads back to it from what comes next."""
        return replace(self, led_here=place.pack())

    @property
    def is_rich(self) -> bool:
        """Whether it has something that only a rich message shows well."""
        return self.picture is not None or bool(self.folded) or any(isinstance(p, Table) for p in self.parts)

    def html(self) -> str:
        """Return the reply as an ordinary message in Telegram's HTML."""
        shown = [part if isinstance(part, str) else part.plain() for part in self.parts]
        shown += [f"<b>{escape(title)}</b>\n{_fold(content)}" for title, content in self.folded]
        return "\n".join(shown)

    def pages(self) -> tuple[str, ...]:
        """Return the reply as ordinary messages, the last of which has the buttons: what is folded stands in messages of
        its own where all of it is too long for one.
        """
        whole = self.html()
        if read_length(whole) <= MAX_TEXT or not self.folded:
            return (whole,)
        folded = [
            page
            for title, content in self.folded
            for page in _cut(f"<b>{escape(title)}</b>\n{_open(content)}", content)
        ]
        return (*folded, replace(self, folded=()).html())

    def rich_html(self) -> str:
        """Return the reply as a rich message: paragraphs, tables, details."""
        shown = [_rich(part) for part in self.parts]
        shown += [
            f"<details><summary>{escape(title)}</summary>{_rich(content)}</details>"
            for title, content in self.folded
        ]
        return "".join(shown)

    def without_picture(self) -> Reply:
        """Return the same with the button that leads to the picture in its place."""
        if self.picture is None:
            return self
        rows = (*self.keyboard[:-1], (self.picture.button,), *self.keyboard[-1:])
        return replace(self, picture=None, keyboard=rows)

    def as_proof(self) -> Reply:
        """Return the same as a message that stays."""
        return replace(self, stays=True)

    def with_toast(self, toast: str, *, alert: bool = False) -> Reply:
        return replace(self, toast=toast, alert=alert)


def reply(
    *parts: str | Table | None, keyboard: Sequence[ButtonRow | None] = (), toast: str | None = None
) -> Reply:
    """Build a Reply of what is there: parts and rows that are None are left out."""
    return Reply(
        parts=tuple(part for part in parts if part is not None),
        keyboard=tuple(tuple(row) for row in keyboard if row),
        toast=toast,
    )


def _rich(part: str | Table) -> str:
    if isinstance(part, Table):
        return part.rich()
    return "".join(f"<p>{line}</p>" for line in part.split("\n") if line)


def read_length(html: str) -> int:
    """Return how many characters a person reads; Telegram counts no more than that."""
    return len(unescape(_TAG.sub("", html)))


def _open(content: str | Table) -> str:
    return content.plain() if isinstance(content, Table) else content


def _cut(page: str, content: str | Table) -> Iterator[str]:
    """Yield the page in pieces that fit, cut between its lines; a table stays a table."""
    if read_length(page) <= MAX_TEXT:
        yield page
        return
    before, after = ("<pre>", "</pre>") if isinstance(content, Table) else ("", "")
    title, *lines = page.replace("<pre>", "").replace("</pre>", "").split("\n")
    piece, length = [title], read_length(title)
    for line in lines:
        more = read_length(line) + 1
        if length + more > MAX_TEXT:
            yield _piece(piece, before, after)
            piece, length = [title], read_length(title)
        piece.append(line)
        length += more
    yield _piece(piece, before, after)


def _piece(lines: Sequence[str], before: str, after: str) -> str:
    title, *rest = lines
    body = "\n".join(rest)
    return f"{title}\n{before}{body}{after}"


def _fold(content: str | Table) -> str:
    """Folded away in an ordinary message; a table is short enough to stand open."""
    return content.plain() if isinstance(content, Table) else f"<blockquote expandable>{content}</blockquote>"


def _lines_of(row: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip_longest(*(cell.split("\n") for cell in row), fillvalue="")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
