"""What `make lives` says: its seed, how far it is, and how to play again what went wrong."""

from __future__ import annotations

import pytest
from hypothesis.stateful import rule

from tests.lives.__main__ import main
from tests.lives.machine import Life

ONE = ["1", "--seed", "3", "--database", "sqlite"]


class Broken(Life):
    """A life in which nothing can be right."""

    @rule()
    def goes_wrong(self) -> None:
        raise AssertionError

    looks = days_pass = next_due_day_comes = pays_the_next_bill = pays_ahead = goes_wrong
    pays_some = prepays = settles = sends_back = receives = types_an_amount = goes_wrong
    pays_ahead_and_settles = repays_early_and_goes_on = is_debited = goes_wrong


def test_lives_say_their_seed_and_how_many_there_were(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ONE) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 lives on sqlite, seed 3\n")
    assert "1 of 1 lives" in said


def test_a_life_that_goes_wrong_says_how_it_is_played_again(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError):
        main(["2", *ONE[1:]], Broken)
    assert "Again: make lives COUNT=2 SEED=3 DATABASE=sqlite" in capsys.readouterr().err
