"""Orders as the customer sees them: lines, bills, returns and money of theirs on one page.

Only reads. An order is made by `domain/checkout` or taken over by `domain/handoff`.
"""
