"""The door of the look-ups: find, open a customer or a case, see what waits, have a sealed field shown. Each is written down
before it is answered, and what was refused, too.
"""

from __future__ import annotations

from domain.dates import business_day
from domain.errors import NotFound
from domain.identity.facts import open_fact
from domain.lookups.agenda import LISTED, queued, read_today
from domain.lookups.lookers import Looker, looker_in_chat, note_look, permit_look
from domain.lookups.people import is_really, looked_up, people_of
from domain.lookups.repository import Match
from domain.lookups.results import CaseBrief, CustomerSheet, Field, Found, Hit, HitKind, Today
from domain.lookups.rules import clues_of
from domain.lookups.sheet import read_sheet
from domain.ports import Clock, FieldCipher
from domain.shipping.addresses import has_address, open_address
from domain.staff.log import StaffLog
from domain.staff.types import Subject, SubjectKind, Verb
from domain.support.rights import StaffRights
from domain.unit_of_work import Store, UnitOfWork

MOST_HITS = 20
_COLUMNS = {Field.NAME: "name_token", Field.ID_NUMBER: "id_number_token", Field.PHONE: "phone_token"}


class LookupService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, log: StaffLog) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._log = log

    async def looker_in_chat(self, user_id: int | None, first_name: str, rights: StaffRights) -> Looker:
        """Return who of the staff chat looks, and what they may."""
        async with self._store.read() as uow:
            return await looker_in_chat(uow, user_id, first_name, rights)

    async def find(self, looker: Looker, typed: str) -> Found:
        """Return what the text is the number of, masked. What was typed is written down nowhere, only as what it was looked
        up. Raises `MayNot`.
        """
        clues = clues_of(typed)
        kinds = tuple(clue.kind for clue in clues)
        # By the first one, which it most likely is.
        subject = Subject(SubjectKind.SEARCH, kinds[0] if kinds else "")
        await note_look(self._log, looker, Verb.FIND, subject)
        matches: dict[tuple[str, str], Match] = {}
        async with self._store.read() as uow:
            for clue in clues:
                asked = looked_up(clue, self._cipher)
                for one in await uow.lookups.matches(clue.kind, asked, MOST_HITS + 1):
                    if await is_really(uow, one.customer_id, clue, self._cipher):
                        matches.setdefault((one.kind, one.subject_id), one)
            shown = list(matches.values())[:MOST_HITS]
            people = await people_of(uow, (one.customer_id for one in shown), self._cipher)
        hits = (Hit(HitKind(one.kind), one.subject_id, one.number, people[one.customer_id]) for one in shown)
        return Found(kinds, tuple(hits), more=len(matches) > MOST_HITS)

    async def open(self, looker: Looker, customer_id: str, reason: str) -> CustomerSheet:
        """Return the customer's sheet; `reason`: why, in words. Raises `ReasonMissing`, `NotFound`, `MayNot`."""
        async with self._store.read() as uow:
            sheet = await read_sheet(uow, customer_id, self._cipher, business_day(self._clock.now()))
        await note_look(
            self._log, looker, Verb.OPEN_CUSTOMER, Subject(SubjectKind.CUSTOMER, customer_id), reason
        )
        return sheet

    async def reveal(self, looker: Looker, customer_id: str, field: Field, reason: str) -> tuple[str, ...]:
        """Return what stands in a sealed field, once it is written down that it is shown, and why. Raises `ReasonMissing`,
        `NotFound`, `MayNot`, `SealBroken`.
        """
        async with self._store.read() as uow:
            plain = await self._plain(uow, customer_id, field)
        if not plain:
            raise NotFound()
        subject = Subject(SubjectKind.CUSTOMER, customer_id)
        await note_look(self._log, looker, Verb.REVEAL, subject, reason and f"{field}: {reason}")
        return plain

    async def today(self, looker: Looker) -> Today:
        """Return what waits for the shop, with masked names. Raises `MayNot`."""
        await permit_look(self._log, looker, Verb.SEE_CASES)
        async with self._store.read() as uow:
            return await read_today(uow, self._cipher, self._clock.now())

    async def queue(self, looker: Looker) -> tuple[CaseBrief, ...]:
        """Return the open cases, the oldest first, cut. Raises `MayNot`."""
        await permit_look(self._log, looker, Verb.SEE_CASES)
        async with self._store.read() as uow:
            rows = await uow.lookups.queue(LISTED)
            people = await people_of(uow, (one.customer_id for one in rows), self._cipher)
        return tuple(queued(one, people[one.customer_id]) for one in rows)

    async def _plain(self, uow: UnitOfWork, customer_id: str, field: Field) -> tuple[str, ...]:
        if field is Field.ADDRESS:
            address = await uow.shipments.address(customer_id)
            if address is None or not has_address(address):
                return ()
            return open_address(address, self._cipher)
        identity, column = await uow.identities.get(customer_id), _COLUMNS[field]
        if identity is None or getattr(identity, column) is None:
            return ()
        return (open_fact(identity, column, self._cipher),)
