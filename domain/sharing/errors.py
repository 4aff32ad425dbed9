"""What is refused about shared due dates."""

from __future__ import annotations

from domain.errors import Refused


class InvitationGone(Refused):
    """There is no such link: it was taken back, replaced, or never was; or its owner cannot share just now."""

    code = "invitation_gone"


class InvitationExpired(Refused):
    code = "invitation_expired"


class InvitationUsed(Refused):
    """Somebody else has agreed already."""

    code = "invitation_used"


class OwnInvitation(Refused):
    code = "own_invitation"


class TooManyInvitations(Refused):
    """`most`: so many links a day."""

    code = "too_many_invitations"


class TooManyWatched(Refused):
    """`most`: one person watches the dates of so many others."""

    code = "too_many_watched"
