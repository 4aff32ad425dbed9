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


def test_marks_and_ends_of_lines_of_other_systems_are_no_part_of_a_question() -> None:
    said = objects("\ufeff还款\r\n还款\n".encode() + "还\u2028款\x85\x0b\n".encode())
    assert [one["text"] for one in said] == ["还款", "还款", "还\u2028款\x85\x0b"]
    assert said[0] == said[1]


def test_an_answer_is_one_line_for_whoever_splits_it() -> None:
    done = ask("一\u2028二\u2029三\x85四\n".encode(), "--json")
    assert len(done.stdout.decode().splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"\xe8\xbf", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\x00" * 4096, "😀".encode() * 4096, b"9" * 4096,
        "\u202e\u200d还款".encode(), "z̷͎͝a̸l̶g̵o̴".encode() * 50, b'{"text": "\\"}', b"\\ud800", b"' OR 1=1; --", b"\t\t",
    ],
)  # fmt: skip
def test_whatever_stands_in_a_line_it_gets_one_answer(line: bytes) -> None:
    said = objects(b"\xe8\xbf\x98\xe6\xac\xbe\n" + line + b"\n\n")
    assert [one["text"] for one in said] == ["还款", line.decode("utf-8", errors="replace"), ""]
    assert all(one["candidates"] and 0 <= one["confidence"] <= 1 for one in said)


def test_many_lines_are_answered_each_the_same_every_time() -> None:
    lines = [f"晚{number % 9}天还{number}块" for number in range(500)]
    written = "\n".join(lines).encode()
    first = ask(written, "--json").stdout
    assert first == ask(written, "--json").stdout
    assert [json.loads(line)["text"] for line in first.splitlines()] == lines


def test_every_answer_that_is_named_exists() -> None:
    from domain.understanding.topics import read_topics

    topics = {topic.id for topic in read_topics(Path("locales/zh_CN/understanding/topics.tsv"))}
    for one in objects("怎么还款\n额度多少\n花呗怎么开通\n今天天气\n我被骗了\n".encode()):
        named = [candidate["answer_id"] for candidate in one["candidates"]]
        assert named[0] == one["answer_id"]
        assert set(filter(None, named)) <= topics


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
