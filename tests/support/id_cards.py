"""Synthetic ID cards of people who do not exist, drawn, and what a phone does to a picture of one."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = next((Path(__file__).parents[2] / "bot" / "documents" / "fonts").glob("*.ttf"))
SIZE = (1000, 630)
_INK, _LABEL, _PAPER = "#101820", "#3a6ea5", "#dfe9f3"


def front(name: str, number: str) -> Image.Image:
    picture, pen = _blank()
    born = f"{number[6:10]} 年 {int(number[10:12])} 月 {int(number[12:14])} 日"
    for y, label, words in (
        (60, "姓 名", name),
        (145, "性 别", "男    民 族  汉"),
        (230, "出 生", born),
        (315, "住 址", "示例市示例区示例路 1 号"),
    ):
        pen.text((60, y), label, font=_font(34), fill=_LABEL)
        pen.text((190, y - 4), words, font=_font(42), fill=_INK)
    pen.rectangle((690, 70, 940, 400), fill="#b9c9d8")
    pen.text((60, 520), "公民身份号码", font=_font(34), fill=_LABEL)
    pen.text((330, 512), number, font=_font(48), fill=_INK)
    return picture


def back(validity: str) -> Image.Image:
    picture, pen = _blank()
    pen.ellipse((60, 60, 220, 220), fill="#c0392b")
    pen.text((290, 70), "中华人民共和国", font=_font(56), fill=_INK)
    pen.text((290, 160), "居 民 身 份 证", font=_font(66), fill=_INK)
    for y, label, words in ((430, "签发机关", "示例市公安局示例分局"), (510, "有效期限", validity)):
        pen.text((200, y), label, font=_font(34), fill=_LABEL)
        pen.text((370, y - 4), words, font=_font(40), fill=_INK)
    return picture


def no_card() -> Image.Image:
    """Shapes, and not a word."""
    picture, pen = _blank()
    pen.ellipse((200, 100, 800, 550), fill="#e67e22")
    pen.polygon([(300, 150), (400, 20), (480, 140)], fill="#d35400")
    return picture


def _blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, _PAPER)
    return picture, ImageDraw.Draw(picture)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


# What a phone does


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, expand=True, fillcolor="#808080", resample=Image.Resampling.BICUBIC)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def noisy(picture: Image.Image, share: float, seed: int = 7) -> Image.Image:
    """Grain mixed in, by so much."""
    grain = random.Random(seed).randbytes(picture.width * picture.height * 3)
    return Image.blend(picture, Image.frombytes("RGB", picture.size, grain), share)


def darker(picture: Image.Image, factor: float) -> Image.Image:
    return picture.point(lambda value: int(value * factor))


def aslant(picture: Image.Image, by: float) -> Image.Image:
    """Seen from the side: the right edge is shorter by this share."""
    from PIL import ImageTransform

    w, h = picture.size
    d = h * by / 2
    # Where each corner of what is seen lies in the picture.
    quad = ImageTransform.QuadTransform((0, 0, 0, h, w, h + d, w, -d))
    return picture.transform(picture.size, quad, fillcolor="#808080", resample=Image.Resampling.BICUBIC)


def far(picture: Image.Image, share: float) -> Image.Image:
    """On a table, filling this share of the width."""
    table = Image.new("RGB", (int(picture.width / share), int(picture.height / share)), "#6b4f3a")
    table.paste(picture, ((table.width - picture.width) // 2, (table.height - picture.height) // 2))
    return table


def encoded(picture: Image.Image, kind: str = "JPEG", quality: int = 85) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **({} if kind == "PNG" else {"quality": quality}))
    return out.getvalue()
