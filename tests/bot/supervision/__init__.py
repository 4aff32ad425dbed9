"""Background tasks: begun again, counted, and ended with the process where they cannot go on."""
