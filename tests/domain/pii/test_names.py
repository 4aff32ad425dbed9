"""Names as on the card, typed on any keyboard, and shown by the surname."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.rules import IdentityInputError, IdentityProblem, check_name
from domain.pii.id_numbers import mask_name
from tests.domain.rules.plans import unhurried


@pytest.mark.parametrize("name", ["张三", "欧阳示例", "买买提·示例", "阿·卜·丙", "張示例", "尼玛" * 25])
def test_a_chinese_name_is_taken_as_it_is(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("dot", [*"·•・･‧∙⋅⸱ꞏ\u0387", *".．。｡﹒", " · ", ". ", "· "])
def test_every_dot_between_chinese_characters_is_the_middle_dot(dot: str) -> None:
    assert check_name(f"买买提{dot}示例") == "买买提·示例"


@pytest.mark.parametrize("name", ["·张三", "张三·", "张··三", "张三.", "。张三", "张..三", "·", "张·A"])
def test_a_dot_stands_between_two_parts_only(name: str) -> None:
    assert refusal(name) is IdentityProblem.CHARACTERS


@pytest.mark.parametrize("name", ["𠮷示例", "张㛃", "李〇", "王䶮", "赵𬎆", "钱𰻝"])
def test_rare_characters_are_taken(name: str) -> None:
    assert check_name(name) == name


def test_a_rare_character_is_one_character() -> None:
    assert refusal("𠮷") is IdentityProblem.LENGTH
    assert mask_name("𠮷㛃〇") == "𠮷**"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 张 三 ", "张三"),
        ("张\u3000三", "张三"),
        ("\u200b张\u200d三\ufeff", "张三"),
        ("\u202e张三\u202c", "张三"),
        ("张\ufe00三", "张三"),  # a variation selector tells shapes, not characters
        ("张\U000e0100三", "张三"),
        ("⼀三", "一三"),  # a radical that only looks like the character
        ("ＬＩ　Ｍｉｎｇ", "LI Ming"),
    ],
)
def test_spaces_width_and_invisible_characters_are_forgiven(typed: str, name: str) -> None:
    assert check_name(typed) == name


@pytest.mark.parametrize(
    "name", ["Ng", "O'Brien", "Anne-Marie Specimen", "José Núñez", "J. R. Example", "Nguyễn Ví Dụ"]
)
def test_a_latin_name_is_taken(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("typed", ["O\u2019Brien", "O\u2018Brien", "O\u02bcBrien", "O＇Brien"])
def test_every_apostrophe_is_the_plain_one(typed: str) -> None:
    assert check_name(typed) == "O'Brien"


@pytest.mark.parametrize("dash", [*"-\u2010\u2011\u2013\u2014\u2212－"])
def test_every_dash_is_the_hyphen(dash: str) -> None:
    assert check_name(f"Anne{dash}Marie") == "Anne-Marie"


def test_an_accent_typed_by_itself_is_part_of_its_letter() -> None:
    assert check_name("Jose\u0301 Li") == "José Li"


@pytest.mark.parametrize(
    "typed",
    [
        "张*", "欧阳**", "张xx", "张X", "张1", "张三1号", "13800000000", "张三😀", "😀😀", "<b>张三</b>", "&lt;张三",
        "张三'; DROP TABLE identities; --", "张,三", "张、三", "张三（男）", "/start", "@someone", "Иван", "أحمد", "たろう",
        "김철수", "Robert'); --", "--", "''", "张\x00三", "O''Brien", "Anne--Marie",
    ],
)  # fmt: skip
def test_what_stands_on_no_card_is_refused(typed: str) -> None:
    assert refusal(typed) is IdentityProblem.CHARACTERS


@pytest.mark.parametrize("typed", ["张", "A", "例" * 51, "例" * 4000, "a" * 4000])
def test_a_name_has_2_to_50_characters(typed: str) -> None:
    assert refusal(typed) is IdentityProblem.LENGTH


def refusal(typed: str) -> IdentityProblem:
    with pytest.raises(IdentityInputError) as refused:
        check_name(typed)
    return refused.value.reason


@unhurried
@given(st.text("张三〇𠮷㛃·•.。 'aé-", max_size=12))
def test_a_name_once_taken_is_taken_unchanged_again(typed: str) -> None:
    try:
        name = check_name(typed)
    except IdentityInputError:
        return
    assert check_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张示例", "张**"),
        ("欧阳示例", "欧阳**"),
        ("歐陽示例", "歐陽**"),
        ("欧阳", "欧*"),  # two characters: a surname and a given name
        ("买买提·示例", "买*****"),
        ("Li Ming", "L******"),
    ],
)
def test_a_name_is_shown_by_its_surname(name: str, shown: str) -> None:
    assert mask_name(name) == shown
