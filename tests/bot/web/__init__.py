"""The web app's pages: what they take, and from whom."""
