"""What the sandbox remembers, in one SQLite file that outlives a kill -9. All of its SQL lives here.

Statements are short and run on the event loop; each class below owns its tables and answers plain values.
"""
