"""The screens of plans in hardship."""
