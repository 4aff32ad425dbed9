"""`make cves`: hold every version of the requirements files against a database of known vulnerabilities.

Ends with 0 where nothing is known of any of them, with 1 where something is, or where some could not be looked up. Where no
database can be had at all it is skipped, with the reason and 0. Runs in the tools' own environment, which has `pip-audit`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

# The first names the others of the assistant; the second is an environment of its own, with versions of its own.
FILES = ("requirements-dev.txt", "requirements-tools.txt")
DATABASES = ("pypi", "osv")


@dataclass(frozen=True, slots=True)
class Findings:
    """`known`: a line for each vulnerability. `unknown`: what could not be looked up. `looked_up`: how many could."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    looked_up: int


class NoAnswer(Exception):
    """The database cannot be asked; the message says why."""


def main() -> int:
    reasons = []
    for database in DATABASES:
        try:
            findings = together([_asked(database, file) for file in FILES])
        except NoAnswer as error:
            reasons.append(f"{database}: {error}")
            continue
        if findings.looked_up:
            return report(findings, database)
        reasons.append(f"{database}: it knows none of the packages")
    print("cves: skipped, no database of vulnerabilities can be had here:")
    for reason in reasons:
        print(f"  {reason}")
    return 0


def report(findings: Findings, database: str) -> int:
    """Say what was found; return the exit code."""
    for line in findings.known:
        print(f"cves: {line}")
    for name in findings.unknown:
        print(f"cves: {name} could not be looked up")
    print(f"cves: {len(findings.known)} known of {findings.looked_up} versions ({database})")
    return 1 if findings.known or findings.unknown else 0


def read_findings(said: dict[str, Any]) -> Findings:
    """Read pip-audit's JSON."""
    packages = {(one["name"], one.get("version", "")): one for one in said["dependencies"]}
    known = tuple(
        f"{name} {version}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for (name, version), one in packages.items()
        for fault in one.get("vulns", ())
    )
    unknown = tuple(name for (name, _), one in packages.items() if "skip_reason" in one)
    return Findings(known, unknown, len(packages) - len(unknown))


def together(parts: Iterable[Findings]) -> Findings:
    known, unknown, looked_up = zip(*((one.known, one.unknown, one.looked_up) for one in parts), strict=True)
    return Findings(tuple(chain(*known)), tuple(chain(*unknown)), sum(looked_up))


def _asked(database: str, file: str) -> Findings:
    """Return what the database says of the file's versions. Raises `NoAnswer`."""
    run = subprocess.run(  # noqa: S603 - our own file
        [
            *(
                sys.executable,
                "-m",
                "pip_audit",
                "--format",
                "json",
                "--progress-spinner",
                "off",
                "--disable-pip",
            ),
            *("--require-hashes", "--vulnerability-service", database, "--requirement", file),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return read_findings(json.loads(run.stdout))
    except (ValueError, KeyError):
        raise NoAnswer((run.stderr.strip() or "no answer").splitlines()[-1][-200:]) from None


if __name__ == "__main__":
    sys.exit(main())
