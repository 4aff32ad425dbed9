"""Buttons: what customers track themselves."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenTracked(Action, code="jo"):
    """我的分期: all that the customer noted, from 0."""

    page: int


class OpenTrackedBill(Action, code="jb"):
    bill_id: str


class StartTracking(Action, code="js"):
    """记一笔: a sentence comes next."""


class GoOnTracking(Action, code="jg"):
    """What is still missing of what was said comes next."""


class ChangeTracked(Action, code="jc"):
    """`field`: a `TrackedField`; what it is to be comes next."""

    bill_id: str
    field: str


class LeaveTrackedOpen(Action, code="jl"):
    """`what`: a `LeftOpen`."""

    draft_id: str
    what: str


class KeepTracked(Action, code="jk"):
    """Keep what was read back."""

    draft_id: str


class DropTracking(Action, code="jx"):
    """Forget what was said and not kept."""


class MarkTrackedPaid(Action, code="jp"):
    bill_id: str
    no: int


class UnmarkTrackedPaid(Action, code="ju"):
    bill_id: str
    no: int


class RemindTracked(Action, code="jr"):
    """Be reminded of this one, 1, or not, 0."""

    bill_id: str
    on: int


class AskTrackedLater(Action, code="jw"):
    """When to be reminded of this one day again."""

    bill_id: str
    no: int


class RemindTrackedLater(Action, code="jn"):
    """`when`: a `Later`."""

    bill_id: str
    no: int
    when: str


class AskDeleteTracked(Action, code="jd"):
    bill_id: str


class OpenTrackedSettling(Action, code="jf"):
    """What settling this one now would save."""

    bill_id: str


class ChooseTrackedSettling(Action, code="jy"):
    """`policy`: a `SettlePolicy`; `fee_pct`: of a fee, else 0."""

    bill_id: str
    policy: str
    fee_pct: int


class DeleteTracked(Action, code="je", lasts=WHILE_READ):
    bill_id: str


class OpenReceived(Action, code="jt"):
    """A bill that a text told of, as things stand."""

    received_id: str


class ApplyReceived(Action, code="jq"):
    """Set what is due of this bill to what the text says."""

    received_id: str
    bill_id: str


class UndoReceived(Action, code="jz"):
    """撤销: as it was before the text."""

    received_id: str


class KeepReceived(Action, code="jm"):
    """Keep what the text told of as a bill of its own; `anew`: 1, though it may be of one that is tracked."""

    received_id: str
    anew: int


class ChangeReceived(Action, code="td"):
    """`field`: a `TrackedField` of what was read; what it is to be comes next."""

    received_id: str
    field: str


class ChangeTold(Action, code="te"):
    """`field`: a `TrackedField` of what was said and is not kept yet; what it is to be comes next."""

    draft_id: str
    field: str


class DropReceived(Action, code="jv"):
    """Forget what the text told of."""

    received_id: str
