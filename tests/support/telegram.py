"""The contract with Telegram: every request the assistant made must fit the Bot API's own types."""

from __future__ import annotations

from typing import Any

from tests.support.bot_api import methods, types, worked_out

_METHODS: dict[str, type[methods.TelegramMethod[Any]]] = {
    method.__api_method__: method
    for name in methods.__all__
    if isinstance(method := getattr(methods, name), type)
    and issubclass(method, methods.TelegramMethod)
    and isinstance(getattr(method, "__api_method__", None), str)
}


def check_request(method: str, payload: dict[str, Any]) -> None:
    """Raise where the Bot API knows no such method, argument or form."""
    model = worked_out(_METHODS[method])
    named = {
        name for name, value in payload.items() if _is_upload(value) and f"attach://{name}" in str(payload)
    }
    unknown = set(payload) - set(model.model_fields) - named
    assert not unknown, f"{method} has no argument {sorted(unknown)}"
    sent = {name: _as_upload(value) for name, value in payload.items() if name not in named}
    model.model_validate(sent, context={"bot": None})


def _as_upload(value: Any) -> Any:
    """A file, of which the log keeps name and size only."""
    if _is_upload(value):
        return types.BufferedInputFile(b"", value["file_name"])
    return value


def _is_upload(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"file_name", "size"}


def check_requests(requests: list[dict[str, Any]]) -> None:
    for request in requests:
        check_request(request["method"], request["payload"])
