"""What somebody asks in plain words about what they owe: which order is meant, which of its bills, what of them."""
