"""Questions in plain words about what is owed and what can be had."""
