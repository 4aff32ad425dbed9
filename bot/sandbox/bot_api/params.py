"""A method's parameters, however they were sent: JSON, form, multipart or in the address."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.adapters.outside_json import read_json
from bot.sandbox.errors import ApiError, bad_request
from domain.value import Value

_ATTACHED = "attach://"
_TRUE = frozenset({"true", "1", "yes"})


class Upload(Value):
    name: str
    mime_type: str
    content: bytes


class Params:
    """Typed looks at the parameters. What is absent and what is null are the same."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}
        self._uploads = uploads

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self._uploads

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        try:
            return int(self._values[name])
        except (KeyError, TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        value = self._values.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in _TRUE

    def structure(self, name: str) -> Any:
        """Return an object or a list, which forms carry as JSON text. Raises ApiError on broken JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return read_json(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Return the file sent under the name, directly or as attach://part."""
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith(_ATTACHED):
            return self.attached(value)
        return self._uploads.get(name)

    def attached(self, named: str) -> Upload | None:
        """Return the file that is named as attach://part; None where nothing is."""
        return self._uploads.get(named.removeprefix(_ATTACHED)) if named.startswith(_ATTACHED) else None

    @property
    def chat_id(self) -> int | None:
        return self.integer("chat_id")

    def for_log(self) -> dict[str, Any]:
        """Return all values; objects as objects, files by name and size in bytes."""
        files = {
            name: {"file_name": file.name, "size": len(file.content)} for name, file in self._uploads.items()
        }
        return {name: _opened(value) for name, value in self._values.items()} | files


async def read_params(request: Request) -> Params:
    """Read the parameters. Raises ApiError where the body is not what its content type says."""
    values: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        return Params(values | await _json_object(request), {})
    uploads: dict[str, Upload] = {}
    if "form" in content_type:
        async with request.form() as form:
            for name, value in form.items():
                if isinstance(value, UploadFile):
                    uploads[name] = await read_upload(value)
                else:
                    values[name] = value
    return Params(values, uploads)


async def read_upload(file: UploadFile) -> Upload:
    return Upload(file.filename or "file", file.content_type or "application/octet-stream", await file.read())


async def _json_object(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        values = read_json(body) if body else {}
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(values, dict):
        raise ApiError(400, "Bad Request: object expected as JSON body")
    return values


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return read_json(value)
        except ValueError:
            return value
    return value
