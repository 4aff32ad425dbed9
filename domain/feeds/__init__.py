"""Calendars to subscribe to (订阅日历): a secret address of each customer's own, under which due dates can be read.

Whoever has the address sees the days; so it holds no amount unless the customer wants it, can be taken back at any moment,
and stops by itself while an account is frozen and when it moves.
"""
