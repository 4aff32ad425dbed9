"""Which chat is the staff's. A group that becomes a supergroup gets another number, and its cases go with it."""

from __future__ import annotations

from domain import tables as t
from domain.ports import Clock
from domain.unit_of_work import Conflict, Store, UnitOfWork


class StaffChats:
    """`named` is the chat that the setting names. Where it moved to prevails for as long as the setting names the old
    number.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def known(self, named: int) -> tuple[int, ...]:
        """Return every number the chat has had, the present one last."""
        async with self._store.read() as uow:
            return await _known(uow, named)

    async def current(self, named: int) -> int:
        """Return the chat's present number."""
        return (await self.known(named))[-1]

    async def settle(self, named: int) -> int:
        """Return the chat's present number once every open case waits to be shown there that is shown elsewhere."""
        async with self._store.write() as uow:
            if await uow.cases.shown_nowhere_known():
                await uow.cases.shown_in(named)
            chat_id = (await _known(uow, named))[-1]
            await uow.cases.show_anew(chat_id)
            await uow.commit()
        return chat_id

    async def move(self, named: int, old_id: int, new_id: int) -> bool:
        """Keep that the chat has a new number, and let its cases be shown there; return whether that is news. Told of
        the same move again, or of a chat that is not the staff's, nothing happens.
        """
        try:
            async with self._store.write() as uow:
                known = await _known(uow, named)
                if old_id != known[-1] or new_id in known:
                    return False
                if await uow.cases.shown_nowhere_known():
                    await uow.cases.shown_in(named)
                uow.add(t.StaffChatMove(old_chat_id=old_id, new_chat_id=new_id, moved_at=self._clock.now()))
                await uow.cases.show_anew(new_id)
                await uow.commit()
        except Conflict:  # the other of the two messages that tell of it, a moment earlier
            return False
        return True


async def _known(uow: UnitOfWork, named: int) -> tuple[int, ...]:
    known = [named]
    while (moved := await uow.cases.moved_to(known[-1])) is not None and moved not in known:
        known.append(moved)
    return tuple(known)
