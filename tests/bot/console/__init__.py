"""Tests of the console, over a real socket."""
