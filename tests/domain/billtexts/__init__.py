"""Bills are read out of forwarded messages and out of the customer's own sentence."""
