"""Appliances, what one gets around with, and furniture."""

from __future__ import annotations

from math import sin

from tools.product_pictures.pen import BODY, EDGE, GREY, INK, Pen

WATER, LIGHT = "#9DB6BE", "#FBF3DC"


def air_conditioner(pen: Pen) -> None:
    pen.box(500, 190, 560, 170, BODY, 30)
    pen.box(500, 250, 500, 18, GREY, 9)
    pen.box(690, 170, 60, 24, pen.accent, 8)
    for x, length in ((380, 70), (500, 100), (620, 70)):
        wave = [(x + 14 * sin(at / 18), 310 + at) for at in range(0, length, 4)]
        pen.line(wave, 10, pen.accent)


def fridge(pen: Pen) -> None:
    pen.shadow(320, 452)
    pen.box(500, 250, 290, 400, GREY, 22)
    for x in (429, 571):
        pen.box(x, 166, 130, 216, BODY, 14)
        pen.box(x, 364, 130, 156, BODY, 14)
    for x in (482, 518):
        pen.box(x, 190, 10, 90, pen.accent, 5)
        pen.box(x, 338, 10, 60, pen.accent, 5)


def washer(pen: Pen) -> None:
    pen.shadow(340, 450)
    pen.box(500, 250, 320, 390, BODY, 24)
    pen.box(500, 106, 320, 8, EDGE)
    pen.box(412, 82, 90, 22, EDGE, 8)
    pen.disc(620, 82, 14, pen.accent)
    pen.disc(574, 82, 8, GREY)
    pen.disc(500, 280, 124, GREY)
    pen.disc(500, 280, 100, INK)
    pen.disc(500, 280, 88, "#DDE5E6")
    pen.poly(
        [(416, 290), (460, 274), (500, 292), (544, 276), (584, 290), (562, 340), (500, 366), (438, 340)],
        WATER,
    )


def television(pen: Pen) -> None:
    pen.shadow(560, 440)
    pen.box(500, 226, 640, 356, INK, 12)
    pen.box(500, 224, 620, 336, BODY, 4)
    pen.poly([(190, 392), (190, 300), (330, 190), (470, 330), (590, 220), (810, 370), (810, 392)], pen.accent)
    pen.disc(680, 130, 36, EDGE)
    for x in (330, 670):
        pen.line([(x, 406), (x - 20 if x < 500 else x + 20, 436)], 12, INK)


def robot_vacuum(pen: Pen) -> None:
    pen.shadow(480, 376)
    pen.box(500, 318, 440, 90, INK, 40)
    pen.disc(500, 276, 220, BODY, ry=90)
    pen.disc(500, 268, 74, EDGE, ry=30)
    pen.box(500, 244, 108, 34, pen.accent, 16)
    pen.disc(500, 230, 54, pen.accent, ry=20)
    pen.disc(500, 332, 10, GREY)
    for x in (330, 670):
        pen.line([(x, 356), (x + (-46 if x < 500 else 46), 376)], 8, GREY)


def rice_cooker(pen: Pen) -> None:
    pen.shadow(340, 428)
    pen.box(500, 314, 340, 210, BODY, 70)
    pen.box(500, 210, 340, 12, EDGE)
    pen.disc(500, 208, 170, pen.accent, ry=72)
    pen.box(500, 220, 340, 26, pen.accent, 13)
    pen.box(500, 140, 90, 24, INK, 12)
    pen.box(500, 318, 120, 60, INK, 16)
    pen.box(500, 318, 84, 26, EDGE, 8)
    for x in (464, 500, 536):
        pen.disc(x, 368, 7, GREY)


def e_bike(pen: Pen) -> None:
    pen.shadow(520, 432)
    for x in (330, 670):
        pen.ring(x, 346, 84, 14, INK)
        pen.disc(x, 346, 14, GREY)
    pen.line([(330, 346), (420, 230), (590, 230), (670, 346)], 14, pen.accent)
    pen.line([(420, 230), (500, 346), (590, 230)], 14, pen.accent)
    pen.line([(330, 346), (500, 346)], 12, pen.accent)
    pen.line([(408, 200), (432, 246)], 12, INK)
    pen.line([(376, 196), (440, 196)], 20, INK)
    pen.line([(590, 230), (572, 160), (620, 146)], 12, INK)
    pen.box(470, 286, 40, 84, BODY, 12)
    pen.disc(500, 346, 24, INK)


