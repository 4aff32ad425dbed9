"""How memory is looked through: hardly at the start, where everything is made to stay, and seldom afterwards."""

from __future__ import annotations

import gc
import itertools

# Objects made, beyond those let go, between two looks at the young ones. A start makes about 270,000 and leaves 2,000
# behind: looking for those over and over took a fifth of it. While running, objects of an update die with it; looking more
# often than this finds them alive.
AT_START = 500_000
YOUNG = 10_000

_starts = itertools.count()


def starting() -> None:
    """Look through nothing yet; the sooner this is called, the more it saves."""
    gc.set_threshold(AT_START, *gc.get_threshold()[1:])


def started() -> None:
    """Leave alone what was made up to here: without this every full collection goes through all of it, hundreds of thousands
    of objects of libraries, again and again."""
    if next(_starts):  # not the first of this process: what the one before left may go
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
