"""QR codes as pictures."""

from __future__ import annotations

import io

QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 asks
SMALLEST_PX = 480  # so that a phone reads it from another one's screen


def qr_png(content: str) -> bytes:
    """Draw the code as PNG, at least `SMALLEST_PX` wide; equal contents give equal bytes."""
    import segno  # loaded with the first code

    code = segno.make(content, error="m", micro=False)
    modules = code.symbol_size(border=QUIET_ZONE)[0]
    out = io.BytesIO()
    code.save(out, kind="png", border=QUIET_ZONE, scale=-(-SMALLEST_PX // modules))
    return out.getvalue()
