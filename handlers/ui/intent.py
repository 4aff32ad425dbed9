"""What typed words mean, as far as the words alone tell. They are read by handlers/intents.py, which knows every screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from domain.understanding.reader import Reading
from domain.value import Value
from handlers.ui.screen import WordHandler


class Leaving(Enum):
    """Words that leave whatever is asked."""

    CANCEL = "cancel"
    BACK = "back"
    HOME = "home"


class Intent(Value):
    """`known`: the screen of a whole message that is a known phrase, a document's code or a statement's period.
    `guessed`: that, or what answers the sentence as it was understood.
    `request`: whether the words are plainly a question or a wish, so neither a name nor a number.
    `leaving`: whether they leave what is asked, and where to.
    `reading`: how the sentence was read; None of a known phrase.
    `follow_up`: where the words sound as if they went on with a question (那12期呢, 为什么), what answers them;
    nothing where they do not.
    """

    known: WordHandler | None
    guessed: WordHandler | None
    request: bool
    leaving: Leaving | None
    reading: Reading | None = None
    follow_up: WordHandler | None = None

    @property
    def wanted(self) -> WordHandler | None:
        """Return the screen that the words plainly ask for where an answer to something else is expected."""
        return self.guessed if self.request else self.known


Classifier = Callable[[str], Intent]
