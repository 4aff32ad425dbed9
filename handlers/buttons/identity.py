"""Buttons: identity."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class ExplainIdentity(Action):
    code = "ke"
    draft_id: str


@dataclass(frozen=True, slots=True)
class AgreeIdentity(Action):
    """Consent again to the checking of who one is."""

    code = "vi"
    draft_id: str


@dataclass(frozen=True, slots=True)
class LookUpIdentity(Action):
    """What became of the check of who one is."""

    code = "il"
    draft_id: str


@dataclass(frozen=True, slots=True)
class CheckAgain(Action):
    """The verification has run out."""

    code = "ic"
    draft_id: str


@dataclass(frozen=True, slots=True)
class StartOver(Action):
    """All three answers anew, after a refusal."""

    code = "io"
    draft_id: str


@dataclass(frozen=True, slots=True)
class DeclareStudent(Action):
    """我是在校学生: this lender must not lend to them."""

    code = "is"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ConfirmCard(Action):
    """What was read from the ID card is right."""

    code = "yc"
    draft_id: str


@dataclass(frozen=True, slots=True)
class DiscardCard(Action):
    """It is not, or is to be typed."""

    code = "yd"
    draft_id: str


@dataclass(frozen=True, slots=True)
class AgreeFace(Action):
    """Consent to the look at one's face, which is for this alone."""

    code = "yf"
    draft_id: str


@dataclass(frozen=True, slots=True)
class LookUpFace(Action):
    """What came out of it."""

    code = "yl"
    draft_id: str


@dataclass(frozen=True, slots=True)
class AskInPerson(Action):
    """Not by face: a person of the shop is to look."""

    code = "yp"
    draft_id: str
