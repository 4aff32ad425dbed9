"""The database: engine, unit of work, one repository per noun. Every query of the project is here; no rule is."""
