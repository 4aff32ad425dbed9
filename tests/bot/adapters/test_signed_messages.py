"""One secret, a key for each purpose: what is signed with one is nothing under any other."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.adapters.lenders import link_signature
from bot.adapters.signed_messages import (
    SIGNATURE_HEADER,
    TIME_HEADER,
    Purpose,
    our_key,
    require_signed,
    sign,
    signed_headers,
    their_key,
)
from domain.ports import InvalidSignature

DOCS = Path(__file__).resolve().parents[3] / "docs"
SECRET, BODY, NOW = "a-secret-of-partners", b'{"check_id": "c1", "status": "verified"}', 1_795_478_400.0
KEYS = {"theirs": their_key(SECRET)} | {purpose.name: our_key(SECRET, purpose) for purpose in Purpose}


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_of_ours_is_that_of_rfc_5869(purpose: Purpose) -> None:
    assert our_key(SECRET, purpose) == HKDF(SHA256(), 32, None, purpose.encode()).derive(SECRET.encode())


@pytest.mark.parametrize(("signer", "reader"), list(itertools.product(KEYS, KEYS)))
def test_what_is_signed_for_one_purpose_counts_for_no_other(signer: str, reader: str) -> None:
    headers = signed_headers(KEYS[signer], BODY, NOW)
    if signer == reader:
        require_signed(KEYS[reader], headers, BODY, NOW)
        return
    with pytest.raises(InvalidSignature):
        require_signed(KEYS[reader], headers, BODY, NOW)


@pytest.mark.parametrize("reader", KEYS)
def test_the_signature_of_a_link_is_none_of_a_message_even_of_the_same_letters(reader: str) -> None:
    """`apply?` and the query would be the message's time, full stop and body: a customer has the link."""
    stamp = str(int(NOW))
    signature = link_signature(SECRET, "apply", BODY.decode())
    for letters in (BODY, b"apply?" + BODY, b"?" + BODY):
        with pytest.raises(InvalidSignature):
            require_signed(KEYS[reader], {TIME_HEADER: stamp, SIGNATURE_HEADER: signature}, letters, NOW)
    assert sign(KEYS[reader], "apply?", b"") != link_signature(SECRET, "apply", "")


@pytest.mark.parametrize(
    ("document", "purposes"),
    [
        ("identity.md", (Purpose.CHECK_REQUEST, Purpose.FACE_REQUEST)),
        ("handoff.md", (Purpose.LOOKUP_REQUEST, Purpose.LINK)),
    ],
)
def test_partners_are_told_each_purpose_with_an_example_of_its_key(
    document: str, purposes: tuple[Purpose, ...]
) -> None:
    told = dict(
        re.findall(r"^\| [^|]+ \| `([^`|]+)` \| `([0-9a-f]{64})` \|$", (DOCS / document).read_text(), re.M)
    )
    assert told == {purpose.value: our_key("0123456789abcdef", purpose).hex() for purpose in purposes}
