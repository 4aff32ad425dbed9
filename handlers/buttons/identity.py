"""Buttons: identity."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class ExplainIdentity(Action, code="ke"):
    draft_id: str


class AgreeIdentity(Action, code="vi", lasts=WHILE_READ):
    """Consent again to the checking of who one is."""

    draft_id: str


class LookUpIdentity(Action, code="il"):
    """What became of the check of who one is."""

    draft_id: str


class CheckAgain(Action, code="ic"):
    """The verification has run out."""

    draft_id: str


class StartOver(Action, code="io"):
    """All three answers anew, after a refusal."""

    draft_id: str


class DeclareStudent(Action, code="is"):
    """我是在校学生: this lender must not lend to them."""

    draft_id: str


class ConfirmCard(Action, code="yc", lasts=WHILE_READ):
    """What was read from the ID card is right."""

    draft_id: str


class DiscardCard(Action, code="yd"):
    """It is not, or is to be typed."""

    draft_id: str


class AgreeFace(Action, code="yf", lasts=WHILE_READ):
    """Consent to the look at one's face, which is for this alone."""

    draft_id: str


class LookUpFace(Action, code="yl"):
    """What came out of it."""

    draft_id: str


class AskInPerson(Action, code="yp"):
    """Not by face: a person of the shop is to look."""

    draft_id: str
