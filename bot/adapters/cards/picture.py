"""From the bytes a stranger sent to the pixels of one upright picture, of a size that was looked at first.

Width, height and frames stand in a picture's header. They are held against the bounds of its format before anything is
decoded; only then are the pixels unpacked.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from domain.identity.card import PictureFault, PictureRefused
from domain.value import Value

LEAST_SIDE = 300
LONGEST_SIDE = 1600  # what is larger is made smaller before it is read: quicker, and as legible
MOST_ASPECT = 3  # a panorama of a phone has more, a screenshot of one less


class Bounds(Value):
    longest_side: int
    pixels: int


# A JPEG can be unpacked at a fraction of its size; of the others every pixel is.
_JPEG = Bounds(10_000, 50_000_000)
_WHOLE = Bounds(8_000, 25_000_000)
BOUNDS = {"JPEG": _JPEG, "MPO": _JPEG, "PNG": _WHOLE, "WEBP": _WHOLE}
FORMATS = ("JPEG", "PNG", "WEBP")
# A JPEG may say a few bytes a hundred thousand times that go over every pixel again: 9 MB took all the time there is.
# Phones write 1 to 15 such scans, and as many for each small picture inside.
MOST_SCANS = 60
_SCAN = b"\xff\xda"


def upright(picture: bytes) -> Image.Image:
    """Return the picture in RGB, the way up it was taken, not larger than is needed. Raises `PictureRefused`."""
    Image.MAX_IMAGE_PIXELS = max(bounds.pixels for bounds in BOUNDS.values())
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(picture), formats=FORMATS)  # looks at the header only
            require_fit(image)
            if image.format in ("JPEG", "MPO") and picture.count(_SCAN) > MOST_SCANS:
                raise PictureRefused(PictureFault.NOT_A_PICTURE)
            return _unpacked(image)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
            raise PictureRefused(PictureFault.TOO_MANY_PIXELS) from None
        except (OSError, SyntaxError, ValueError, EOFError):
            raise PictureRefused(PictureFault.NOT_A_PICTURE) from None


def require_fit(image: Image.Image) -> None:
    """Hold what the header says against the bounds. Raises `PictureRefused`."""
    bounds = BOUNDS[image.format or ""]
    short, long = sorted(image.size)
    if long > bounds.longest_side or short * long > bounds.pixels:
        raise PictureRefused(PictureFault.TOO_MANY_PIXELS)
    if short < LEAST_SIDE:
        raise PictureRefused(PictureFault.TOO_SMALL)
    if long > short * MOST_ASPECT:
        raise PictureRefused(PictureFault.TOO_LONG)
    # Cameras put a second picture, of depth or light, behind a JPEG (MPO): only the first is ever unpacked.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise PictureRefused(PictureFault.NOT_A_PICTURE)


def _unpacked(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = image.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(small)
