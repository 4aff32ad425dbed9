"""A plan in hardship (展期, 个性化分期): side by side, read, agreed to, signed; how it stands."""
