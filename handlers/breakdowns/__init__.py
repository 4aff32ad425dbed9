"""怎么算的: every amount taken apart in front of the customer. The steps come from the domain; nothing is computed here."""
