"""How memory is looked through while the assistant runs."""

from __future__ import annotations

import gc

# Objects made between two looks at the young ones. Those of an update die with it; looking more often finds them alive.
YOUNG = 10_000


def started() -> None:
    """What was made up to here stays: without this every full collection goes through all of it, hundreds of thousands of
    objects of libraries, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
