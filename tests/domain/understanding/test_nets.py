"""Nets catch the same whether all of their meshes are tried or only those whose words occur."""

from __future__ import annotations

import re

import pytest

from domain.understanding.nets import NEEDS, alternatives, net, read_net
from domain.understanding.normalize import plain
from tests.support.thorough import either
from tools.understanding.nets import NETS, needed, written
from tools.understanding.sentences import read_sentences


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Of all sentences that are taught every so manieth, and in a thorough run all."""
    return [plain(sentence.text) for sentence in read_sentences()][:: either(7, 1)]


def test_what_each_mesh_needs_is_written_of_the_nets_as_they_stand() -> None:
    """Whoever changes a net runs `make nets`."""
    assert NEEDS.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("name", NETS)
def test_a_sentence_is_caught_as_if_every_mesh_were_tried(name: str, said: list[str]) -> None:
    meshes, heard = read_net(name)
    every, few = re.compile("|".join(meshes)), net(name)
    if heard:  # what only sounds so is no matter of meshes
        said = [words for words in said if every.search(words) or not few.catches(words)]
    assert [words for words in said if few.catches(words)] == [words for words in said if every.search(words)]


@pytest.mark.parametrize("name", NETS)
def test_what_is_caught_is_taken_out_as_if_every_mesh_were_tried(name: str, said: list[str]) -> None:
    every, few = re.compile("|".join(read_net(name)[0])), net(name)
    assert [few.without(words) for words in said] == [every.sub(" ", words) for words in said]


@pytest.mark.parametrize("name", NETS)
def test_no_mesh_catches_nothing_and_each_needs_a_word(name: str) -> None:
    for mesh in read_net(name)[0]:
        assert re.search(mesh, "") is None
        assert needed(mesh)


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        (r"[|(]x|\|y", ["[|(]x", r"\|y"]),
        ("[]|]x|y", ["[]|]x", "y"]),
    ],
)
def test_a_pattern_is_taken_apart_where_no_bracket_is_open(source: str, meant: list[str]) -> None:
    assert alternatives(source) == meant


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("验证码.{0,6}给", {"验证码"}),
        ("(?:转|打)(?:账|钱)", {"转账", "转钱", "打账", "打钱"}),
        ("还(?:款)?吗", {"还吗", "还款吗"}),
        ("(?<!不)借.{0,4}(?:给他|给她)", {"给他", "给她"}),
        ("(?:很长的话|.*)[0-9]x", {f"{digit}x" for digit in range(10)}),
        ("不?", None),
    ],
)
def test_what_a_pattern_cannot_do_without_is_found(source: str, words: set[str] | None) -> None:
    assert needed(source) == words
