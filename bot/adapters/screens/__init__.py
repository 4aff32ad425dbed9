"""Reads the words on screenshots of bills, by the optional library that reads photos of ID cards; nothing is kept."""
