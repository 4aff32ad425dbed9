"""The first screen, help, language, and the answer to words nobody else took. It knows no feature but by its buttons."""
