"""What is shown of a move, on both sides and to the staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.value import Value

# From the word to the old account, once it arrived, to the move: whoever still has it can say no.
WAIT = timedelta(hours=24)
# Where it did not arrive, it is said again so much later; and so long after the first time the staff is asked again.
TOLD_AGAIN_AFTER = timedelta(days=1)
UNHEARD_AFTER = timedelta(days=3)


class MoveStatus(StrEnum):
    NAMING = "naming"  # a code to the phone on file is to prove it
    ASKED = "asked"  # the staff is to see proof
    ANNOUNCED = "announced"  # proven; the old account is told, and can say no
    DONE = "done"
    STOPPED = "stopped"


class Proof(StrEnum):
    """How far it is proven that an account may move."""

    ASKED = "asked"  # nothing yet but whose account is meant
    SEEN = "seen"  # by the staff
    PROVEN = "proven"  # by a code, or by the old account itself


class MoveView(Value):
    """The move that an account asked for, as far as it may know: whether somebody was found it may not, before that is
    proven.

    `number`: of its case; `is_announced`: it was proven; `is_told`: and the old account knows; `moves_at`: when it is done.
    `takes_code`: one was asked for, and can be typed. `is_done`: the account came here just now.
    """

    number: str | None = None
    moves_at: datetime | None = None
    is_announced: bool = False
    is_told: bool = False
    takes_code: bool = False
    is_done: bool = False

    @property
    def is_asked(self) -> bool:
        return self.number is not None


class Farewell(Value):
    """What is to be told in a chat whose account has moved."""

    move_id: str
    chat_id: int
    locale: str
