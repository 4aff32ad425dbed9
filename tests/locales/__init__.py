"""The catalogues and documents of every language."""
