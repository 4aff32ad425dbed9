"""Ids: each once, and every reference to one that is there."""

from __future__ import annotations

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core.core_schema import CoreSchema, with_info_after_validator_function

from bot.catalog_file.context import Context, context_of
from bot.catalog_file.values import RefusedValueError, shown, suggestion
from domain.value import Value


class _IdOf(Value):
    """Annotates an id of `section`, whose tables are each a `noun`."""

    section: str
    noun: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_after_validator_function(self._checked, handler(source))

    def _checked(self, written: str, info: ValidationInfo) -> str:
        raise NotImplementedError


class Own(_IdOf):
    """A table's own id, refused if an earlier table of the section has it."""

    def _checked(self, written: str, info: ValidationInfo) -> str:
        context = context_of(info)
        if written in context.ids[self.section]:
            line = context.places.line((*context.places.first(self.section, written), "id"))
            raise RefusedValueError(
                f"The id {shown(written)} is already taken by the {self.noun} in line {line}."
            )
        context.ids[self.section][written] = None
        return written


class Reference(_IdOf):
    """The id of a table that must be there. Where there are none, that is said already."""

    def _checked(self, written: str, info: ValidationInfo) -> str:
        known = context_of(info).ids[self.section]
        if known and written not in known:
            hint = suggestion(written, list(known))
            raise RefusedValueError(f"There is no {self.noun} {shown(written)} in [[{self.section}]].{hint}")
        return written

    def example(self, context: Context) -> str:
        """Return the first there is."""
        return f'"{next(iter(context.ids[self.section]), "…")}"'
