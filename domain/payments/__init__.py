"""Money on its way: a confirmed quote is charged, looked up, posted or voided; what came beside a bill goes back.

A gateway is asked outside any transaction, under an id that was stored before. What paying comes to is worked out in
`domain/quotes`; which gateway speaks which protocol is known in `bot/adapters/payments` alone.
"""
