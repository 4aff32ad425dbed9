"""Moving a customer to another Telegram account (换 Telegram 账号): asked for there, proven, announced in the old one.

The account that moves stays who it is, with all that hangs on it; the one that asked for it is dissolved. Knows the person
and the case; no screen, no way of sending.
"""
