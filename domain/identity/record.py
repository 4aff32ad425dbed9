"""Name, number and phone as they are put on file: sealed, and beside each the keyed hash by which it is found again.

Nothing else writes these columns, so that a field and its hash never disagree.
"""

from __future__ import annotations

from domain import tables as t
from domain.columns import place_of
from domain.pii.id_numbers import mask_name
from domain.ports import FieldCipher


def keep_name(row: t.Identity, name: str, cipher: FieldCipher) -> None:
    """Keep a checked name; it is found whole, and as it is shown: 王**."""
    row.name_token = cipher.seal(name, place_of(row, "name_token"))
    row.name_hash = name_hash(name, cipher)
    row.name_mask_hash = name_mask_hash(mask_name(name), cipher)


def keep_id_number(row: t.Identity, number: str, cipher: FieldCipher) -> None:
    row.id_number_token = cipher.seal(number, place_of(row, "id_number_token"))
    row.id_number_hash = cipher.lookup_hash(number)


def keep_phone(row: t.Identity, phone: str, cipher: FieldCipher) -> None:
    row.phone_token = cipher.seal(phone, place_of(row, "phone_token"))
    row.phone_hash = phone_hash(phone, cipher)


def forget_name(row: t.Identity) -> None:
    row.name_token = row.name_hash = row.name_mask_hash = None


def forget_id_number(row: t.Identity) -> None:
    row.id_number_token = row.id_number_hash = None


def forget_phone(row: t.Identity) -> None:
    row.phone_token = row.phone_hash = None


# What is looked for; equal texts have equal hashes, and none can be guessed without the key.


def name_hash(name: str, cipher: FieldCipher) -> str:
    return cipher.lookup_hash(f"person:{name}")


def name_mask_hash(mask: str, cipher: FieldCipher) -> str:
    return cipher.lookup_hash(f"mask:{mask}")


def phone_hash(phone: str, cipher: FieldCipher) -> str:
    return cipher.lookup_hash(f"phone:{phone}")
