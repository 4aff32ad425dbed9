"""The calendar of due days, read back with the library that calendars are read with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.documents.calendar import calendar_file
from domain.history.calendar_results import DueBill, DueCalendar, DueDay
from domain.value import replace
from handlers.ui.i18n import texts_for
from tests.bot.documents.samples import LOCALES
from tests.support.builders import text

PHONE = DueBill(text("小米手机 15"), 1, 3, 12, 357_24)
AIR = DueBill(text("米家空调"), 2, 1, 6, 492_49)
CALENDAR = DueCalendar(
    calendar_id="k3m9x2",
    version=4,
    made_at=datetime(2026, 12, 1, 2, 0, tzinfo=UTC),
    days=(DueDay(date(2027, 1, 5), (PHONE,)), DueDay(date(2026, 12, 5), (PHONE, AIR))),
)
every_locale = pytest.mark.parametrize("locale", LOCALES)


def events(calendar: DueCalendar, locale: str = "zh_CN", *, with_amounts: bool = True) -> list[Event]:
    file = calendar_file(texts_for(locale), calendar, with_amounts=with_amounts)
    return [event for event in Calendar.from_ical(file).walk("VEVENT") if isinstance(event, Event)]


def test_each_due_day_is_one_event_of_a_whole_day_in_order() -> None:
    spans = [(event.decoded("dtstart"), event.decoded("dtend")) for event in events(CALENDAR)]
    assert spans == [
        (date(2026, 12, 5), date(2026, 12, 6)),
        (date(2027, 1, 5), date(2027, 1, 6)),
    ]


@every_locale
def test_with_amounts_the_day_shows_its_sum_and_each_bill_its_own(locale: str) -> None:
    first = events(CALENDAR, locale)[0]
    assert "¥849.73" in str(first["summary"])
    lines = str(first["description"]).split("\n")
    assert [PHONE.title.in_(locale) in lines[0], "¥357.24" in lines[0], "3/12" in lines[0]] == [True] * 3
    assert [AIR.title.in_(locale) in lines[1], "¥492.49" in lines[1], "1/6" in lines[1]] == [True] * 3


@every_locale
def test_without_amounts_no_amount_is_anywhere_in_the_file(locale: str) -> None:
    file = calendar_file(texts_for(locale), CALENDAR, with_amounts=False).decode()
    assert "¥" not in file
    assert "357" not in file


def test_it_reminds_at_nine_in_beijing_three_days_and_a_day_before_and_on_the_day() -> None:
    alarms = events(CALENDAR)[0].walk("VALARM")
    assert [alarm.decoded("trigger") for alarm in alarms] == [
        datetime(2026, 12, 2, 1, 0, tzinfo=UTC),
        datetime(2026, 12, 4, 1, 0, tzinfo=UTC),
        datetime(2026, 12, 5, 1, 0, tzinfo=UTC),
    ]
    assert {alarm["action"] for alarm in alarms} == {"DISPLAY"}


def test_a_newer_file_updates_the_same_events() -> None:
    newer = replace(CALENDAR, version=5, made_at=CALENDAR.made_at + timedelta(days=1))
    before, after = events(CALENDAR), events(newer)
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert [event["sequence"] for event in before + after] == [4, 4, 5, 5]


def test_the_uids_of_days_and_of_customers_differ() -> None:
    other = replace(CALENDAR, calendar_id="p7q8r9")
    assert len({str(event["uid"]) for event in events(CALENDAR) + events(other)}) == 4


def test_a_day_without_bills_is_cancelled_and_reminds_of_nothing() -> None:
    gone = events(replace(CALENDAR, days=(DueDay(date(2026, 12, 5), ()),)))[0]
    assert (gone["status"], gone.walk("VALARM")) == ("CANCELLED", [])
    assert events(CALENDAR)[0]["uid"] == gone["uid"]


def test_events_are_private_do_not_block_time_and_have_their_category() -> None:
    event = events(CALENDAR)[0]
    assert (event["class"], event["transp"], event["status"]) == ("PRIVATE", "TRANSPARENT", "CONFIRMED")
    assert event.categories == ["分期还款"]


def test_equal_facts_give_equal_bytes_and_lines_of_at_most_75_octets() -> None:
    t = texts_for("zh_CN")
    long = replace(CALENDAR, days=(DueDay(date(2026, 12, 5), (PHONE,) * 12),))
    file = calendar_file(t, long, with_amounts=True)
    assert file == calendar_file(t, long, with_amounts=True)
    assert max(len(line) for line in file.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"made_at": datetime(2026, 12, 1)}, "time zone"),  # noqa: DTZ001 - the point of it
        ({"version": -1}, "from 0"),
        ({"days": CALENDAR.days * 2}, "once"),
    ],
)
def test_a_calendar_that_cannot_be_updated_later_is_refused(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(CALENDAR, **changes)
