"""Plain questions: figures, ratings, what was not understood."""
