"""Where goods are sent (收货信息): receiver, phone and address found in one pasted message, checked, masked.

Chinese apps copy the three as one line in any order, with or without labels and spaces: 「张三 13800138000
浙江省杭州市西湖区××路1号」. What cannot be told apart is left out and asked for.
"""

from __future__ import annotations

import re
from enum import StrEnum

from domain.patterns import pattern
from domain.pii.id_numbers import _folded, mask_name, mask_phone
from domain.value import Value

RECEIVER_LENGTH = range(1, 31)
ADDRESS_LENGTH = range(6, 121)

_PHONE = pattern(r"(?<![0-9])(?:\+?(?:00)?86[ -]?)?(1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?![0-9])")
_LABEL = pattern(
    r"(?:收[货貨件]人?|姓名|联系人|聯絡人|联系电话|聯絡電話|手机号码?|手機號碼?|手机|手機|电话|電話|所在地区|所在地區|详细地址|詳細地址"
    r"|收[货貨件]地址|地址|receiver|recipient|name|phone|mobile|address)\s*[:=]\s*",
    re.IGNORECASE,
)
_GAPS = pattern(r"[\s,;|、。]+")
_RECEIVES = pattern(r"[(\[]?收[)\]]?$")  # 张三（收）
_POSTCODE = pattern(r"[0-9]{6}")
_HAN_NAME = pattern("[\u3400-\u4dbf\u4e00-\u9fff·]{2,15}")
_WORD = r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'-]*"
_LATIN_WORD = pattern(_WORD)
_LATIN_NAME = pattern(rf"{_WORD}(?: {_WORD}){{0,3}}")
_HAN_OR_DIGIT = pattern("[0-9\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORDS = pattern("(?:[A-Za-z]{2,}[ .]+){2}")
# What a part of an address ends with; of those in the first line no person's name does.
_AREA = pattern("(?:[省市区區县縣镇鎮乡鄉旗盟州]|街道|小区|小區)$")
_PLACE = pattern("[路街巷弄道村组組号號栋棟幢座楼樓室层層苑园園院厦廈广場场]$")
_PROVINCES = (
    " 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
    "陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 "
)
_PLACED = pattern("[省市区區县縣镇鎮乡鄉旗盟州路街巷弄道村号號栋棟幢楼樓室苑园園院]")
_SHOWN = pattern(
    "(?:[^省]{2,8}?(?:省|自治区))?(?:[^市]{1,8}?(?:市|自治州|地区|盟))?(?:[^区縣县旗市]{1,8}?(?:区|區|县|縣|旗|市))?"
)
_HIDDEN = 3  # characters at least, besides the area
_SHOWN_OF_OTHERS = 4  # characters of an address in which no area is found


class PostalPart(StrEnum):
    """What is needed to send something, in the order in which it is asked for."""

    RECEIVER = "receiver"
    PHONE = "phone"
    ADDRESS = "address"


class PostalAddress(Value):
    """What is known of whom to send to; None: not yet."""

    receiver: str | None = None
    phone: str | None = None
    address: str | None = None

    @property
    def missing(self) -> PostalPart | None:
        """The first part that is still to be asked for."""
        return next((part for part in PostalPart if getattr(self, part) is None), None)

    def __repr__(self) -> str:
        return f"PostalAddress(missing={self.missing})"


def read_postal_address(typed: str) -> PostalAddress:
    """Return what of the three stands in a message, whatever their order; a part that cannot be told is None."""
    text = _plain(typed)
    found = _PHONE.search(text)
    phone = re.sub("[ -]", "", found[1]) if found else None
    rest = text[: found.start()] + "\n" + text[found.end() :] if found else text
    rest = _LABEL.sub("\n", rest)
    pieces = [one for one in _pieces(rest) if not _POSTCODE.fullmatch(one)]
    is_sentence = len(pieces) < 2 or not _HAN_OR_DIGIT.search(
        text
    )  # so words in Latin letters are nobody's name
    receiver = next((i for i, one in enumerate(pieces) if _is_name(one, i, is_sentence=is_sentence)), None)
    others = [piece for i, piece in enumerate(pieces) if i != receiver]
    address = _joined(others)
    return PostalAddress(
        receiver=None if receiver is None else _RECEIVES.sub("", pieces[receiver]) or None,
        phone=phone,
        address=address if is_address(address) and _is_placed(address) else None,
    )


def _plain(typed: str) -> str:
    """Return the words in plain width, without a sign that cannot be printed: they are read at a terminal, too."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in _folded(typed))


def _is_placed(address: str) -> bool:
    """Return whether it names a place: 西湖区, 文三路, or a number beside words in Latin letters."""
    return bool(_PLACED.search(address) or (_LATIN_WORDS.search(address) and re.search("[0-9]", address)))


def _pieces(text: str) -> list[str]:
    """Return what stands apart; words in Latin letters beside each other in a line are one."""
    pieces: list[str] = []
    for line in text.split("\n"):
        begun = len(pieces)
        for word in filter(None, _GAPS.split(line)):
            latin = len(pieces) > begun and all(map(_LATIN_NAME.fullmatch, (pieces[-1], word)))
            if latin:
                pieces[-1] = f"{pieces[-1]} {word}"
            else:
                pieces.append(word)
    return pieces


def _is_name(piece: str, place: int, *, is_sentence: bool) -> bool:
    """Return whether it is a person's name rather than a part of an address."""
    piece = _RECEIVES.sub("", piece)
    if f" {piece} " in _PROVINCES or (_AREA.search(piece) and len(piece) > 2):
        return False
    if _LATIN_NAME.fullmatch(piece):
        return not is_sentence and len(piece) in RECEIVER_LENGTH
    if not _HAN_NAME.fullmatch(piece) or (len(piece) > 4 and "·" not in piece):
        return False
    # 王小路 is a name where it stands first, and a road after something else.
    return not _PLACE.search(piece) or (place == 0 and len(piece) <= 3)


def _joined(pieces: list[str]) -> str:
    """Put the parts of an address together: a gap only where letters and digits would run into each other."""
    address = ""
    for piece in pieces:
        gap = " " if address[-1:].isascii() and address and piece[:1].isascii() else ""
        address += gap + piece
    return address


def read_receiver(typed: str) -> str | None:
    """Return a name as it is written on a parcel; None where it cannot be one."""
    name = " ".join(_plain(typed).split())
    is_name = len(name) in RECEIVER_LENGTH and not re.search("[0-9<>]", name) and any(map(str.isalpha, name))
    return name if is_name else None


def read_address(typed: str) -> str | None:
    """Return an address in one line; None where it is too short or too long to be one."""
    address = " ".join(_plain(typed).split())
    return address if is_address(address) else None


def is_address(address: str) -> bool:
    return len(address) in ADDRESS_LENGTH and any(map(str.isalpha, address))


def mask_postal_address(address: str) -> str:
    """Return the area only: 浙江省杭州市西湖区****."""
    shown = _SHOWN.match(address)
    area = shown[0] if shown else ""
    if not area or len(address) - len(area) < _HIDDEN:
        area = address[:_SHOWN_OF_OTHERS]
    return f"{area}****"


def mask_parts(known: PostalAddress) -> str:
    """Return what is known in a line, as the customer may read it over somebody's shoulder."""
    masks = (
        mask_name(known.receiver) if known.receiver else "",
        mask_phone(known.phone) if known.phone else "",
        mask_postal_address(known.address) if known.address else "",
    )
    return " ".join(filter(None, masks))
