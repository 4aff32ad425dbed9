"""Documents to keep: receipt, settlement certificate and statement as PDF, due days as a calendar file.

Lives here: the facts each document is made of (`model`), one builder per document (facts and a language in, a `Document`
of formatted text out), the renderer (`pdf`) with its font, and the calendar. May not live here: anything that reads a
clock, a database or a customer's full name; a decision about money. Equal input gives equal bytes. Making a PDF takes
processor time: call it off the event loop, and import `pdf` where the first document is made, not at start.
"""
