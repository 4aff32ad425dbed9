"""Regular expressions of modules, compiled when they are first used: two hundred of them were a twentieth of a start, and
most are for sentences that nobody has typed yet."""

from __future__ import annotations

import re
from typing import Any, cast

_USED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "pattern", "flags")


class LatePattern:
    """What stands for a pattern. Once it is compiled, its methods are found here as fast as there."""

    def __init__(self, source: str, flags: int) -> None:
        self._compiled_of = (source, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # whoever copies or prints it does not use it
            raise AttributeError(name)
        compiled = re.compile(*self._compiled_of)
        self.__dict__.update({each: getattr(compiled, each) for each in _USED})
        return getattr(compiled, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern as `re.compile` does. What is wrong with it is raised where it is first used; a test uses each."""
    return cast("re.Pattern[str]", LatePattern(source, flags))
