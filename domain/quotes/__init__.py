"""What paying a loan comes to (报价): bills, in whole or in part, settling early, prepaying a part, kept for confirmation.

A quote is worked out from the loan as it stands (`loan_snapshot`, `terms`), kept and shown (`stored_quote`), and judged
again before it is paid or explained (`validity`). No money moves here: that is `domain/payments`; and no rule of money is
made here: those are in `domain/rules`.
"""
