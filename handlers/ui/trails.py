"""Where one came from, message by message: 返回 leads back there; where that is not known, to where the screen belongs."""

from __future__ import annotations

from collections import OrderedDict

LONGEST = 12  # screens of one message
REMEMBERED = 10_000  # messages

Place = tuple[int, int]  # the chat, and the message in it


class Trails:
    """What each message has shown, by the buttons that led there; None where no button did that can be pressed again."""

    def __init__(self) -> None:
        self._trails: OrderedDict[Place, list[str | None]] = OrderedDict()
        self._shown: dict[Place, int] = {}

    def back_from(self, place: Place, otherwise: str) -> str:
        """Return what led to the screen before the one that the message shows, and forget the latter."""
        trail = self._trails.get(place, [])
        before = trail[-2] if len(trail) > 1 else None
        if before is None:
            self._trails[place] = []
            return otherwise
        del trail[-1]
        return before

    def is_at_its_beginning(self, place: Place) -> bool:
        """Return whether there is nowhere to go back to, but to where the screen belongs."""
        trail = self._trails.get(place, [])
        return len(trail) < 2 or trail[-2] is None

    def shows(self, place: Place, content: int) -> bool:
        """Return whether that is what the message shows now."""
        return self._shown.get(place) == content

    def forget(self, place: Place) -> None:
        """Forget what the message has shown: it is gone."""
        self._trails.pop(place, None)

    def note(self, place: Place, data: str | None, content: int = 0) -> None:
        """Note what led to what the message shows now, and the hash of that. A screen that it has shown before ends the way
        that led from it.
        """
        self._shown[place] = content
        trail = self._trails.setdefault(place, [])
        self._trails.move_to_end(place)
        if data is not None and data in trail:
            del trail[trail.index(data) + 1 :]
        elif data is not None or trail[-1:] != [None]:
            trail.append(data)
            del trail[:-LONGEST]
        if len(self._trails) > REMEMBERED:
            self._shown.pop(self._trails.popitem(last=False)[0], None)
