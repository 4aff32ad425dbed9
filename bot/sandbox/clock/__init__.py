"""The virtual clock: where it stands, who follows it, and how a move walks the jobs on the way.

The server side only; the client is `bot/adapters/virtual_clock.py`, the words between them are in `wire`.
"""
