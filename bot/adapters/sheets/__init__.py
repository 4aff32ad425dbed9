"""Opens workbooks that a stranger sent: xlsx, xls, ods. The library stands in a process of its own; nothing is kept."""
