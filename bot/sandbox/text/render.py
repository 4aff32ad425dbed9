"""Text and entities to HTML that is safe to put into a page: made from escaped text and tags written here."""

from __future__ import annotations

from html import escape

from bot.sandbox.text.entities import Entity, outer_first

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def render_html(text: str, entities: list[Entity]) -> str:
    """Line breaks stay "\\n": show it with `white-space: pre-wrap`. An overlapping entity is cut short."""
    units = text.encode("utf-16-le", "surrogatepass")
    out: list[str] = []
    open_until: list[tuple[int, str]] = []
    at = 0

    def upto(unit: int) -> None:
        nonlocal at
        out.append(escape(units[at * 2 : unit * 2].decode("utf-16-le", "replace"), quote=False))
        at = max(at, unit)

    def close_before(unit: int) -> None:
        while open_until and open_until[-1][0] <= unit:
            end, tag = open_until.pop()
            upto(end)
            out.append(tag)

    for entity in sorted(entities, key=outer_first):
        close_before(entity["offset"])
        upto(entity["offset"])
        start_tag, end_tag = _tags(entity)
        end = entity["offset"] + entity["length"]
        out.append(start_tag)
        open_until.append((min(end, open_until[-1][0]) if open_until else end, end_tag))
    close_before(len(units))
    upto(len(units) // 2)
    return "".join(out)


def link_tag(url: str) -> str:
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'


def time_tag(unix_time: int, time_format: str | None) -> str:
    shown = f' format="{escape(time_format)}"' if time_format else ""
    return f'<tg-time unix="{unix_time}"{shown}>'


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return link_tag(entity["url"]), "</a>"
    if kind == "date_time":
        return time_tag(entity["unix_time"], entity.get("date_time_format")), "</tg-time>"
    if kind == "pre":
        language = entity.get("language")
        return (
            (f'<pre><code class="language-{escape(language)}">', "</code></pre>")
            if language
            else ("<pre>", "</pre>")
        )
    return _TAGS.get(kind, ("", ""))
