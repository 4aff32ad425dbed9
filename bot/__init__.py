"""The running program and the outside world: settings, wiring, database, adapters, scheduler, sandbox.

May import everything; nothing imports it but its own parts and the tests. No rule about money lives here, and no text
that a customer reads but those of the documents (`bot/documents`).
"""

__version__ = "0.1.0"
