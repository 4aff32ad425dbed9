"""What is installed is what was chosen: versions with the hashes of their content, from whatever index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools import cves
from tools.cves import Findings, NoAnswer, read_findings, report, together

FILES = sorted(Path().glob("requirements*.txt"))
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def pins(file: Path) -> dict[str, list[str]]:
    """The hashes by what they are of, as it stands there."""
    found: dict[str, list[str]] = {}
    for line in file.read_text().replace("\\\n", " ").splitlines():
        if line and not line.startswith(("#", "-r ")):
            pin, *hashes = line.split(" --hash=")
            found[pin.strip()] = [one.strip() for one in hashes]
    return found


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_version_is_pinned_with_the_hashes_of_its_files(file: Path) -> None:
    assert pins(file)
    for pin, hashes in pins(file).items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; [^;]+)?", pin), pin
        assert hashes, f"{pin}: make pins"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), pin
    text = file.read_text()
    assert "://" not in text
    assert set(re.findall(r"--[a-z-]+", re.sub(r"^#.*$", "", text, flags=re.MULTILINE))) == {"--hash"}


def test_all_that_the_project_asks_for_is_among_them_and_made_for_more_than_this_system() -> None:
    asked = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
    pinned = {plain(pin.partition("==")[0]): hashes for pin, hashes in pins(Path("requirements.txt")).items()}
    names = [found.group() for one in asked if (found := _NAME.match(one))]
    assert len(names) == len(asked)
    assert {plain(name) for name in names} <= pinned.keys()
    # Compiled ones have a file for each Python on each system.
    assert all(len(pinned[name]) > 20 for name in ("asyncpg", "httptools", "pillow", "pydantic-core"))


def test_make_installs_nothing_without_its_hash() -> None:
    made = Path("Makefile").read_text()
    assert made.count("pip install") == 1
    assert re.search(r"^INSTALL := .*--require-hashes$", made, re.MULTILINE)


def test_what_is_known_of_a_version_ends_with_one_and_so_does_what_cannot_be_looked_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The form is that of pip-audit 2.10."""
    said = {
        "dependencies": [
            {"name": "good", "version": "1", "vulns": []},
            {
                "name": "bad",
                "version": "2",
                "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": []}],
            },
            {"name": "nobodys", "skip_reason": "not found"},
        ],
        "fixes": [],
    }
    found = read_findings(said)
    assert found == Findings(("bad 2: PYSEC-1, mended in 2.1",), ("nobodys",), 2)
    assert report(found, "pypi") == 1
    assert "bad 2: PYSEC-1" in capsys.readouterr().out
    assert report(Findings((), ("nobodys",), 5), "pypi") == 1
    assert report(together([Findings((), (), 5), Findings((), (), 3)]), "osv") == 0
    assert "0 known of 8 versions (osv)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "code", "told"),
    [
        ({}, 0, ("skipped", "pypi: no way there", "osv: no way there")),
        ({"pypi": Findings((), ("good",), 0)}, 0, ("skipped", "pypi: it knows none", "osv: no way there")),
        ({"osv": Findings((), (), 5)}, 0, ("0 known of 10 versions (osv)",)),
        ({"osv": Findings(("bad 2: PYSEC-1",), (), 5)}, 1, ("bad 2: PYSEC-1", "(osv)")),
    ],
    ids=["none", "an index without one", "the second", "the second knows something"],
)
def test_where_no_database_can_be_asked_it_is_skipped_with_the_reason(
    answers: dict[str, Findings],
    code: int,
    told: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def asked(database: str, file: str) -> Findings:
        if database not in answers:
            raise NoAnswer("no way there")
        return answers[database]

    monkeypatch.setattr(cves, "_asked", asked)
    assert cves.main() == code
    shown = capsys.readouterr().out
    assert all(words in shown for words in told), shown
