"""Why a phone number is not changed."""

from __future__ import annotations

from domain.errors import Refused


class PhoneNotTheirs(Refused):
    """Name, ID number and this phone do not belong together, says who checks it."""

    code = "phone_not_theirs"


class PhoneUnchecked(Refused):
    """Whoever checks it gave no clear answer."""

    code = "phone_unchecked"


class TooManyPhoneCodes(Refused):
    code = "too_many_phone_codes"


class TooManyPhones(Refused):
    code = "too_many_phones"
