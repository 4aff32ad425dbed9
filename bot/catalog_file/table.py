"""A table of the file as a model: pydantic finds every fault at once and its place, the sentences are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from bot.catalog_file import values
from bot.catalog_file.lines import Path
from bot.catalog_file.references import Reference
from bot.catalog_file.values import Kind, shown, suggestion
from domain.text import DEFAULT_LOCALE, LocalText

LOCALES = (DEFAULT_LOCALE, "zh_TW", "en")


class Fault(NamedTuple):
    """A sentence about the key that `keys` lead to, or about the table itself."""

    keys: Path
    sentence: str


def refusal(*faults: Fault) -> ValidationError:
    """Build an error to raise while a value is read: its faults join the others, each in its place below the value."""
    return ValidationError.from_exception_data("Table", [_detail(*fault) for fault in faults])


def _detail(keys: Path, sentence: str) -> InitErrorDetails:
    error = PydanticCustomError("refused", "{sentence}", {"sentence": sentence})
    return InitErrorDetails(type=error, loc=keys, input=None)


class Table(BaseModel):
    """The keys are the fields, by their aliases. A required one has an example of what to write where it is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        """Yield what keys say against each other as they are written, whatever else is wrong with them."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _in_sentences(cls, content: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        against = list(cls.contradictions(content)) if isinstance(content, dict) else []
        try:
            table = read(content)
        except ValidationError as error:
            told = [cls._told(detail, info.context) for detail in error.errors(include_url=False)]
            details = [*told, *(_detail(*fault) for fault in against)]
            raise ValidationError.from_exception_data("Table", details) from None
        if against:
            raise refusal(*against)
        return table

    @classmethod
    def _told(cls, error: ErrorDetails, context: Any) -> InitErrorDetails:
        """Return the error as a sentence, or as it is where only the table around this one has the words for it."""
        keys, fields = error["loc"], cls._fields()
        match error["type"], keys:
            case "refused", _:
                return _detail(keys, error["msg"])
            case "value_error", _:
                return _detail(keys, str(error["ctx"]["error"]))
            case "extra_forbidden", (str(key),):
                place = key if key.isprintable() and len(key) <= 40 else "(a key)"
                hint = suggestion(key, list(fields))
                return _detail((place,), f"There is no key {shown(key)} here.{hint}")
            case "missing", (str(first), *_) if example := _example(fields[first], context):
                key = keys[-1]
                return _detail(keys[:-1], f"The key {key} is missing; write for example {key} = {example}.")
            case "model_type", (*_, int()):
                return _detail(keys, f"A table is expected here, not {shown(error['input'])}.")
            case "model_type", (*_, key):
                found = shown(error["input"])
                return _detail(keys, f"A table is expected here, like {key} = {{ … }}, not {found}.")
        return InitErrorDetails(type=error["type"], loc=keys, input=error["input"], ctx=error.get("ctx", {}))

    @classmethod
    def _fields(cls) -> dict[str, FieldInfo]:
        return {field.alias or name: field for name, field in cls.model_fields.items()}


def _example(field: FieldInfo, context: Any) -> str | None:
    referring = [each.example(context) for each in field.metadata if isinstance(each, Reference)]
    return next(iter(referring or field.examples or ()), None)


def not_both(content: dict[str, object], one: str, other: str) -> Iterator[Fault]:
    if one in content and other in content:
        yield Fault((other,), f"Write either {one} or {other}, not both.")


def tables_like(example: str) -> Callable[[object], object]:
    """Return what refuses anything but a list of tables, with an example of one."""

    def read(value: object) -> object:
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        raise values.RefusedValueError(
            f"A list of tables is expected here, like {example}, not {shown(value)}."
        )

    return read


def local_text(max_length: int, *, lines: bool = False) -> Kind[LocalText]:
    """`key = "手机"`, or a table of texts by locale in which zh_CN is required."""
    kind = values.text(max_length, lines=lines)
    each = Annotated[str, kind]
    fields: dict[str, Any] = dict.fromkeys(LOCALES[1:], (each, None))
    by_locale = create_model("ByLocale", __base__=Table, **{DEFAULT_LOCALE: (each, ...), **fields})

    def read(value: object) -> LocalText:
        if isinstance(value, dict):
            return LocalText(by_locale.model_validate(value).model_dump(exclude_unset=True))
        return LocalText({DEFAULT_LOCALE: kind.read(value)})

    return Kind(read)
