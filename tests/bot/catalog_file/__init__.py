"""The catalog file: what is read from it, and what is said about a wrong one."""
