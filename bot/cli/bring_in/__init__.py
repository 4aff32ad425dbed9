"""`python -m bot import`: people and loans from a lender's own files; docs/import.md."""

from bot.cli.bring_in.command import add_parser

__all__ = ["add_parser"]
