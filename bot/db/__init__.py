"""The database: engines, the store with its unit of work, schema and migrations, one repository a feature.

Lives here: every query of the project. May not live here: a rule. Nothing above the repositories sees a connection but
what keeps its own tables on the engine (bot/receiving, `send_slots`).
"""
