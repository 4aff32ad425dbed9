"""Blocks to HTML that is safe to put into a page, and to plain text for a reader without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from bot.sandbox.rich.blocks import Block
from bot.sandbox.rich.inline import RichText, plain_text
from bot.sandbox.text.links import link_address
from bot.sandbox.text.render import link_tag, time_tag

_STYLE_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
}
_ADDRESS = {
    "url": ("", "url"),
    "email_address": ("mailto:", "email_address"),
    "phone_number": ("tel:", "phone_number"),
}


def blocks_html(blocks: Sequence[Block]) -> str:
    return "".join(_HTML[block["type"]](block) for block in blocks)


def blocks_text(blocks: Sequence[Block]) -> str:
    """Return one line per block and table row; cells are parted by " | "."""
    return "\n".join(line for block in blocks for line in _lines(block))


def text_html(text: RichText) -> str:
    if isinstance(text, str):
        return escape(text, quote=False).replace("\n", "<br>")
    if isinstance(text, list):
        return "".join(text_html(piece) for piece in text)
    inner, kind = text_html(text["text"]), text["type"]
    if kind in _STYLE_TAGS:
        return f"<{_STYLE_TAGS[kind]}>{inner}</{_STYLE_TAGS[kind]}>"
    if kind == "date_time":
        return f"{time_tag(int(text['unix_time']), text.get('date_time_format'))}{inner}</tg-time>"
    return _link_html(text, inner) if kind in _ADDRESS else inner


def _link_html(text: RichText, inner: str) -> str:
    prefix, name = _ADDRESS[text["type"]]
    url = link_address(f"{prefix}{text.get(name, '')}")
    return f"{link_tag(url)}{inner}</a>" if url else inner


def _paragraph(block: Block) -> str:
    return f"<p>{text_html(block['text'])}</p>"


def _preformatted(block: Block) -> str:
    text = escape(plain_text(block["text"]), quote=False)
    language = block.get("language")
    return (
        f'<pre><code class="language-{escape(language)}">{text}</code></pre>'
        if language
        else f"<pre>{text}</pre>"
    )


def _quotation(block: Block) -> str:
    return f"<blockquote>{blocks_html(block['blocks'])}{_credit(block)}</blockquote>"


def _expandable(block: Block) -> str:
    return f"<blockquote expandable>{text_html(block['text'])}{_credit(block)}</blockquote>"


def _credit(block: Block) -> str:
    return f"<cite>{text_html(block['credit'])}</cite>" if "credit" in block else ""


def _details(block: Block) -> str:
    start = "<details open>" if block.get("is_open") else "<details>"
    return f"{start}<summary>{text_html(block['summary'])}</summary>{blocks_html(block['blocks'])}</details>"


def _photo(block: Block) -> str:
    # What it shows is told by the words around it.
    return f'<img src="/sandbox/files/{escape(block["photo"][-1]["file_id"])}" alt="">'


def _table(block: Block) -> str:
    caption = f"<caption>{text_html(block['caption'])}</caption>" if "caption" in block else ""
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in block["cells"])
    return f"<table>{caption}{rows}</table>"


def _cell(cell: Block) -> str:
    tag = "th" if cell.get("is_header") else "td"
    spans = "".join(
        f' {name}="{int(cell[name])}"' for name in ("colspan", "rowspan") if cell.get(name, 1) > 1
    )
    place = f' align="{escape(cell["align"])}" valign="{escape(cell["valign"])}"'
    return f"<{tag}{place}{spans}>{text_html(cell.get('text', ''))}</{tag}>"


_HTML: dict[str, Callable[[Block], str]] = {
    "paragraph": _paragraph,
    "pre": _preformatted,
    "divider": lambda _: "<hr>",
    "blockquote": _quotation,
    "expandable_blockquote": _expandable,
    "details": _details,
    "photo": _photo,
    "table": _table,
}


def _lines(block: Block) -> list[str]:
    kind = block["type"]
    if kind == "table":
        caption = [plain_text(block["caption"])] if "caption" in block else []
        return caption + [
            " | ".join(plain_text(cell.get("text", "")) for cell in row) for row in block["cells"]
        ]
    if kind == "details":
        return [plain_text(block["summary"]), *_inner_lines(block)]
    if kind == "blockquote":
        return _inner_lines(block)
    return [plain_text(block["text"])] if "text" in block else []


def _inner_lines(block: Block) -> list[str]:
    return [line for inner in block["blocks"] for line in _lines(inner)]