def scooter(pen: Pen) -> None:
    pen.shadow(440, 438)
    pen.line([(330, 392), (600, 392), (646, 392)], 22, pen.accent)
    pen.line([(650, 390), (594, 120)], 16, INK)
    pen.line([(540, 128), (632, 106)], 16, INK)
    pen.disc(600, 150, 16, BODY)
    for x in (330, 656):
        pen.disc(x, 404, 36, INK)
        pen.disc(x, 404, 16, GREY)


def suitcase(pen: Pen) -> None:
    pen.shadow(260, 452)
    for x in (456, 544):
        pen.box(x, 106, 10, 110, GREY)
    pen.box(500, 58, 112, 18, INK, 9)
    pen.box(500, 290, 250, 290, pen.accent, 34)
    for x in (430, 500, 570):
        pen.box(x, 290, 10, 240, BODY, 5)
    pen.box(500, 168, 80, 14, INK, 7)
    for x in (414, 586):
        pen.disc(x, 442, 14, INK)


def dashcam(pen: Pen) -> None:
    pen.box(500, 84, 160, 22, GREY, 8)
    pen.box(500, 124, 40, 70, GREY, 8)
    pen.box(500, 260, 380, 210, INK, 40)
    pen.disc(440, 260, 82, GREY)
    pen.disc(440, 260, 64, INK)
    pen.disc(440, 260, 40, pen.accent)
    pen.disc(424, 244, 12, BODY)
    for y in (220, 250, 280, 310):
        pen.line([(586, y), (650, y)], 8, GREY)
    pen.disc(560, 186, 7, "#C96F5B")


def mattress(pen: Pen) -> None:
    pen.shadow(560, 420)
    pen.box(500, 330, 580, 130, BODY, 36)
    pen.box(500, 350, 580, 26, pen.accent)
    for x in range(250, 770, 62):
        pen.ring(x, 306, 18, 6, EDGE)
    pen.box(364, 236, 190, 72, EDGE, 34)
    pen.box(636, 236, 190, 72, EDGE, 34)
    pen.box(500, 404, 500, 14, INK, 7)


def desk(pen: Pen) -> None:
    pen.shadow(480, 446)
    pen.box(500, 216, 580, 28, pen.accent, 10)
    for x in (320, 680):
        pen.box(x, 300, 44, 150, GREY, 6)
        pen.box(x, 380, 30, 110, INK, 4)
        pen.box(x, 434, 130, 16, INK, 8)
    pen.line([(500, 356), (500, 270)], 10, INK)
    pen.line([(478, 292), (500, 268), (522, 292)], 10, INK)
    pen.line([(478, 334), (500, 358), (522, 334)], 10, INK)
    pen.box(400, 160, 130, 84, INK, 8)
    pen.box(400, 160, 112, 66, BODY, 4)


def chair(pen: Pen) -> None:
    pen.shadow(260, 454)
    pen.box(500, 66, 110, 46, INK, 20)
    pen.box(500, 180, 190, 180, pen.accent, 40)
    pen.box(500, 180, 150, 140, BODY, 28)
    for y in (150, 180, 210):
        pen.line([(446, y), (554, y)], 6, EDGE)
    pen.box(500, 296, 240, 44, INK, 22)
    for x in (376, 624):
        pen.line([(x, 300), (x, 226)], 12, GREY)
        pen.box(x, 222, 64, 16, INK, 8)
    pen.box(500, 350, 20, 70, GREY)
    pen.line([(404, 424), (500, 384), (596, 424)], 14, INK)
    for x in (404, 500, 596):
        pen.disc(x, 436, 13, GREY)


def lamp(pen: Pen) -> None:
    pen.shadow(230, 446)
    pen.poly([(612, 176), (700, 400), (470, 400)], LIGHT)
    pen.line([(420, 420), (370, 250), (560, 130)], 14, INK)
    pen.disc(370, 250, 16, GREY)
    pen.poly([(536, 108), (620, 120), (668, 196), (556, 196)], pen.accent)
    pen.box(612, 196, 116, 16, BODY, 8)
    pen.box(420, 428, 170, 24, INK, 12)


def kettle(pen: Pen) -> None:
    pen.shadow(290, 440)
    pen.poly([(420, 140), (580, 140), (616, 396), (384, 396)], BODY)
    pen.poly([(424, 158), (340, 196), (408, 234)], BODY)
    pen.box(500, 410, 270, 30, INK, 12)
    pen.arc(600, 250, 90, -80, 80, 24, pen.accent)
    pen.box(500, 130, 170, 26, pen.accent, 12)
    pen.disc(500, 106, 16, INK)
    pen.box(470, 300, 16, 120, EDGE, 8)
    pen.box(470, 326, 16, 68, pen.accent, 8)
