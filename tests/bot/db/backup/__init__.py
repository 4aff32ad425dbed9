"""Backups: what goes into one comes out of it, into either kind of database, or nothing is changed."""
