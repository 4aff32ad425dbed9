"""Documents to keep: receipt, settlement certificate and statement as PDF, due days as a calendar file.

Lives here: one builder per document (the facts of `domain.documents.results` and a language in, a `PrintedDocument` of
formatted text out), the renderer (`pdf`) with its font, what makes a file of it off the event loop (`maker`), and the
calendar. May not live here: anything that reads a clock, a database or a customer's full name; a decision about
money. Equal input gives equal bytes. `pdf` is imported where the first document is made, not at start.
"""
