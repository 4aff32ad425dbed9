"""The safety of an account: the anti-phishing word, freezing it, and a name at Telegram that has changed.

Knows no loan. Who may do what while an account is frozen is asked of `domain/customers`.
"""
