"""A local stand-in for Telegram: a Bot API server, people who write to the bot, a clock to move, faults.

Knows nothing of instalments: what lives here would serve any bot. It keeps its own state in its own SQLite
file and imports nothing of the assistant: the two talk over HTTP and, about the clock, over a WebSocket.

    text/ rich/   what Telegram makes of the markup a bot sends
    store/        the SQLite file: people, chats, messages, updates, files, the request log
    bot_api/      /bot<token>/<method>, one module per family of methods
    people/       /sandbox/users/…: what a person at a telephone does and sees
    clock/        the virtual clock and the assistant processes attached to it
    server        the process: socket, background tasks, shutdown
"""
