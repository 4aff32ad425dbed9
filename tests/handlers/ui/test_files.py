"""A file comes once for two taps, and again when it is asked for again."""

from __future__ import annotations

from handlers.ui.files import JUST_NOW_S, Deliveries


class Watch:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_what_was_just_sent_is_known_by_chat_and_key() -> None:
    deliveries = Deliveries(Watch())
    deliveries.note(7, "HK1 zh_CN")
    assert deliveries.just_sent(7, "HK1 zh_CN")
    assert not deliveries.just_sent(7, "HK1 en")
    assert not deliveries.just_sent(8, "HK1 zh_CN")


def test_after_a_while_the_file_is_sent_again() -> None:
    watch = Watch()
    deliveries = Deliveries(watch)
    deliveries.note(7, "HK1")
    watch.now_s += JUST_NOW_S - 0.1
    assert deliveries.just_sent(7, "HK1")
    watch.now_s += 0.2
    assert not deliveries.just_sent(7, "HK1")


def test_what_is_long_past_is_forgotten() -> None:
    watch = Watch()
    deliveries = Deliveries(watch)
    for number in range(50):
        deliveries.note(number, "HK1")
        watch.now_s += JUST_NOW_S
    assert len(deliveries._sent) == 1
