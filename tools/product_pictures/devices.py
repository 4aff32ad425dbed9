"""Phones, computers, and what one wears or listens to."""

from __future__ import annotations

from tools.product_pictures.pen import BODY, EDGE, GREY, INK, Pen


def phone(pen: Pen) -> None:
    pen.shadow(200)
    pen.box(500, 250, 190, 370, INK, 30)
    pen.box(500, 250, 174, 354, BODY, 24)
    pen.disc(500, 92, 6, INK)
    pen.box(500, 214, 120, 120, pen.accent, 22)
    pen.box(500, 316, 120, 16, EDGE, 8)
    pen.box(500, 350, 80, 16, EDGE, 8)


def camera_phone(pen: Pen) -> None:
    pen.shadow(220)
    pen.box(500, 250, 196, 374, INK, 30)
    pen.box(500, 250, 184, 362, pen.accent, 26)
    pen.disc(500, 158, 70, INK)
    pen.ring(500, 158, 58, 6, GREY)
    for x, y in ((474, 132), (526, 132), (474, 184), (526, 184)):
        pen.disc(x, y, 20, GREY)
        pen.disc(x, y, 12, INK)
    pen.box(500, 390, 60, 8, BODY, 4)


def folding_phone(pen: Pen) -> None:
    pen.shadow(380)
    pen.poly([(330, 96), (496, 70), (496, 430), (330, 404)], INK)
    pen.poly([(504, 70), (670, 96), (670, 404), (504, 430)], INK)
    pen.poly([(342, 108), (492, 84), (492, 416), (342, 392)], BODY)
    pen.poly([(508, 84), (658, 108), (658, 392), (508, 416)], BODY)
    pen.poly([(366, 148), (470, 134), (470, 262), (366, 258)], pen.accent)
    for y in (160, 200, 240):
        pen.line([(534, y), (630, y)], 12, EDGE)
    pen.line([(366, 310), (466, 314)], 12, EDGE)
    pen.line([(534, 312), (600, 309)], 12, EDGE)


def long_life_phone(pen: Pen) -> None:
    pen.shadow(210)
    pen.box(500, 250, 196, 370, INK, 26)
    pen.box(500, 232, 172, 306, BODY, 14)
    pen.box(500, 410, 60, 12, GREY, 6)
    pen.box(500, 220, 84, 150, EDGE, 14)
    pen.box(500, 138, 36, 16, EDGE, 4)
    pen.box(500, 234, 64, 102, pen.accent, 8)


def charger(pen: Pen) -> None:
    pen.shadow(330, 400)
    pen.box(426, 262, 170, 190, BODY, 30)
    pen.box(426, 262, 170, 8, EDGE)
    for x in (396, 456):
        pen.box(x, 146, 14, 44, GREY, 4)
    pen.box(426, 322, 56, 18, INK, 9)
    pen.line([(426, 340), (426, 384), (620, 384), (640, 364), (640, 220)], 12, pen.accent)
    pen.box(640, 196, 34, 64, INK, 8)
    pen.box(640, 156, 20, 22, GREY, 4)


def laptop(pen: Pen) -> None:
    pen.shadow(520, 420)
    _screen(pen, 360, 232)
    pen.poly([(276, 376), (724, 376), (760, 408), (240, 408)], GREY)
    pen.box(500, 408, 520, 12, EDGE, 6)
    pen.box(500, 236, 150, 90, pen.accent, 14)


def studio_laptop(pen: Pen) -> None:
    pen.shadow(560, 420)
    _screen(pen, 420, 262)
    pen.poly([(246, 380), (754, 380), (792, 410), (208, 410)], INK)
    pen.box(500, 410, 584, 12, GREY, 6)
    pen.poly([(330, 320), (450, 190), (540, 286), (590, 236), (670, 320)], pen.accent)
    pen.disc(610, 176, 24, EDGE)


