"""`make train`: makes `domain/understanding/weights.bin` from the sentences in `locales/zh_CN/understanding`."""
