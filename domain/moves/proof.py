"""How far it is proven that an account may move, sealed: whoever writes the database without the keys moves none.

What is sealed names both accounts, so the row of another move, or one whose accounts were changed, proves nothing.
"""

from __future__ import annotations

from enum import StrEnum

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken, Stale
from domain.ports import FieldCipher


class Proof(StrEnum):
    ASKED = "asked"  # nothing yet but whose account is meant
    SEEN = "seen"  # by the staff
    PROVEN = "proven"  # by a code, or by the old account itself


def seal_proof(move: t.AccountMove, proof: Proof, cipher: FieldCipher) -> None:
    """Note how far it is proven, for the accounts that stand in the row, whose id is known."""
    move.proof_token = cipher.seal(_words(move, proof), place_of(move, "proof_token"))


def require_proof(move: t.AccountMove, cipher: FieldCipher, *among: Proof) -> None:
    """Require that it is proven so far, for these two accounts. Raises `Stale`; what does not agree is logged and
    counted.
    """
    place = place_of(move, "proof_token")
    try:
        said = cipher.open(move.proof_token, place) if move.proof_token is not None else ""
        if said not in {_words(move, proof) for proof in among}:
            cipher.confirm(move.proof_token, place, _words(move, among[0]))
    except SealBroken:
        raise Stale() from None


def _words(move: t.AccountMove, proof: Proof) -> str:
    return f"{proof} {move.customer_id} {move.old_customer_id}"
