"""What a text that somebody of the shop types can be: a pure rule, so that a number is looked up only as what it may be."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from domain.documents.codes import read_code
from domain.identity.rules import IdentityInputError, check_id_number, check_name, check_phone
from domain.ids import ALPHABET, ID_LENGTH
from domain.patterns import pattern
from domain.text import folded, is_digits
from domain.value import Value

LONGEST = 128  # of a gateway's own numbers


class ClueKind(StrEnum):
    """What is looked for by it; what nearly every text can be comes last."""

    ORDER = "order"  # F26113045QKM2
    CASE = "case"  # 7F3KQ2
    DOCUMENT = "document"  # JQ261130-7F3K
    DOCUMENT_CODE = "code"  # 8F3K-29QX-7M2P-WXYZ, of a receipt or a certificate
    OUR_ID = "our_id"  # of a loan or a payment, as the records name it
    ID_NUMBER = "id_number"
    PHONE = "phone"
    TELEGRAM = "telegram"  # the number of an account
    NAME = "name"
    NAME_MASK = "name_mask"  # 王**
    CONTRACT = "contract"  # the lender's number of a loan
    REFERENCE = "reference"  # the gateway's number of a payment


# By these a person is known: the text is never written down, only that one was looked for.
PERSONAL = frozenset(
    {ClueKind.ID_NUMBER, ClueKind.PHONE, ClueKind.TELEGRAM, ClueKind.NAME, ClueKind.NAME_MASK}
)


class Clue(Value):
    """`value` as it is kept, or as its hash is made of it. Not shown in a traceback."""

    kind: ClueKind
    value: str

    def __repr__(self) -> str:
        return f"Clue({self.kind})"


_LABEL = pattern(
    r"^(?:订单号?|訂單號?|编号|編號|工单号?|工單號?|合同号?|合約號?|手机号?|手機號?|电话|電話|身份证号?|身分證號?|姓名|付款号?|流水号?)[\s:：#]*"
)
_UPPER = ALPHABET.upper()
_ORDER = pattern(rf"F[0-9]{{6}}[{_UPPER}]{{6}}")
_DOCUMENT = pattern(rf"[A-Z]{{2}}[0-9]{{6}}-[{_UPPER}]{{4}}")
_CASE = pattern(rf"[{_UPPER}]{{6}}")
_OUR_ID = pattern(f"[{ALPHABET}]{{{ID_LENGTH}}}")
_FOREIGN = pattern(rf"[!-~]{{4,{LONGEST}}}")
_TELEGRAM = range(5, 16)  # digits
_MASK = pattern("(?:[\u3400-\u4dbf\u4e00-\u9fff]{1,2}|[A-Za-zÀ-ɏ])[*]{1,49}")


def clues_of(typed: str) -> tuple[Clue, ...]:
    """Return all that the text can be; nothing where it is too long, or no word or number of ours."""
    plain = _LABEL.sub("", typed.strip(), count=1).strip()
    if not plain or len(plain) > LONGEST:
        return ()
    found = [*_of_numbers(plain), *_of_people(plain)]
    order = list(ClueKind)
    return tuple(sorted(found, key=lambda clue: order.index(clue.kind)))


def _of_numbers(plain: str) -> Iterator[Clue]:
    bare = "".join(folded(plain).split())
    upper = bare.upper()
    for kind, shape in ((ClueKind.ORDER, _ORDER), (ClueKind.CASE, _CASE), (ClueKind.DOCUMENT, _DOCUMENT)):
        if shape.fullmatch(upper):
            yield Clue(kind, upper)
    if (code := read_code(plain)) is not None:
        yield Clue(ClueKind.DOCUMENT_CODE, code)
    if _OUR_ID.fullmatch(bare):
        yield Clue(ClueKind.OUR_ID, bare)
    if _FOREIGN.fullmatch(plain):  # as they were written: others' numbers know upper and lower case
        yield Clue(ClueKind.CONTRACT, plain)
        yield Clue(ClueKind.REFERENCE, plain)


def _of_people(plain: str) -> Iterator[Clue]:
    for kind, check in ((ClueKind.PHONE, check_phone), (ClueKind.NAME, check_name)):
        with contextlib.suppress(IdentityInputError):
            yield Clue(kind, check(plain))
    with contextlib.suppress(IdentityInputError):
        yield Clue(ClueKind.ID_NUMBER, check_id_number(plain).text)
    bare = "".join(folded(plain).split())
    if is_digits(bare) and len(bare) in _TELEGRAM:
        yield Clue(ClueKind.TELEGRAM, bare)
    mask = unicodedata.normalize("NFKC", plain)
    if _MASK.fullmatch(mask):
        yield Clue(ClueKind.NAME_MASK, mask)
