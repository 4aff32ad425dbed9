"""Tests of income days and what must be set aside until them."""
