"""Rich messages (`sendRichMessage`): their HTML to checked blocks, and those to safe HTML for people.

Shapes: Bot API 10.3, `RichBlock…` and `RichText…`. Lives here: paragraphs, tables, details, quotations, preformatted
text, dividers and pictures. May not live here: a block that no assistant of ours sends; it is refused with a sentence
that says so, for the sandbox does not pretend to know it.
"""
