"""Addresses that customers type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pii.addresses import AddressKind, mask_address, read_address


@pytest.mark.parametrize(
    ("kind", "typed", "read", "shown"),
    [
        (AddressKind.EMAIL, " zhang.san@example.com ", "zhang.san@example.com", "zh***@example.com"),
        (AddressKind.EMAIL, "a@b.cn", "a@b.cn", "a***@b.cn"),
        (AddressKind.PHONE, "138 0000-0000", "13800000000", "138****0000"),
        (AddressKind.PHONE, "+86 13800000000", "13800000000", "138****0000"),
        (AddressKind.PHONE, "１３８００００００００", "13800000000", "138****0000"),
        (AddressKind.KEY, "aBcD1234xyz", "aBcD1234xyz", "aB****yz"),
    ],
)
def test_an_address_is_read_and_shown_masked(kind: AddressKind, typed: str, read: str, shown: str) -> None:
    assert read_address(kind, typed) == read
    assert mask_address(kind, read) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (AddressKind.EMAIL, "zhangsan"),
        (AddressKind.EMAIL, "a@b"),
        (AddressKind.EMAIL, "a@b.cn\nBcc: x@y.cn"),
        (AddressKind.EMAIL, "a@b.cn,c@d.cn"),
        (AddressKind.EMAIL, "a" * 260 + "@b.cn"),
        (AddressKind.PHONE, "12800000000"),
        (AddressKind.PHONE, "1380000000"),
        (AddressKind.PHONE, "1٣٨٠٠٠٠٠٠٠٠"),
        (AddressKind.PHONE, "1३८००००००००"),
        (AddressKind.KEY, "short"),
        (AddressKind.KEY, "with/slash123"),
    ],
)
def test_what_cannot_be_one_is_refused(kind: AddressKind, typed: str) -> None:
    assert read_address(kind, typed) is None


@given(st.sampled_from(AddressKind), st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it_or_leads_elsewhere(kind: AddressKind, typed: str) -> None:
    read = read_address(kind, typed)
    assert read is None or not set(read) & set(" \r\n,;&?#/<>\"'{}")
