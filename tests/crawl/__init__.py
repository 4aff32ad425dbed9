"""The crawl: from many states, in each language, every button that can be reached is pressed and judged."""
