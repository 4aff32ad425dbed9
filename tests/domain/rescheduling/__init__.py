"""Due dates that are moved: what can be chosen, what it does, and what stays."""
