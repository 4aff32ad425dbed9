"""The SQL of `domain/<feature>/repository.py`, one module a feature. Repositories answer rows and change single fields.

May not live here: a commit, a decision.
"""
