"""Who the customer is to us: the Telegram account, settings, consents, and whether the account is frozen.

Knows no loan. The person behind the account is `domain/identity`.
"""