def _screen(pen: Pen, width: float, height: float) -> None:
    pen.box(500, 376 - height / 2, width + 24, height + 24, INK, 16)
    pen.box(500, 376 - height / 2, width, height, BODY, 6)


def tablet(pen: Pen) -> None:
    pen.shadow(420, 420)
    pen.box(500, 248, 430, 310, INK, 26)
    pen.box(500, 248, 402, 282, BODY, 14)
    for x, y in ((372, 180), (458, 180), (544, 180), (372, 266), (458, 266)):
        pen.box(x, y, 60, 60, pen.accent if (x + y) % 4 else EDGE, 14)
    pen.line([(590, 330), (650, 230)], 14, GREY)
    pen.line([(584, 340), (590, 330)], 8, INK)


def monitor(pen: Pen) -> None:
    pen.shadow(260, 436)
    pen.box(500, 220, 500, 300, INK, 14)
    pen.box(500, 214, 476, 272, BODY, 6)
    pen.box(500, 392, 40, 60, GREY)
    pen.box(500, 424, 190, 16, GREY, 8)
    pen.poly([(262, 350), (262, 262), (360, 190), (470, 290), (560, 210), (738, 330), (738, 350)], pen.accent)
    pen.disc(640, 150, 30, EDGE)


def keyboard(pen: Pen) -> None:
    pen.shadow(560, 372)
    pen.box(500, 262, 580, 210, INK, 22)
    pen.box(500, 256, 556, 186, GREY, 14)
    for row, (y, count) in enumerate(((194, 12), (236, 12), (278, 12))):
        for key in range(count):
            accent = (row, key) in ((0, 0), (2, 11))
            pen.box(258 + key * 44, y, 36, 34, pen.accent if accent else BODY, 7)
    for x, width in ((278, 76), (500, 300), (722, 76)):
        pen.box(x, 320, width, 34, BODY, 7)


def watch(pen: Pen) -> None:
    pen.shadow(160, 452)
    pen.box(500, 120, 92, 130, pen.accent, 20)
    pen.box(500, 380, 92, 130, pen.accent, 20)
    pen.box(500, 250, 190, 204, INK, 56)
    pen.box(500, 250, 162, 176, BODY, 44)
    pen.box(600, 250, 12, 44, GREY, 5)
    pen.ring(500, 250, 56, 10, EDGE)
    pen.arc(500, 250, 56, -90, 150, 10, pen.accent)
    pen.line([(500, 250), (500, 214)], 8, INK)
    pen.line([(500, 250), (524, 262)], 8, INK)


def band(pen: Pen) -> None:
    pen.shadow(110, 456)
    pen.box(500, 250, 82, 396, pen.accent, 41)
    pen.box(500, 250, 96, 210, INK, 44)
    pen.box(500, 250, 74, 184, BODY, 34)
    pen.line([(478, 258), (490, 258), (498, 236), (508, 276), (514, 258), (524, 258)], 6, pen.accent)
    pen.box(500, 316, 36, 8, EDGE, 4)
    for y in (396, 418):
        pen.disc(500, y, 5, BODY)


def earbuds(pen: Pen) -> None:
    pen.shadow(300, 432)
    pen.box(500, 342, 270, 160, BODY, 70)
    pen.box(500, 316, 270, 8, EDGE)
    pen.disc(500, 356, 8, pen.accent)
    for side in (-1, 1):
        pen.box(500 + side * 60, 208, 30, 130, GREY, 15)
        pen.disc(500 + side * 66, 148, 46, INK)
        pen.disc(500 + side * 52, 140, 24, pen.accent)


def speaker(pen: Pen) -> None:
    pen.shadow(250)
    pen.box(500, 264, 220, 340, pen.accent, 90)
    pen.disc(500, 136, 84, INK, ry=30)
    pen.disc(500, 136, 40, GREY, ry=13)
    pen.disc(500, 136, 30, INK, ry=9)
    for y in (210, 238, 266, 294, 322, 350):
        pen.line([(430, y), (570, y)], 7, BODY)
