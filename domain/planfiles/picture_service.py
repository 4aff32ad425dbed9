"""Screenshots of bills, read on this machine where the operator installed what reads pictures. None is kept."""

from __future__ import annotations

import asyncio

from domain.dates import business_day
from domain.planfiles.pictures import read_picture
from domain.planfiles.ports import ScreenReader
from domain.planfiles.results import FileReading
from domain.ports import Clock


class BillPictureService:
    """`reader`: None where there is none."""

    def __init__(self, clock: Clock, reader: ScreenReader | None) -> None:
        self._clock = clock
        self._reader = reader

    @property
    def available(self) -> bool:
        return self._reader is not None

    async def read(self, picture: bytes) -> FileReading:
        """Return the bills on a picture. Raises `PictureRefused`, `NoBillInPicture`, `FileRefused`."""
        assert self._reader is not None
        pieces = await self._reader.read(picture)
        return await asyncio.to_thread(read_picture, pieces, business_day(self._clock.now()))
