"""The books of a loan: its instalments, its bills as they stand on a day, and its ledger.

Whatever moves money changes a loan through here (`ledger.post`, `rescheduling`), and nothing here decides that it
should: a payment is `domain/payments`, goods that come back `domain/returns`, a new loan `domain/checkout`.
"""
