"""Telegram's own types, as aiogram has them. It works out all four hundred when it is imported, which takes every worker
seconds; here each is worked out when it is first asked for.
"""

from __future__ import annotations

from typing import Any, TypeVar, Union

import pytest
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def _later(cls: type[BaseModel], /, **_: Any) -> None:
    return None


with pytest.MonkeyPatch.context() as _patch:
    _patch.setattr(BaseModel, "model_rebuild", classmethod(_later))
    from aiogram import methods, types
    from aiogram.client.default import Default

__all__ = ["methods", "types", "worked_out"]
_NAMES: dict[str, Any] = {name: getattr(types, name) for name in types.__all__}
_NAMES |= {"Default": Default, "Union": Union}


def worked_out(model: type[Model]) -> type[Model]:
    """Return the type, fit to validate with."""
    if not model.__pydantic_complete__:
        model.model_rebuild(_types_namespace=_NAMES)
    return model
