"""Files as lenders write them (CSV, XLSX), read line by line with the mapping that stands beside them; docs/import.md.

Everything here reads. What may be brought in is decided by `domain.intake`.
"""
