"""What the benchmarks measure us against: the least that does the same with python-telegram-bot alone."""
