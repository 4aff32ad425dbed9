"""The pictures a catalog names: found beside the file, small enough and really pictures."""

from __future__ import annotations

from pathlib import Path

from domain.catalog.specs import CatalogSpec

MAX_PICTURE_BYTES = 5 * 1024 * 1024
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


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
    with path.open("rb") as stream:
        if not stream.read(8).startswith(_MAGIC):
            return "The file is not a PNG or JPEG picture."
    return None


def read_pictures(spec: CatalogSpec, path: Path) -> dict[str, bytes]:
    """Return the pictures of the catalog read from `path`, by product id. OSError if one has vanished since."""
    folder = path.parent
    return {p.id: (folder / p.picture).read_bytes() for p in spec.products if p.picture is not None}
