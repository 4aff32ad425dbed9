"""What a sentence asks for, from the sentence alone: offline, deterministic, in plain Python.

    normalize -> features (characters, toneless pinyin, a few flags) -> model (weights made by `make train`) -> reader

Knows no customer, no database and no screen. The sentences that the weights are made from, and the topics they are sorted
into, are texts (`locales/zh_CN/understanding`); `reader.open_reader` reads the weights when it is first asked something.
"""
