"""The shop's people: who they are, what each may, how they sign in, and the log of what they looked at and did.

Knows no customer, loan or payment beyond their ids: what a verb does is the affair of the feature that it belongs to.
"""
