"""From a cart to an order: the one long conversation, its steps, and what is typed in between.

The answers are in the draft row; no state of a checkout is kept here. Screens of the steps about one's name are in
`identity`, those about plans in `plans`, those on the lender's page in `handoff`.
"""
