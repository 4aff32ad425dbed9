"""Charts in the chat: a picture as a message of its own, and under it the same in words. Drawn in `bot/charts`."""
