"""Who may what, and how long what lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.staff import passwords
from domain.staff.rules import (
    IDLE,
    LONGEST_PAUSE,
    LONGEST_SESSION,
    MOVES_MONEY,
    RIGHTS,
    is_alive,
    is_strong,
    may,
    name_key,
    needs_second_person,
    pause_after,
    plain_name,
)
from domain.staff.second_factor import code_at, step_of
from domain.staff.types import Role, Verb

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_each_role_may_what_the_one_before_it_may_and_more() -> None:
    for less, more in zip(Role, list(Role)[1:], strict=False):
        assert RIGHTS[less] < RIGHTS[more]
    assert RIGHTS[Role.OWNER] == set(Verb)


def test_only_money_moves_money_and_only_the_owner_makes_members() -> None:
    assert not any(may(role, verb) for role in (Role.VIEWING, Role.SERVING) for verb in MOVES_MONEY)
    assert all(may(Role.MONEY, verb) for verb in MOVES_MONEY)
    assert not may(Role.MONEY, Verb.ADD_MEMBER)
    assert not may(Role.VIEWING, Verb.REVEAL)


def test_a_second_person_is_needed_above_the_setting_and_only_where_money_moves() -> None:
    assert not needs_second_person(Verb.PAY_BACK, 500_000, 500_000)
    assert needs_second_person(Verb.PAY_BACK, 500_001, 500_000)
    assert not needs_second_person(Verb.PAY_BACK, 10**9, None)
    assert not needs_second_person(Verb.REVEAL, 10**9, 0)
    assert not needs_second_person(Verb.DECIDE_CASE, None, 0)


def test_a_session_ends_by_rest_and_by_age() -> None:
    assert is_alive(NOW, NOW, NOW + IDLE - timedelta(seconds=1))
    assert not is_alive(NOW, NOW, NOW + IDLE)
    assert not is_alive(NOW, NOW + LONGEST_SESSION, NOW + LONGEST_SESSION)


def test_wrong_attempts_cost_ever_more_time() -> None:
    pauses = [pause_after(count) for count in range(30)]
    assert pauses[:3] == [timedelta(0)] * 3
    assert pauses[3:6] == [timedelta(seconds=4), timedelta(seconds=8), timedelta(seconds=16)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE == pause_after(10**6)


@pytest.mark.parametrize("name", ["", "-", "a" * 31, "a\u202eb", "<b>", "王\n丽/"])
def test_what_cannot_be_said_is_no_name(name: str) -> None:
    assert plain_name(name) is None


def test_a_name_is_found_however_it_is_typed() -> None:
    assert plain_name("  Ｌｉ  Lei ") == "Li Lei"
    assert name_key("LI  lei") == name_key("Ｌｉ Lei") == "li lei"


def test_a_password_is_long_varied_and_not_the_name() -> None:
    assert is_strong("correct horse", "Li Lei")
    for weak in ("kurz12345", "aaaabbbbcccc", "x li lei 2026", "y" * 200):
        assert not is_strong(weak, "Li Lei"), weak


def test_passwords_are_kept_salted_at_their_cost_and_compared_in_one_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "COST", 15)
    hashed = passwords.hash_password("ﬁne 梅花三弄")
    assert hashed.startswith("scrypt$15$8$3$")
    monkeypatch.setattr(passwords, "COST", 4)
    assert passwords.is_password("fine 梅花三弄", hashed)  # the ligature is two letters
    assert not passwords.is_password("fine 梅花三", hashed)
    assert not passwords.is_password("", None)
    again = passwords.hash_password("fine 梅花三弄")
    assert again != passwords.hash_password("fine 梅花三弄")


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    assert {at: code_at(secret, at // 30) for at in told} == told


def test_a_code_is_good_for_a_step_more_or_less_and_once() -> None:
    secret, step = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", int(NOW.timestamp()) // 30
    for away, good in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = step_of(secret, code_at(secret, step + away), NOW, 0)
        assert found == (step + away if good else None)
    assert step_of(secret, code_at(secret, step), NOW, step) is None
    code = code_at(secret, step)
    assert step_of(secret, f"{code[:3]} {code[3:]}", NOW, 0) == step
    assert step_of(secret, "", NOW, 0) is None
    assert step_of(secret, "é" * 6, NOW, 0) is None
