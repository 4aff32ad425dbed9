"""Sounds count beside characters, so that slips and pinyin are read as what they sound like."""

from __future__ import annotations

import pytest

from domain.understanding.features import features, folded_syllable
from domain.understanding.normalize import normalize


def sounds(text: str) -> set[str]:
    return {one for one in features(normalize(text)) if one.startswith("~")}


@pytest.mark.parametrize(
    ("slip", "meant"), [("愈其罚多少", "逾期罚多少"), ("帐担", "账单"), ("zhangdan", "账单")]
)
def test_what_sounds_alike_has_the_same_sounds(slip: str, meant: str) -> None:
    assert sounds(slip) == sounds(meant)


@pytest.mark.parametrize(
    ("written", "sound"),
    [("zhang", "zan"), ("sheng", "sen"), ("qing", "qin"), ("a", "a"), ("chuang", "cuan")],
)
def test_sounds_that_many_do_not_keep_apart_are_one(written: str, sound: str) -> None:
    assert folded_syllable(written) == sound


def test_each_feature_counts_once_and_in_the_same_order_every_time() -> None:
    found = features(normalize("还款还款还款"))
    assert len(found) == len(set(found))
    assert found == features(normalize("还款还款还款"))


def test_an_english_word_is_one_unit() -> None:
    found = features(normalize("pay my bill"))
    assert "my bill" in found
    assert "m" not in found
