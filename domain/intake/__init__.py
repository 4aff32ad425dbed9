"""What is there already is brought in (迁入): people, loans and payments from a lender's own files; docs/import.md.

A loan that is brought in is a loan like any other. What it lacks (a checkout, a disclosure that was read here, goods of the
catalogue) stands in its order's origin; whose it is, and how they come to the chat, stands here.
"""
