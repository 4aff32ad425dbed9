"""The services on real databases."""
