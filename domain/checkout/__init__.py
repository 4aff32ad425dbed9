"""From the cart to a signed contract: the draft and its steps, cost disclosure, agreement, confirmation, drawdown.

The answers so far are one draft row. What is asked of a person is judged in `domain/identity`, what a plan costs in
`domain/plans`.
"""
