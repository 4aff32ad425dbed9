"""Refusals.

ApiError       what the Bot API answers a bot: code, description, retry_after or migrate_to
PeopleError    what the people side answers a test or the page: status, sentence, details
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """`description` is whole, as Telegram words it ("Bad Request: chat not found")."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return body


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def upgraded(chat_id: int) -> ApiError:
    """Return the refusal of a request to a group that became the supergroup of this number."""
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=chat_id)


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class PeopleError(Exception):
    """`details` go into the answer beside `error`."""

    def __init__(self, status: int, error: str, **details: Any) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.details = details
