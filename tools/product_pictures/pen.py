"""A sheet of 1000 by 500 to draw flat shapes on; every place is a centre, every colour one of a few."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1000, 500
FINER = 3  # drawn so many times larger, for smooth edges
COLORS = 64  # of the file

INK, BODY, EDGE, GREY = "#33474F", "#FBFAF5", "#D5D2C7", "#AEB8B6"
# Of each category: the ground, the disc behind the thing, the accent.
TONES = {
    "phones": ("#DFE9E6", "#EDF3F1", "#5F8F86"),
    "computers": ("#DFE6F0", "#EDF1F7", "#6C86B0"),
    "appliances": ("#EBE6DA", "#F5F1E8", "#B3935A"),
    "audio": ("#E8E0EB", "#F2ECF4", "#8D749C"),
    "mobility": ("#E1E9D8", "#EEF3E8", "#7A9460"),
    "home": ("#F0E2DB", "#F8EFEA", "#BC7C62"),
}

Point = tuple[float, float]


class Pen:
    """`accent`: the category's own colour."""

    def __init__(self, category: str) -> None:
        ground, disc, self.accent = TONES[category]
        self._image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self._draw = ImageDraw.Draw(self._image)
        self._ground = ground
        self.disc(500, 250, 232, disc)

    def shadow(self, width: float, y: float = 440) -> None:
        """Draw what the thing stands on."""
        self.disc(500, y, width / 2, _darker(self._ground), ry=12)

    def box(self, x: float, y: float, width: float, height: float, color: str, r: float = 0) -> None:
        corners = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        self._draw.rounded_rectangle([at * FINER for at in corners], r * FINER, fill=color)

    def disc(self, x: float, y: float, r: float, color: str, *, ry: float | None = None) -> None:
        height = r if ry is None else ry
        self._draw.ellipse([at * FINER for at in (x - r, y - height, x + r, y + height)], fill=color)

    def ring(self, x: float, y: float, r: float, width: float, color: str) -> None:
        corners = [at * FINER for at in (x - r, y - r, x + r, y + r)]
        self._draw.ellipse(corners, outline=color, width=round(width * FINER))

    def arc(self, x: float, y: float, r: float, start: float, end: float, width: float, color: str) -> None:
        """From one angle to another, in degrees clockwise from the right."""
        corners = [at * FINER for at in (x - r, y - r, x + r, y + r)]
        self._draw.arc(corners, start, end, fill=color, width=round(width * FINER))

    def line(self, points: Sequence[Point], width: float, color: str) -> None:
        """With round ends and corners."""
        larger = [(x * FINER, y * FINER) for x, y in points]
        self._draw.line(larger, fill=color, width=round(width * FINER), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, color)

    def poly(self, points: Sequence[Point], color: str) -> None:
        self._draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=color)

    def picture(self) -> Image.Image:
        small = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        return small.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _darker(color: str) -> str:
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * 0.92):02X}" for part in parts)
