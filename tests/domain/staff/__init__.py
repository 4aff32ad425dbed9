"""Tests of the shop's people: their rights, their way in, what needs two of them, and the log."""
