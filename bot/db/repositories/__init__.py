"""Queries, one module a noun. They answer rows and change single fields in place; none commits, none decides."""
