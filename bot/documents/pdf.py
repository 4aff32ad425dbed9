"""Setting a `PrintedDocument` on A4 pages. Lengths are millimetres, sizes points, colors gray from 0 (black) to 255.

Equal documents give equal bytes: the file's times are the document's own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from bot.documents.content import Column, Headline, PrintedDocument, PrintedTable
from bot.documents.font import FONT_PATH, printable
from bot.documents.line_breaks import break_lines
from domain.value import replace
from handlers.ui.i18n import Texts

_FAMILY = "NotoSansCJKsc"
_MARGIN_MM = 20.0
_FOOT_MM = 22.0
_LEAST_LABEL_MM = 38.0
_LINE_MM = 6.2
_NOTE_LINE_MM = 5.0
_CELL_PADDING_MM = (0.6, 1.5)  # above and below, left and right
_TITLE_PT, _HEADLINE_PT, _TEXT_PT, _TABLE_PT, _SMALL_PT = 20, 26, 10.5, 9.5, 8.5
_INK, _GREY, _RULE, _SHADE = 30, 110, 205, 245
# At their lower levels they list the characters of a document, those of a name among them.
_TALKATIVE = ("fontTools", "fpdf")
_ALIGNS = {Column.TEXT: Align.L, Column.AMOUNT: Align.R}


def render(t: Texts, document: PrintedDocument) -> bytes:
    """Return the document as a PDF file. A character that the font lacks is shown as □, and a last note says so."""
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
    return bytes(_Setter(t, _shown(t, document)).set().output())


def _shown(t: Texts, document: PrintedDocument) -> PrintedDocument:
    """`document` with only characters that the font has."""
    if not sum(printable(text).missing for text in _texts_of(document)):
        return document
    return replace(document, notes=(*document.notes, t("□ 表示字库里没有的字，不影响本文件的其他内容。")))


def _texts_of(document: PrintedDocument) -> Iterator[str]:
    """Yield everything that is set."""
    yield from (document.title, document.declaration or "", *document.notes)
    for label, value in (*document.fields, *document.issue):
        yield from (label, value)
    if document.headline:
        yield from (document.headline.label, document.headline.amount)
    if table := document.table:
        yield from table.header
        for row in (*table.rows, table.total or ()):
            yield from row


class _Setter:
    """One document on its pages; every text goes through `printable` on its way."""

    def __init__(self, t: Texts, document: PrintedDocument) -> None:
        self.t = t
        self._document = document
        self._pdf = FPDF(format="A4")
        self._prepare()

    def set(self) -> FPDF:
        document = self._document
        self._title(document.title)
        if document.headline:
            self._headline(document.headline)
        if document.declaration:
            self._declaration(document.declaration)
        self._fields(document.fields)
        if document.table:
            self._table(document.table)
        self._closing(document)
        self._page_feet()
        return self._pdf

    def _prepare(self) -> None:
        pdf = self._pdf
        pdf.set_margin(_MARGIN_MM)
        pdf.set_auto_page_break(auto=True, margin=_FOOT_MM)
        pdf.add_font(_FAMILY, "", FONT_PATH)
        pdf.set_title(self._document.title)
        pdf.set_lang(self.t.locale.replace("_", "-"))
        pdf.set_creation_date(self._document.made_at.astimezone(UTC))
        pdf.set_draw_color(_RULE)
        pdf.add_page()

    def _style(self, size_pt: float, grey: int = _INK) -> None:
        self._pdf.set_font(_FAMILY, size=size_pt)
        self._pdf.set_text_color(grey)

    def _line(self, text: str, height_mm: float, align: Align = Align.L) -> None:
        self._pdf.cell(0, height_mm, printable(text).text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _broken(self, text: str, width_mm: float) -> list[str]:
        """`text` in lines that fit between the inner margins of a cell of `width_mm`."""
        inner_mm = width_mm - 2 * self._pdf.c_margin
        return break_lines(printable(text).text, inner_mm, self._pdf.get_string_width)

    def _paragraph(self, text: str, line_mm: float) -> None:
        """Set the text from here to the right margin."""
        pdf = self._pdf
        lines = self._broken(text, pdf.w - pdf.r_margin - pdf.x)
        # CHAR is for the one word that is wider than the page.
        pdf.multi_cell(
            0,
            line_mm,
            "\n".join(lines),
            align=Align.L,
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _rule(self, before_mm: float, after_mm: float) -> None:
        pdf = self._pdf
        pdf.ln(before_mm)
        pdf.line(pdf.l_margin, pdf.y, pdf.w - pdf.r_margin, pdf.y)
        pdf.ln(after_mm)

    def _title(self, title: str) -> None:
        self._style(_SMALL_PT, _GREY)
        self._line(self.t("分期管家"), 6)
        self._style(_TITLE_PT)
        self._line(title, 11)
        self._rule(3, 5)

    def _headline(self, headline: Headline) -> None:
        self._style(_SMALL_PT, _GREY)
        self._line(headline.label, 5)
        self._style(_HEADLINE_PT)
        self._line(headline.amount, 13)
        self._pdf.ln(4)

    def _declaration(self, declaration: str) -> None:
        self._style(12)
        self._paragraph(declaration, 8)
        self._pdf.ln(5)

    def _fields(self, fields: tuple[tuple[str, str], ...], size_pt: float = _TEXT_PT) -> None:
        self._style(size_pt)
        widest_mm = max(self._pdf.get_string_width(printable(label).text) for label, _ in fields)
        label_mm = max(_LEAST_LABEL_MM, widest_mm + 3 * self._pdf.c_margin)
        for label, value in fields:
            self._style(size_pt, _GREY)
            self._pdf.cell(label_mm, _LINE_MM, printable(label).text)
            self._style(size_pt)
            self._paragraph(value, _LINE_MM)

    def _table(self, table: PrintedTable) -> None:
        self._pdf.ln(5)
        self._style(_TABLE_PT)
        with self._pdf.table(
            col_widths=table.widths,
            text_align=tuple(_ALIGNS[column] for column in table.columns),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", color=_GREY),
            line_height=_LINE_MM,
            padding=_CELL_PADDING_MM,
            wrapmode=WrapMode.CHAR,
        ) as setting:
            for row in (table.header, *table.rows):
                setting.row(self._cells(table, row))
            if table.total:
                setting.row(self._cells(table, table.total), style=FontFace(fill_color=_SHADE))

    def _cells(self, table: PrintedTable, row: tuple[str, ...]) -> list[str]:
        padding_mm = 2 * _CELL_PADDING_MM[1]
        unit_mm = self._pdf.epw / sum(table.widths)
        return [
            "\n".join(self._broken(text, width * unit_mm - padding_mm))
            for text, width in zip(row, table.widths, strict=True)
        ]

    def _closing(self, document: PrintedDocument) -> None:
        """Set number, time, code and notes, kept together on one page."""
        pdf = self._pdf
        pdf.ln(6)
        self._style(_SMALL_PT, _GREY)
        note_lines = sum(len(self._broken(note, pdf.epw)) for note in document.notes)
        if pdf.will_page_break(len(document.issue) * _LINE_MM + 7 + note_lines * _NOTE_LINE_MM):
            pdf.add_page()
        self._fields(document.issue, _TABLE_PT)
        self._rule(4, 3)
        self._style(_SMALL_PT, _GREY)
        for note in document.notes:
            self._paragraph(note, _NOTE_LINE_MM)

    def _page_feet(self) -> None:
        """Set the foot of every page: the number of pages is known only now."""
        pdf = self._pdf
        pages = pdf.pages_count
        pdf.set_auto_page_break(auto=False)
        for page in range(1, pages + 1):
            pdf.page = page
            self._foot(page, pages)

    def _foot(self, page: int, pages: int) -> None:
        pdf = self._pdf
        pdf.set_y(-_FOOT_MM + 8)
        # The library writes a font only where it changes, and does not know which one this page ended with.
        self._style(_TITLE_PT)
        self._style(_SMALL_PT, _GREY)
        number = self._document.issue[0][1]
        pdf.cell(0, 5, printable(number).text)
        pdf.set_x(pdf.l_margin)
        self._line(self.t("第 %(page)d 页，共 %(pages)d 页", page=page, pages=pages), 5, Align.R)
