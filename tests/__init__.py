"""Tests: they mirror the tree. `support` holds what several share; no test sleeps to wait, none needs the network."""
