"""Uploaded files, the bot's and the people's."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import PurePath

from bot.sandbox.store.database import Database
from domain.value import Value


class StoredFile(Value):
    """`width` and `height` in pixels, for pictures only. `path` is the Bot API's `file_path`."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    width: int | None
    height: int | None
    content: bytes


class Files:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, folder: str, name: str, mime_type: str, content: bytes, size: tuple[int, int] | None = None
    ) -> StoredFile:
        """`folder` as in Telegram's file paths: "photos", "documents". `size` is width and height."""
        unique_id = secrets.token_hex(8)
        path = f"{folder}/{unique_id}{PurePath(name).suffix}"
        width, height = size or (None, None)
        stored = StoredFile(f"sandbox-{unique_id}", unique_id, path, name, mime_type, width, height, content)
        self._database.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            stored.file_id,
            unique_id,
            path,
            name,
            mime_type,
            width,
            height,
            content,
        )
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return _file(self._database.one("SELECT * FROM files WHERE file_id = ?", file_id))

    def by_path(self, path: str) -> StoredFile | None:
        return _file(self._database.one("SELECT * FROM files WHERE path = ?", path))


def _file(row: sqlite3.Row | None) -> StoredFile | None:
    return StoredFile(**dict(row)) if row else None
