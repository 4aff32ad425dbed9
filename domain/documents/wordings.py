"""What people say who want a document at once: 把手机的收据发我, 结清证明给我一份, send me the receipt. Pure."""

from __future__ import annotations

from domain.documents.results import DocumentKind
from domain.patterns import pattern
from domain.text import folded, simplified

_OF = {
    DocumentKind.RECEIPT: "(?:电子|还款|付款|缴款)*(?:收据|回单|凭证)|receipts?",
    DocumentKind.CERTIFICATE: "(?:贷款|还款|分期)?(?:结清|清偿|还清)的?(?:那个|那张)?证明|settlement certificate",
    DocumentKind.STATEMENT: "对[账帐]单|(?:还款|缴款)(?:流水|清单|明细(?=给?(?:公司|财务|报销|报账)))",
}
_FORMS = {
    kind: pattern(
        rf"(?:请|麻烦|你|您|把|我|想|需|要|帮|给|发|开|下载|来|导出|一?[份张个]|一下|please|send|give|me|i|want|need|get|the|my|a|\s)*"
        rf"(?P<goods>[^,，。?？]{{0,14}}?)(?:那[笔单个台件]|这[笔单个台件])?的?\s*(?:{named})(?:pdf)?"
        rf"(?:给我|发给我|发我|发来|发过来|发一下|发下|开给我|开一下|拿来|看看|我要|一?份|一?张|一下|下|吧|呗|呀|啊|哈|谢谢|给?公司|给?财务|报销|报账|用"
        rf"|for|of|my|the|please|to me|\s)*(?P<behind>[a-z0-9 ]{{0,14}})"
    )
    for kind, named in _OF.items()
}
# What asks about documents, or says that there is none, is answered as a question.
_ASKS = pattern(
    "怎|咋|如何|吗|么|嘛|多少|几|什么|啥|哪|能|可以|为|是不是|有没有|没|不|收费|要钱|多久|时候|丢|错|假|用|发票|合同|有人|[买卖]|收据|回单|证明|凭证|对账|还清后|how|what|where|when|can|why|is|do"
)


def document_asked_for(words: str) -> DocumentKind | None:
    """Return which document is wanted, of whatever goods; None where nothing is asked for at once."""
    plain = simplified(folded(words)).strip("。.!！~ ,，")
    for kind, form in _FORMS.items():
        found = form.fullmatch(plain)
        if found is not None and not (_ASKS.search(found["goods"]) or _ASKS.search(found["behind"])):
            return kind
    return None
