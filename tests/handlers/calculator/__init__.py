"""The calculator's screens."""
