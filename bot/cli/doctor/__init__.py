"""The doctor `python -m bot doctor`: whether what is set up here can work, line by line, before anybody starts it.

Lives here: one file for each kind of check; a check answers lines, and never raises. May not live here: anything that
changes a file, a row, or something at Telegram; a secret in a sentence; a rule that the start does not keep, too.
"""

from bot.cli.doctor.command import add_parser

__all__ = ["add_parser"]
