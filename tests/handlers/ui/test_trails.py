"""返回 leads to where one came from, else to where the screen belongs."""

from __future__ import annotations

from handlers.ui.trails import LONGEST, REMEMBERED, Trails

HERE = (1, 10)


def test_one_goes_back_the_way_one_came() -> None:
    trails = Trails()
    for data in ("1hm", "1bl", "1au"):
        trails.note(HERE, data)
    assert trails.back_from(HERE, "1hm") == "1bl"
    trails.note(HERE, "1bl")
    assert trails.back_from(HERE, "1xx") == "1hm"
    trails.note(HERE, "1hm")
    assert trails.back_from(HERE, "1xx") == "1xx"


def test_from_what_was_typed_for_or_after_a_restart_it_is_where_the_screen_belongs() -> None:
    trails = Trails()
    assert trails.back_from(HERE, "1hm") == "1hm"
    trails.note(HERE, None)
    trails.note(HERE, "1au")
    assert trails.back_from(HERE, "1bl") == "1bl"


def test_from_the_outcome_of_something_that_was_done_it_is_where_that_was_tapped() -> None:
    """However often something was done there: it is never done again by going back."""
    trails = Trails()
    trails.note(HERE, "1au")
    trails.note(HERE, None)
    trails.note(HERE, None)
    assert trails.back_from(HERE, "1hm") == "1au"


def test_a_screen_that_was_shown_before_ends_the_way_that_led_from_it() -> None:
    trails = Trails()
    for data in ("1hm", "1bl", "1au", "1bl"):
        trails.note(HERE, data)
    assert trails.back_from(HERE, "1xx") == "1hm"


def test_where_what_was_shown_is_gone_it_is_where_the_screen_belongs() -> None:
    trails = Trails()
    for data in ("1jb:x", "1jd:x"):
        trails.note(HERE, data)
    trails.forget(HERE)
    trails.note(HERE, None)
    assert trails.back_from(HERE, "1hm") == "1hm"


def test_other_messages_have_other_ways() -> None:
    trails = Trails()
    trails.note(HERE, "1hm")
    trails.note((1, 11), "1bl")
    trails.note(HERE, "1au")
    assert trails.back_from((1, 11), "1xx") == "1xx"
    assert trails.back_from(HERE, "1xx") == "1hm"


def test_neither_a_message_nor_all_of_them_are_remembered_without_end() -> None:
    trails = Trails()
    for number in range(3 * LONGEST):
        trails.note(HERE, f"1x:{number}")
    assert len(trails._trails[HERE]) == LONGEST
    for number in range(REMEMBERED + 5):
        trails.note((2, number), "1hm")
    assert len(trails._trails) == REMEMBERED


def test_it_is_known_what_the_message_shows_and_whether_the_way_ends_there() -> None:
    trails = Trails()
    assert trails.is_at_its_beginning(HERE)
    trails.note(HERE, "1hm", 7)
    trails.note(HERE, None, 8)
    assert not trails.is_at_its_beginning(HERE)
    assert trails.shows(HERE, 8)
    assert not trails.shows(HERE, 7)
    assert trails.back_from(HERE, "1xx") == "1hm"
    assert trails.is_at_its_beginning(HERE)
