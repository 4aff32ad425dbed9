"""How far it is proven that an account may move, sealed: whoever writes the database without the keys moves none.

What is sealed names both accounts, so the row of another move, or one whose accounts were changed, proves nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken, Stale
from domain.moves.results import MoveStatus
from domain.ports import FieldCipher


class Proof(StrEnum):
    ASKED = "asked"  # nothing yet but whose account is meant
    SEEN = "seen"  # by the staff
    PROVEN = "proven"  # by a code, or by the old account itself


# How far a move is proven while it is under way.
PROOFS = {
    MoveStatus.NAMING: (Proof.ASKED,),
    MoveStatus.ASKED: (Proof.ASKED,),
    MoveStatus.ANNOUNCED: (Proof.SEEN, Proof.PROVEN),
}


def seal_proof(
    move: t.AccountMove, proof: Proof, cipher: FieldCipher, *, not_before: datetime | None = None
) -> None:
    """Note how far it is proven, for the accounts that stand in the row, whose id is known. `not_before`: the old account
    can say no until then, whatever the row says later.
    """
    words = _words(move, proof)
    if not_before is not None:
        words = f"{words} {not_before.astimezone(UTC).isoformat()}"
    move.proof_token = cipher.seal(words, place_of(move, "proof_token"))


def require_proof(
    move: t.AccountMove, cipher: FieldCipher, *among: Proof, at: datetime | None = None
) -> Proof:
    """Return how far it is proven, for these two accounts. Raises `Stale` where it is none of `among`, or where it is not
    to be done `at` that time yet; what does not agree is logged and counted.
    """
    place = place_of(move, "proof_token")
    try:
        said = cipher.open(move.proof_token, place) if move.proof_token is not None else ""
        for proof in among:
            words = _words(move, proof)
            until = said.removeprefix(f"{words} ")
            if said == words or (until != said and (at is None or datetime.fromisoformat(until) <= at)):
                return proof
        cipher.confirm(move.proof_token, place, _words(move, among[0]))
    except SealBroken:
        raise Stale() from None
    raise Stale()


def _words(move: t.AccountMove, proof: Proof) -> str:
    return f"{proof} {move.customer_id} {move.old_customer_id}"
