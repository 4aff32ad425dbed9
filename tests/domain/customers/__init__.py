"""Tests of who the customer is to us."""
