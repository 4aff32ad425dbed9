"""Text files (CSV, TSV, TXT) as rows of cells: whatever wrote them, in its encoding and with its separator. Pure."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections import Counter

from domain.patterns import pattern
from domain.planfiles.results import FileFault, FileRefused, Row, Sheet

MOST_ROWS = 600  # forty years of months, and what stands above and below them
MOST_COLUMNS = 40
LONGEST_CELL = 100  # characters that are looked at
# What parts two cells; the first of equals wins.
_SEPARATORS = ("\t", ";", "|", ",", "；", "，")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SPACES = pattern(r"[ \t\u3000]+")
_THOUSANDS = pattern("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_NO_TEXT = pattern(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HELD = pattern(r'="?(.*?)"?')  # what keeps a spreadsheet from reading it as a number
_SHARE_OF_ZEROS = 4  # of text in UTF-16 every second byte of a digit is 0
_SIMPLIFIED, _TRADITIONAL = "gb18030", "cp950"
# What a plan or a bill is written with, in either script: the bytes of one, read as the other, are rare characters.
_USUAL = frozenset(
    "的一二三四五六七八九十年月日号號期数數次序第每本应應还還缴繳款付到计計划劃金额額息利费費手续續总總合共元未已清结結状狀态態"
    "剩余餘名称稱项項目机機构構银銀行信用卡分贷貸账帳单單您尾码碼碼当當前后後起止备備注註"
)


def text_sheet(content: bytes) -> Sheet:
    """Return the rows of a text file. Raises `FileRefused`."""
    return sheet_of(text_in(content))


def text_in(content: bytes) -> str:
    """Return the text of a file. Raises `FileRefused` where there is none."""
    text = decoded(content)
    if not text.strip():
        raise FileRefused(FileFault.EMPTY)
    if _NO_TEXT.search(text):
        raise FileRefused(FileFault.WRONG_KIND)
    return text


def sheet_of(text: str) -> Sheet:
    """Return the rows of a text. Raises `FileRefused`."""
    return Sheet("", tuple(_rows(text)))


def decoded(content: bytes) -> str:
    """Return the text: UTF-8 or UTF-16, with a mark in front or without; else GB 18030, of which GBK and GB 2312 are a part,
    or Big5, whichever makes more sense of it. Raises `FileRefused` where it is none of these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content.removeprefix(mark), encoding)
    zeros = content.count(0)
    if zeros * _SHARE_OF_ZEROS > len(content):
        return _decoded(content, "utf-16-le" if content[1::2].count(0) * 2 > zeros else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _in_either_script(content)


def _in_either_script(content: bytes) -> str:
    readings = []
    for encoding in (_SIMPLIFIED, _TRADITIONAL):
        with contextlib.suppress(UnicodeDecodeError):
            readings.append(content.decode(encoding))
    if not readings:
        raise FileRefused(FileFault.WRONG_KIND)
    return max(readings, key=lambda text: sum(char in _USUAL for char in text))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused(FileFault.WRONG_KIND) from None


def _rows(text: str) -> list[Row]:
    separator = _separator(text)
    found: list[Row] = []
    if separator is None:
        for line, words in enumerate(text.splitlines(), 1):
            _add(found, _row(line, _SPACES.split(words.strip())))
        return found
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    before = 0
    try:
        for cells in reader:
            _add(found, _row(before + 1, cells))
            before = reader.line_num
    except csv.Error:
        raise FileRefused(FileFault.BROKEN) from None
    return found


def _add(rows: list[Row], row: Row) -> None:
    if row.is_blank:
        return
    if len(rows) == MOST_ROWS:
        raise FileRefused(FileFault.TOO_MANY_ROWS)
    rows.append(row)


def _row(line: int, cells: list[str]) -> Row:
    return Row(line, tuple(cell_of(cell) for cell in cells[:MOST_COLUMNS]))


def cell_of(said: str) -> str | None:
    said = said.strip().removeprefix("'")
    if held := (said.startswith("=") and _HELD.fullmatch(said)):
        said = held[1]
    return said.strip()[:LONGEST_CELL] or None


def _separator(text: str) -> str | None:
    """Return what parts most lines into as many cells; None where only spaces do."""
    lines = [line for line in text.splitlines() if line.strip()][:MOST_ROWS]
    best, most = None, 0
    for separator in _SEPARATORS:
        if separator == "," and not any("," in _THOUSANDS.sub("", line) for line in lines):
            continue  # 1,333.67
        counts = Counter(_cells(line, separator) for line in lines)
        counts.pop(1, None)
        if counts:
            cells, times = max(counts.items(), key=lambda one: one[0] * one[1])
            if cells * times > most:
                best, most = separator, cells * times
    return best


def _cells(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator, skipinitialspace=True), []))
    except csv.Error:
        return 1
