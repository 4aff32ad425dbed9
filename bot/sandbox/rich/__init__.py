"""Rich messages (`sendRichMessage`): HTML or given blocks to checked blocks, and those to safe HTML.

Shapes: Bot API 10.3, `RichBlock…` and `RichText…`. Media blocks, formulas, maps and rich Markdown are
refused with a sentence that says so; the sandbox does not pretend to know them.
"""
