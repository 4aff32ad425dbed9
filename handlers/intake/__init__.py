"""Coming to the chat by a personal link, when one's loans were brought in."""
