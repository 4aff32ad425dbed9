"""The calculator `python -m bot quote`: the rules that charge customers, asked from the command line.

Lives here: its options, their checks and the JSON it answers with. May not live here: a rule about money
(domain/rules), a database. docs/calculator.md describes it for its users.
"""

from bot.cli.quote.command import add_parser

__all__ = ["add_parser"]
