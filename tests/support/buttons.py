"""Every kind of button there is."""

from __future__ import annotations

import importlib
import pkgutil

import handlers.buttons
from handlers.ui.callback_data import Action


def kinds_of_button() -> list[type[Action]]:
    """Whoever adds a module to `handlers.buttons`, its buttons are among them."""
    for module in pkgutil.iter_modules(handlers.buttons.__path__):
        importlib.import_module(f"handlers.buttons.{module.name}")
    ours = (kind for kind in Action.__subclasses__() if kind.__module__.startswith("handlers."))
    return sorted(ours, key=lambda kind: kind.code)
