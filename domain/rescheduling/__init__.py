"""Due dates that a customer asks to have moved, by the lender's rules: another due day, one instalment put off.

What new dates and interest come to is `domain/rules/due_day`; here is who may, until when, and how it is booked. Nothing
here is charged: a payment is `domain/payments`.
"""
