"""Due dates that one other person sees: the owner's screen, the invitation, and what the other one reads.

Nothing of the owner stands on the other one's screens but what the owner shows: a letter of the name, days, what
it is called.
"""
