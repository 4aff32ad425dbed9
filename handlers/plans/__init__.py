"""Plans and their true cost, and the cost disclosure: screens only. Every figure comes computed."""
