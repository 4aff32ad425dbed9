"""`python -m bot ask`: a line for each line, whatever stands in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def ask(written: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "ask", *options], input=written, capture_output=True, check=False
    )


def objects(written: bytes) -> list[dict[str, Any]]:
    done = ask(written, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


def test_each_line_is_answered_in_order_the_empty_and_the_broken_ones_too() -> None:
    long = "还" * 4096
    said = objects("这个月还多少\n\n".encode() + b"\xff\xfe\n\x00\n" + f"{long}\r\n不想活了".encode())
    assert [one["text"] for one in said] == ["这个月还多少", "", "\ufffd\ufffd", "\x00", long, "不想活了"]
    for one in said:
        assert list(one) == [
            "text", "intent", "confidence", "candidates", "answer_id", "decision", "intents", "slots",
        ]  # fmt: skip
        assert one["candidates"][0]["intent"] == one["intent"]
        assert one["decision"] in ("answer", "ask", "decline")
    assert said[0]["intent"] == "bill_query"
    assert said[-1]["answer_id"] == "faq.crisis"


def test_a_file_is_read_instead_of_the_input(tmp_path: Path) -> None:
    (tmp_path / "asked.txt").write_text("我要转人工\n能分24期吗\n", encoding="utf-8")
    done = ask(b"", "--json", "--file", str(tmp_path / "asked.txt"))
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["intent"] == "human"
    assert second["slots"] == {"periods": [24]}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = ask(b"", "--file", str(tmp_path / "missing.txt"))
    assert done.returncode == 2
    assert b"missing.txt" in done.stderr


@pytest.mark.parametrize("text", ["帮我还500", "转到安全账户"])
def test_without_json_a_line_can_be_read_by_people(text: str) -> None:
    assert text in ask(text.encode()).stdout.decode()
