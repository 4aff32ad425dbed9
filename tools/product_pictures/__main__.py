"""`python -m tools.product_pictures`: draw the pictures of the example's products anew, into `examples/pictures`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from tools.product_pictures import belongings, devices
from tools.product_pictures.pen import Pen

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "pictures"
# Of each product of the example: its category, and what draws it.
DRAWN: dict[str, tuple[str, Callable[[Pen], None]]] = {
    "xiaomi-15": ("phones", devices.phone),
    "phone-max": ("phones", devices.camera_phone),
    "phone-fold": ("phones", devices.folding_phone),
    "phone-basic": ("phones", devices.long_life_phone),
    "phone-charger": ("phones", devices.charger),
    "laptop-14": ("computers", devices.laptop),
    "laptop-pro": ("computers", devices.studio_laptop),
    "tablet-11": ("computers", devices.tablet),
    "monitor-27": ("computers", devices.monitor),
    "keyboard": ("computers", devices.keyboard),
    "aircon": ("appliances", belongings.air_conditioner),
    "fridge": ("appliances", belongings.fridge),
    "washer": ("appliances", belongings.washer),
    "tv-75": ("appliances", belongings.television),
    "vacuum-robot": ("appliances", belongings.robot_vacuum),
    "rice-cooker": ("appliances", belongings.rice_cooker),
    "watch": ("audio", devices.watch),
    "band": ("audio", devices.band),
    "earbuds": ("audio", devices.earbuds),
    "speaker": ("audio", devices.speaker),
    "e-bike": ("mobility", belongings.e_bike),
    "scooter": ("mobility", belongings.scooter),
    "suitcase": ("mobility", belongings.suitcase),
    "dashcam": ("mobility", belongings.dashcam),
    "mattress": ("home", belongings.mattress),
    "desk": ("home", belongings.desk),
    "chair": ("home", belongings.chair),
    "lamp": ("home", belongings.lamp),
    "kettle": ("home", belongings.kettle),
}


def drawn() -> Iterator[tuple[str, Image.Image]]:
    """Yield every product's id with its picture."""
    for product, (category, draw) in DRAWN.items():
        pen = Pen(category)
        draw(pen)
        yield product, pen.picture()


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for product, picture in drawn():
        picture.save(FOLDER / f"{product}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
