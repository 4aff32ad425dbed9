"""Tests of how a customer stands."""
