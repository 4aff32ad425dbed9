"""The safety of the account: the word under every message about money (防钓鱼码), and the freeze."""
