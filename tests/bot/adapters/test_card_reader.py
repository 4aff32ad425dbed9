"""Photos of ID cards, read by the real library in the real child process; and pictures that are none."""

from __future__ import annotations

import asyncio
import io
import logging
import resource
import struct
import sys
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.cards.reader import LARGEST, ChildCardReader, card_reader
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused
from tests.support import id_cards as cards
from tests.support.builders import ADULT, NAME

FRONT = CardFields(CardSide.FRONT, NAME, ADULT)
BACK = CardFields(CardSide.BACK, valid_until=date(2035, 3, 1))

needs_library = pytest.mark.skipif(
    card_reader() is None, reason="what reads ID cards is not installed (requirements-ocr.txt)"
)


async def fault_of(picture: bytes, reader: ChildCardReader | None = None) -> PictureFault:
    with pytest.raises(PictureRefused) as refused:
        await (reader or ChildCardReader()).read(picture)
    return refused.value.fault


@needs_library
async def test_both_sides_are_read_as_a_phone_takes_them(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reader = ChildCardReader()
    front, back = cards.front(NAME, ADULT), cards.back("2015.03.01-2035.03.01")
    for picture in (
        front,
        cards.turned(front, 90),  # lying on its side: read again one way up after another
        cards.noisy(cards.blurred(cards.turned(front, 5), 1.5), 0.15),
    ):
        assert await reader.read(cards.encoded(picture)) == FRONT
    assert await reader.read(cards.encoded(cards.turned(back, 180), "WEBP")) == BACK
    assert NAME not in caplog.text
    assert ADULT not in caplog.text


@needs_library
async def test_a_picture_without_a_card_is_unreadable() -> None:
    assert await fault_of(cards.encoded(cards.no_card())) is PictureFault.UNREADABLE


def bomb() -> bytes:
    """A PNG of a few bytes that claims to be 30,000 by 30,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.jpg", b"\0" * 5_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (b"x" * 2 * LARGEST, PictureFault.TOO_LARGE),
        (b"this is no picture", PictureFault.NOT_A_PICTURE),
        (b"", PictureFault.NOT_A_PICTURE),
        (zipped(), PictureFault.NOT_A_PICTURE),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF", PictureFault.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureFault.NOT_A_PICTURE),
        (bomb(), PictureFault.TOO_MANY_PIXELS),
        (cards.encoded(cards.no_card())[:3000], PictureFault.NOT_A_PICTURE),
        (cards.encoded(cards.no_card().resize((100, 60))), PictureFault.TOO_SMALL),
        (cards.encoded(cards.no_card(), "GIF"), PictureFault.NOT_A_PICTURE),
    ],
    ids=["20 MB", "words", "nothing", "zip", "pdf", "svg", "bomb", "cut off", "thumbnail", "gif"],
)
async def test_what_is_no_photo_is_refused_with_the_reason(picture: bytes, fault: PictureFault) -> None:
    assert await fault_of(picture) is fault


async def test_no_picture_makes_the_assistant_itself_grow() -> None:
    await fault_of(bomb())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await fault_of(bomb())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5_000  # KB


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(3)",
        "print('no JSON')",
        'print(\'{"side": "left"}\')',
        "import time; time.sleep(60)",
    ],
    ids=["killed", "broken off", "no answer", "odd answer", "for ever"],
)
async def test_a_reader_that_breaks_off_fails_this_picture_only(code: str) -> None:
    reader = ChildCardReader((sys.executable, "-c", code), timeout_s=1)
    async with asyncio.timeout(120):
        assert await fault_of(b"a picture", reader) is PictureFault.FAILED
        assert await fault_of(b"a picture", reader) is PictureFault.FAILED  # its place is free again


async def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    code = f"""
from bot.adapters.cards.worker import lock_down
lock_down()
try:
    with open({str(tmp_path / "left")!r}, "wb") as file:
        file.write(b"x")
except OSError:
    raise SystemExit(7)
"""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await child.wait() == 7
    assert not any(path.stat().st_size for path in tmp_path.iterdir())
