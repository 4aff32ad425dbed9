"""The conversation: an Update in, a Reply out.

A handler parses what came into a typed request, calls one service, and lets a view make the Reply. No query, no
arithmetic and no decision about money here; no text outside the catalogue.
"""
