"""What sentences are read as."""
