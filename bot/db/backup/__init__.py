"""Backups of the whole database: one file each, whatever the kind of database.

Lives here: the file (`archive`, `manifest`), the copy that goes into it (`snapshot`), putting one in a database's place
(`replacement`), and the folder of those that are made by themselves (`shelf`, `schedule`). The copy is an SQLite database in
any case, so it can be audited, brought up to date and put into either kind. May not live here: what the operator is told on
the terminal, a rule about the books.
"""
