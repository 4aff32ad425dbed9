"""Receiver, phone and address are found in what people paste, and shown masked."""

from __future__ import annotations

import pytest

from domain.pii.postal_addresses import (
    PostalAddress,
    PostalPart,
    mask_postal_address,
    read_address,
    read_postal_address,
    read_receiver,
)
from tests.support.fuzz import NAUGHTY

STREET = "浙江省杭州市西湖区文三路1号"
WHOLE = PostalAddress("张三", "13800138000", STREET)


@pytest.mark.parametrize(
    "typed",
    [
        f"张三 13800138000 {STREET}",
        f"张三13800138000{STREET}",
        f"{STREET} 张三 13800138000",
        f"13800138000，张三，{STREET}",
        "收件人：张三\n手机号码：13800138000\n所在地区：浙江省杭州市西湖区\n详细地址：文三路1号",
        f"收货人: 张三, 电话: 138-0013-8000, 地址: {STREET}",
        f"张三（收） +86 138 0013 8000 {STREET} 310012",
        "张三 １３８００１３８０００ 浙江省 杭州市 西湖区 文三路1号",
        "浙江省 杭州市 西湖区 文三路1号 张三 13800138000",
        f"姓名张三 电话：13800138000 {STREET}".replace("姓名张三", "姓名：张三"),
    ],
)
def test_all_three_are_found_however_they_are_written(typed: str) -> None:
    assert read_postal_address(typed) == WHOLE


@pytest.mark.parametrize(
    ("typed", "receiver", "address"),
    [
        ("欧阳娜娜 13800138000 北京 朝阳区建国路88号", "欧阳娜娜", "北京朝阳区建国路88号"),
        ("北京朝阳区建国路88号 王小路 13800138000", None, "北京朝阳区建国路88号王小路"),
        ("王小路 13800138000 北京朝阳区建国路88号", "王小路", "北京朝阳区建国路88号"),
        ("买买提·艾力 13800138000 新疆 乌鲁木齐市 天山区 人民路2号", "买买提·艾力", "新疆乌鲁木齐市天山区人民路2号"),
        ("John Smith, 13800138000, 上海市浦东新区世纪大道100号 20F", "John Smith", "上海市浦东新区世纪大道100号20F"),
        ("Zhang San, 13800138000, No. 1 Wensan Road, Hangzhou", "Zhang San", "No. 1 Wensan Road Hangzhou"),
        ("張小明 13800138000 廣東省深圳市南山區科技園路5號", "張小明", "廣東省深圳市南山區科技園路5號"),
    ],
)  # fmt: skip
def test_names_are_told_from_places(typed: str, receiver: str | None, address: str) -> None:
    found = read_postal_address(typed)
    assert (found.receiver, found.address) == (receiver, address)


@pytest.mark.parametrize(
    "typed",
    ["when will the next debit be taken", "you charge too much interest, explain how it is worked out"],
)
def test_words_in_latin_letters_with_no_number_and_no_place_name_nobody(typed: str) -> None:
    assert read_postal_address(typed) == PostalAddress()


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        (f"张三 {STREET}", PostalPart.PHONE),
        (f"13800138000 {STREET}", PostalPart.RECEIVER),
        ("张三 13800138000", PostalPart.ADDRESS),
        ("张三 13800138000 家里", PostalPart.ADDRESS),
        (f"张三 12345678901 {STREET}", PostalPart.PHONE),
        (f"张三 138001380001 {STREET}", PostalPart.PHONE),
        ("", PostalPart.RECEIVER),
        ("随便说说", PostalPart.PHONE),
        (f"{'x' * 31} 13800138000 {STREET}", PostalPart.RECEIVER),
    ],
)
def test_what_cannot_be_told_is_asked_for(typed: str, missing: PostalPart) -> None:
    assert read_postal_address(typed).missing is missing


@pytest.mark.parametrize(
    ("address", "mask"),
    [
        (STREET, "浙江省杭州市西湖区****"),
        ("北京市朝阳区建国路88号", "北京市朝阳区****"),
        ("新疆维吾尔自治区乌鲁木齐市天山区人民路2号", "新疆维吾尔自治区乌鲁木齐市天山区****"),
        ("义乌市江东街道1号", "义乌市****"),
        ("文三路1号A座502", "文三路1****"),
        ("No. 5 Wensan Road", "No. ****"),
    ],
)
def test_a_mask_shows_the_area_only(address: str, mask: str) -> None:
    assert mask_postal_address(address) == mask


def test_answers_to_single_questions_are_taken_as_they_are() -> None:
    assert read_receiver(" 王小路 ") == "王小路"
    assert read_receiver("Anna-Maria O'Neill") == "Anna-Maria O'Neill"
    assert read_address("文三路\n1 号 502") == "文三路 1 号 502"
    for wrong in ("", "13800138000", "<b>张</b>", "张" * 31, "…"):
        assert read_receiver(wrong) is None
    for wrong in ("", "家里", "1" * 20, "路" * 121):
        assert read_address(wrong) is None


@pytest.mark.parametrize("naughty", [*NAUGHTY, "\x1b[2J", "\x00", "\ud800", "\u2028"])
def test_whatever_is_typed_nothing_that_cannot_be_printed_is_kept(naughty: str) -> None:
    found = read_postal_address(f"张三 13800138000 浙江省杭州市{naughty}西湖区文三路1号")
    parts = (
        found.receiver,
        found.address,
        read_receiver(f"张{naughty}三"),
        read_address(f"文三路{naughty}1号 5 楼"),
    )
    assert [part for part in parts if part is not None and not part.isprintable()] == []


def test_nothing_personal_is_in_its_repr() -> None:
    assert "张三" not in repr(WHOLE)
