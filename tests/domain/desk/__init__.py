"""Tests of the desk of the shop's people."""
