"""Plans in hardship (展期, 个性化分期): which the lender offers, asked for, decided, signed, kept to or lapsed.

What a plan comes to is `domain/rules/hardship`; here is who may, how it is booked, and how it ends. Signing shares its
mechanism with `domain/rescheduling`. Nothing here is charged: a payment is `domain/payments`.
"""
