"""Photos of ID cards, read by the real library in the real child process; and pictures that are none."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import resource
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image

from bot.adapters.cards.reader import LARGEST, WORKER, ChildCardReader, card_reader
from bot.adapters.child import python
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused
from tests.support import id_cards as cards
from tests.support.builders import ADULT, NAME

pytestmark = pytest.mark.long

FRONT = CardFields(CardSide.FRONT, NAME, ADULT)
BACK = CardFields(CardSide.BACK, valid_until=date(2035, 3, 1))

# What an interpreter with the decoders loaded takes (about 20 MiB), and as much again.
HEADER_ONLY_KIB = 48 * 1024
PEAK = (
    "; import sys; status = open('/proc/self/status').read()"
    "; sys.stderr.write(status.partition('VmHWM:')[2].split()[0])"
)

needs_library = pytest.mark.skipif(
    card_reader() is None, reason="what reads ID cards is not installed (requirements-ocr.txt)"
)


async def fault_of(picture: bytes, reader: ChildCardReader | None = None) -> PictureFault:
    with pytest.raises(PictureRefused) as refused:
        await (reader or ChildCardReader()).read(picture)
    return refused.value.fault


def peak(picture: bytes) -> tuple[dict[str, object], int]:
    """What the worker says of the picture, and how much memory it took at most, in KiB."""
    done = subprocess.run(
        python(WORKER + PEAK), input=picture, capture_output=True, cwd="/", env={}, check=True
    )
    return json.loads(done.stdout), int(done.stderr.split()[-1])


@needs_library
async def test_both_sides_are_read_as_a_phone_takes_them(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reader = ChildCardReader()
    front, back = cards.front(NAME, ADULT), cards.back("2015.03.01-2035.03.01")
    on_its_side = cards.turned(front, 90)  # read again one way up after another
    assert await reader.read(cards.encoded(on_its_side)) == FRONT
    progressive = io.BytesIO()
    cards.noisy(cards.blurred(cards.turned(front, 5), 1.5), 0.15).save(
        progressive, "JPEG", quality=95, progressive=True
    )
    assert await reader.read(progressive.getvalue()) == FRONT
    assert await reader.read(cards.encoded(cards.turned(back, 180), "WEBP")) == BACK
    assert NAME not in caplog.text
    assert ADULT not in caplog.text


def png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * (width * 3 + 1) * height) if width * height < 100_000_000 else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose header claims another size."""
    small = bytearray(cards.encoded(cards.no_card()))
    at = small.index(b"\xff\xc0")
    small[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(small)


def endless_jpeg() -> bytes:
    """A progressive JPEG that repeats its last scan to the end of what may be sent: reading it takes minutes."""
    out = io.BytesIO()
    Image.new("RGB", (7_000, 7_000)).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * ((LARGEST - len(whole)) // len(scan)) + whole[-2:]


def webp(width: int, height: int) -> bytes:
    """An animated WebP of a few bytes whose header claims this size."""
    moving = bytearray(animation("WEBP"))
    moving[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(moving)


def animation(kind: str) -> bytes:
    frames = [cards.no_card(), cards.front(NAME, ADULT)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


# 100,000 × 300 black pixels are 87 KB of PNG; unpacked and read they took 2.8 GiB and 17 s.
# Each is made by the test that sends it.
BOMBS: dict[str, tuple[Callable[[], bytes], PictureFault]] = {
    "long png": (lambda: png(100_000, 300), PictureFault.TOO_MANY_PIXELS),
    "high png": (lambda: png(300, 100_000), PictureFault.TOO_MANY_PIXELS),
    "huge png": (lambda: png(30_000, 30_000), PictureFault.TOO_MANY_PIXELS),
    "square png": (lambda: png(6_000, 6_000), PictureFault.TOO_MANY_PIXELS),
    "narrow png": (lambda: png(7_000, 310), PictureFault.TOO_LONG),
    "huge jpeg": (lambda: jpeg(65_000, 65_000), PictureFault.TOO_MANY_PIXELS),
    "wide jpeg": (lambda: jpeg(10_001, 4_000), PictureFault.TOO_MANY_PIXELS),
    "narrow jpeg": (lambda: jpeg(9_000, 2_000), PictureFault.TOO_LONG),
    "endless jpeg": (endless_jpeg, PictureFault.NOT_A_PICTURE),
    "huge webp": (lambda: webp(16_000, 16_000), PictureFault.TOO_MANY_PIXELS),
    "large webp": (lambda: webp(6_000, 6_000), PictureFault.TOO_MANY_PIXELS),
    "moving webp": (lambda: animation("WEBP"), PictureFault.NOT_A_PICTURE),
    "moving png": (lambda: animation("PNG"), PictureFault.NOT_A_PICTURE),
    "moving gif": (lambda: animation("GIF"), PictureFault.NOT_A_PICTURE),
    "head of a png": (lambda: png(1_000, 1_000)[:33], PictureFault.NOT_A_PICTURE),
}


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
        (cards.encoded(cards.no_card())[:3000], PictureFault.NOT_A_PICTURE),
        (cards.encoded(cards.no_card().resize((100, 60))), PictureFault.TOO_SMALL),
        (cards.encoded(cards.no_card(), "GIF"), PictureFault.NOT_A_PICTURE),
    ],
    ids=["20 MB", "words", "nothing", "zip", "pdf", "svg", "cut off", "thumbnail", "gif"],
)
async def test_what_is_no_photo_is_refused_with_the_reason(picture: bytes, fault: PictureFault) -> None:
    assert await fault_of(picture) is fault


@pytest.mark.parametrize(("picture", "fault"), BOMBS.values(), ids=BOMBS)
async def test_a_size_is_refused_from_the_header_before_anything_is_unpacked(
    picture: Callable[[], bytes], fault: PictureFault
) -> None:
    said, most_kib = await asyncio.to_thread(peak, picture())
    assert said["fault"] == fault
    assert most_kib < HEADER_ONLY_KIB


@needs_library
async def test_the_largest_that_is_taken_stays_within_its_memory() -> None:
    largest = Image.new(
        "RGBA", (5_000, 5_000), "#dfe9f3"
    )  # a PNG of every pixel there may be, each of four bytes
    said, most_kib = await asyncio.to_thread(peak, cards.encoded(largest, "PNG"))
    assert said["fault"] == PictureFault.UNREADABLE
    assert HEADER_ONLY_KIB < most_kib < 1024 * 1024


@needs_library
async def test_a_picture_without_a_card_is_unreadable_and_what_stands_behind_it_is_not_looked_at() -> None:
    assert await fault_of(animation("MPO")) is PictureFault.UNREADABLE


async def test_no_picture_makes_the_assistant_itself_grow() -> None:
    make, fault = BOMBS["long png"]
    picture = make()
    assert await fault_of(picture) is fault
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await fault_of(picture)
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
    reader = ChildCardReader(code, timeout_s=1)
    async with asyncio.timeout(120):
        assert await fault_of(b"a picture", reader) is PictureFault.FAILED
        assert await fault_of(b"a picture", reader) is PictureFault.FAILED  # its place is free again
