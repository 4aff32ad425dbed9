"""Documents to keep, read back from the files: every figure and name is there, in every language."""
