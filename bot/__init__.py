"""The running program and the outside world: settings, wiring, database, adapters, scheduler, sandbox.

May import everything; nothing imports it but its own parts and the tests. No rule about money and no text that a
customer reads lives here.
"""
