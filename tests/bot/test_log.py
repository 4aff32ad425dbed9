"""Log lines: one an event, with their fields, and nothing secret or personal in them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys

import pytest
from sqlalchemy.pool import NullPool

from bot import log
from bot.log import JsonFormatter, LineFormatter, about, configure_logging, redact
from tests.support.builders import ADULT, PHONE

TOKEN = "123456789:" + "A" * 35


def _line(message: str, *arguments: object, **extra: object) -> str:
    record = logging.LogRecord("bot.test", logging.WARNING, __file__, 1, message, arguments, None)
    record.__dict__.update(extra)
    return LineFormatter().format(record)


def test_a_line_carries_the_update_and_the_chat_it_is_about() -> None:
    with about(update="17", chat="5f2a9c01"):
        line = _line("slow", incident="9c0e41d2")
    assert " WARNING bot.test update=17 chat=5f2a9c01 incident=9c0e41d2 slow" in line
    assert "update=" not in _line("later")


def test_an_event_is_one_line_with_its_traceback() -> None:
    try:
        raise ValueError(f"bad\n{ADULT}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a\nb", (), sys.exc_info())
    line = LineFormatter().format(record)
    assert "\n" not in line
    assert "ValueError" in line
    assert ADULT not in line


def test_secrets_are_taken_out_wherever_they_stand() -> None:
    for secret in (TOKEN, ADULT, PHONE, "6222020000000000018", "/bot1:sandbox/getMe"):
        assert secret not in _line("%s and %s", secret, [secret], result={"x": secret})
    assert redact("¥357.24, order F260105F9ZT75, 2026-01-05") == "¥357.24, order F260105F9ZT75, 2026-01-05"


def test_a_line_of_json_is_one_object_with_the_fields_and_nothing_secret() -> None:
    try:
        raise ValueError(f"DETAIL: Key (name)=(张三)\n{ADULT}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "from\n%s", (PHONE,), sys.exc_info())
    record.__dict__.update(result={"to": int(PHONE), "sent": 2}, ms=17, incident="9c0e41d2")
    with about(update="17", chat="5f2a9c01"):
        line = JsonFormatter().format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert PHONE not in line and ADULT not in line and "张三" not in line
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "x", "from <phone>")
    assert (said["update"], said["chat"], said["incident"], said["ms"]) == ("17", "5f2a9c01", "9c0e41d2", 17)
    assert said["result"] == {"to": "<phone>", "sent": 2}
    assert "ValueError" in said["trace"]


@pytest.mark.parametrize(
    ("error", "is_traced"),
    [(asyncio.CancelledError(), False), (ValueError("x"), True)],
    ids=["a stop", "a fault"],
)
def test_closing_a_connection_that_a_stop_broke_off_is_no_traceback(
    error: BaseException, is_traced: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Connection:
        def close(self) -> None:
            raise error

        def rollback(self) -> None: ...

    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(log, "_QUIET", ())
    configure_logging("WARNING")
    try:
        pool = NullPool(Connection)  # type: ignore[arg-type]
        with contextlib.suppress(asyncio.CancelledError):
            pool.connect().close()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    said = capsys.readouterr().err
    assert "Exception closing connection" in said
    assert ("Traceback" in said) is is_traced
