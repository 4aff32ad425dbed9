"""The calculator in the chat: what somebody typed about a loan anywhere, as an offer, and what that costs.

Lives here: reading the words (`sentences`, `facts`), what they can mean (`readings`), how an offer stands in a button
(`codes`), and its figures (`rules`), which `domain.rules` works out as for `python -m bot quote`. May not live here:
arithmetic of its own, anything that is kept.
"""
