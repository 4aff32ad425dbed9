"""What comes before everything else: somebody who may not want to live, and somebody who is being cheated just now.

All of it has to be caught, so there are nets for it beside the model (`crisis.txt`, `fraud.txt`), cast once what is only
said in jest or means something else (`jest.txt`, `no_fraud.txt`) is taken out.
"""

from __future__ import annotations

from domain.patterns import pattern
from domain.understanding.nets import net
from domain.value import Value

# Written without characters for what nobody could say otherwise: letters and numbers stay as they are.
_MARKS = pattern(r"[\s*·.。,，、_\-~～]+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])[\s*·.。,，、_\-~～]+")
_ADDRESS = pattern("[省市区县镇乡路街道巷弄号栋幢室村]")
LEAST_PARTS = 3
_OF_MONEY = pattern("转|骗|钱|款|贷|账|付|验证码|让我|叫我")


class NetOf(Value):
    """The net of one kind, and of what only sounds like it; both are read when first cast."""

    kind: str
    harmless: str

    def catches(self, plain: str) -> bool:
        """Look twice: as it is written, and without what is put between characters so that it is not found."""
        of_kind = net(self.kind)
        closed = _MARKS.sub("", plain)
        return of_kind.catches(self.without_harmless(plain)) or (
            closed != plain and of_kind.catches(self.without_harmless(closed))
        )

    def without_harmless(self, plain: str) -> str:
        """Return plain words (`normalize.plain`) without what is only said so, or means something else."""
        return net(self.harmless).without(plain)


# Somebody may not want to live; somebody tells of what cheats ask for.
CRISIS, FRAUD = NetOf("crisis", "jest"), NetOf("fraud", "no_fraud")


# What a lender's text of a bill begins with: its sign, and what is due of what.
_BILL = pattern(
    "^【[^】]{2,20}】.{0,30}(?:本期|账单|信用卡|月供|贷款|分期).{0,20}(?:应还|应缴|应付|还款|缴款|到期|出账)"
)


def is_a_bill(plain: str) -> bool:
    """Return whether it is a lender's text of a bill: of whoever forwards it nothing is to be guessed by its words alone."""
    return _BILL.search(plain) is not None


def is_an_address(plain: str) -> bool:
    """Return whether somebody writes where to send something: so many parts of addresses, and nothing of money."""
    return len({*_ADDRESS.findall(plain)}) >= LEAST_PARTS and _OF_MONEY.search(plain) is None
