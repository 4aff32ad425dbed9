"""The pictures a catalog names: found beside the file, small enough, of a shape a phone shows, and really pictures."""

from __future__ import annotations

import warnings
from pathlib import Path

from domain.catalog.specs import CatalogSpec

MAX_PICTURE_BYTES = 5 * 1024 * 1024
LEAST_SIDE, LONGEST_SIDE = 200, 5_000  # pixels; Telegram takes 10,000 for both sides together
MOST_ASPECT = 3  # of a card that shows more than its picture on a phone
_FORMATS = ("PNG", "JPEG")


def picture_problem(folder: Path, name: str) -> str | None:
    """Why `name` cannot be shown, as a sentence, or None. It must lie in `folder` or below."""
    if "\0" in name or Path(name).is_absolute():
        return "The path of a picture is written as seen from the catalog file's folder."
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return "The picture must lie in the catalog file's folder or below it."
        return _content_problem(path)
    except (OSError, RuntimeError, ValueError) as error:
        return f"The picture cannot be read ({type(error).__name__})."


def _content_problem(path: Path) -> str | None:
    if not path.is_file():
        return f"There is no picture {path.name[:80]} at this path."
    if path.stat().st_size > MAX_PICTURE_BYTES:
        return f"The picture is larger than {MAX_PICTURE_BYTES // 1024 // 1024} MB."
    return _shape_problem(path)


def _shape_problem(path: Path) -> str | None:
    """Say what is wrong by the picture's header; nothing is unpacked."""
    from PIL import Image, UnidentifiedImageError  # for those who name pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as image:
                width, height = image.size
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return f"The picture has too many pixels; each side must be {LEAST_SIDE} to {LONGEST_SIDE}."
    except (UnidentifiedImageError, SyntaxError):
        return "The file is not a PNG or JPEG picture."
    short, long = sorted((width, height))
    if short < LEAST_SIDE or long > LONGEST_SIDE:
        return f"The picture is {width} by {height} pixels; each side must be {LEAST_SIDE} to {LONGEST_SIDE}."
    if long > short * MOST_ASPECT:
        return f"The picture is {width} by {height} pixels; one side may be at most {MOST_ASPECT} times the other."
    return None


def read_pictures(spec: CatalogSpec, path: Path) -> dict[str, bytes]:
    """Return the pictures of the catalog read from `path`, by product id. OSError if one has vanished since."""
    folder = path.parent
    return {p.id: (folder / p.picture).read_bytes() for p in spec.products if p.picture is not None}
