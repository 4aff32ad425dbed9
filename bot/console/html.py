"""HTML as values: what is put into an element is escaped, unless it is one itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Html(str):
    """Text that is HTML already; only `tag` and `together` make it."""

    __slots__ = ()


def from_telegram(text: str) -> Html:
    """Return what a view of the chat wrote, whose HTML is escaped already."""
    return Html(text)


Content = str | None | Iterable["Content"]
_VOID = frozenset({"input", "meta", "link", "br"})


def together(*parts: Content) -> Html:
    """Return the parts one after the other; text is escaped, None is nothing."""
    return Html("".join(_parts(parts)))


def _parts(content: Content) -> Iterable[str]:
    if content is None:
        return
    if isinstance(content, Html):
        yield content
    elif isinstance(content, str):
        yield escape(content)
    else:
        for part in content:
            yield from _parts(part)


def tag(name: str, /, *children: Content, **attributes: str | int | bool | None) -> Html:
    """Return an element. `class_`, `for_` are class and for, `data_label` is data-label; True is an attribute without a
    value, None and False are none.
    """
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{together(*children)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def link(address: str, *children: Content, **attributes: str | int | bool | None) -> Html:
    return tag("a", *children, href=address, **attributes)


def field(label: str, name: str, *, hint: str | None = None, **attributes: str | int | bool | None) -> Html:
    """Return an input with its label above it."""
    about = f"{name}-hint" if hint else None
    return tag(
        "div",
        tag("label", label, for_=name),
        tag("input", id=name, name=name, aria_describedby=about, **attributes),
        tag("p", hint, id=about, class_="hint") if hint else None,
        class_="field",
    )


def choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Html:
    """Return a list to choose from: values with what they are called."""
    return tag(
        "div",
        tag("label", label, for_=name),
        tag(
            "select",
            [tag("option", shown, value=value, selected=value == chosen) for value, shown in options],
            id=name,
            name=name,
        ),
        class_="field",
    )


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Content]]) -> Html:
    """Return a table; on a phone each row is a block, and each cell says which column it is of."""
    body = [
        tag("tr", [tag("td", cell, data_label=head) for head, cell in zip(heads, row, strict=True)])
        for row in rows
    ]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", [tag("th", head, scope="col") for head in heads])),
        tag("tbody", body),
    )


def facts(pairs: Iterable[tuple[str, Content]]) -> Html:
    """Return what is known of one thing, by name."""
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", content)) for name, content in pairs], class_="facts"
    )
