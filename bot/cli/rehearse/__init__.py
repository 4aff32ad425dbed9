"""The rehearsal `python -m bot rehearse`: the coming days of notices on a virtual clock, against a copy, without sending.

Lives here: the copy, the walk over the days, what is judged of each notice, the report. May not live here: a rule about
when a customer is written to or what is said (domain), a write to the operator's own database.
"""

from bot.cli.rehearse.command import add_parser

__all__ = ["add_parser"]
