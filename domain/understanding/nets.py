"""Nets: patterns of what is said, in files beside the model, read when first cast. Pure.

Each pattern is for a kind of saying, not for one sentence. A line of a file is one of:

    pattern         a regular expression over plain words (`normalize.plain`: simplified, small letters)
    ~some words     what sounds like them, whatever characters or pinyin it is written with
    <name> = …      a part of patterns, which say `<name>` for it

A pattern is taken apart into its alternatives, each a mesh of its own. `needs.json` says of each which words it cannot do
without (`make nets` writes it), so that of more than a thousand only
those few are compiled and tried that may catch something in a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from domain.patterns import pattern
from domain.understanding.features import syllables_in

HERE = Path(__file__).parent
NEEDS = HERE / "needs.json"
_PART = pattern(r"<([a-z]+)>")
_DEFINITION = pattern(r"<([a-z]+)> = (.+)")
_BRACKETS = pattern(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]")


class Net:
    """`meshes`: the alternatives of all patterns; `heard`: syllables, each with a space on both sides; `needs`: of words,
    the meshes that cannot do without one of them, "" for those that can.
    """

    def __init__(
        self, meshes: Sequence[str], heard: Sequence[str], needs: Mapping[str, Sequence[int]]
    ) -> None:
        self.meshes, self._heard, self._always = meshes, heard, needs.get("", ())
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._needs: dict[str, list[tuple[str, Sequence[int]]]] = {}
        for words, of in needs.items():
            if words:
                self._needs.setdefault(words[0], []).append((words, of))

    def catches(self, plain: str) -> bool:
        if any(mesh.search(plain) for mesh in self._worth_trying(plain)):
            return True
        sounds = _syllables(plain) if self._heard else ""
        return any(sound in sounds for sound in self._heard)

    def without(self, plain: str) -> str:
        """Return plain words with a space for whatever is caught: from the left, by the first mesh that catches there."""
        meshes, at, kept = list(self._worth_trying(plain)), 0, ""
        while caught := [found for mesh in meshes if (found := mesh.search(plain, at))]:
            first = min(caught, key=re.Match.start)
            kept += plain[at : first.start()] + " "
            at = first.end()
        return kept + plain[at:]

    def _worth_trying(self, plain: str) -> Iterator[re.Pattern[str]]:
        """Return the meshes whose words occur, in the order of the file."""
        worth = {*self._always}
        for char in {*plain}:
            for words, of in self._needs.get(char, ()):
                if words in plain:
                    worth.update(of)
        for at in sorted(worth):
            if (mesh := self._compiled.get(at)) is None:
                mesh = self._compiled[at] = re.compile(self.meshes[at])
            yield mesh


@cache
def net(name: str) -> Net:
    """Return the net of the file with this name."""
    return Net(*read_net(name), _needs()[name])


def read_net(name: str) -> tuple[list[str], list[str]]:
    """Return the meshes of a file, and the sounds."""
    parts: dict[str, str] = {}
    meshes: list[str] = []
    heard: list[str] = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if (definition := _DEFINITION.fullmatch(line)) is not None:
            parts[definition[1]] = _filled(definition[2], parts)
        elif line.startswith("~"):
            heard.append(_syllables(line[1:]))
        else:
            meshes += (_filled(mesh, parts) for mesh in alternatives(line))
    return meshes, heard


def alternatives(source: str) -> list[str]:
    """Return the alternatives of a pattern that stand in no brackets."""
    cuts, depth = [-1], 0
    for found in _BRACKETS.finditer(source):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and not depth:
            cuts.append(found.start())
    cuts.append(len(source))
    return [source[start + 1 : end] for start, end in pairwise(cuts)]


@cache
def _needs() -> Mapping[str, Mapping[str, Sequence[int]]]:
    found: Mapping[str, Mapping[str, Sequence[int]]] = json.loads(NEEDS.read_text(encoding="utf-8"))
    return found


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda part: f"(?:{parts[part[1]]})", pattern)


def _syllables(plain: str) -> str:
    return f" {' '.join(syllables_in(plain))} "
