"""Whatever confirms something does so for a while only (`Action.lasts`): an old screen, or a tap that a killed process left
undone, carries nothing out by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from handlers.ui.callback_data import AT_ONCE, WHILE_READ, Ignore
from tests.support.buttons import kinds_of_button

HANDLERS = Path(__file__).resolve().parents[3] / "handlers"
KINDS = {kind.__name__: kind for kind in kinds_of_button()}
# On to the question whether it is meant, and what says yes to it.
CONFIRMED_BY = {
    "AskCancelCheckout": "CancelCheckout",
    "AskClearCart": "ClearCart",
    "AskEndPause": "EndPause",
    "AskErase": "Erase",
    "AskFor": "MakeRequest",
    "AskFreeze": "Freeze",
    "AskReceipt": "ConfirmReceipt",
    "AskRevoke": "RevokeDebit",
    "AskWithdraw": "Withdraw",
    "AskDeleteTracked": "DeleteTracked",
    "AskRenewFeed": "RenewFeed",
    "AskEndSharing": "EndSharing",
    "AskLeaveWatched": "LeaveWatched",
}
# What neither shows a place nor confirms, by why it may be done late and done again. Whoever adds a button decides: here,
# or with a lifetime of its own.
ASKS_FOR_WORDS = {
    "AddCard", "ChangeAmount", "NameOldAccount", "ProvePhoneByStaff", "SendToOldPhone", "TypeAddress", "TypeCode",
    "TypeDeliveryAddress", "TypeLastDigits", "TypeNewPhone", "TypePhone", "TypePhoneCode", "TypeWord", "WriteToPerson",
    "AskEarly", "AskOtherOffer", "NoteCalculated",
    "ChangeReceived", "ChangeTold", "ChangeTracked", "GoOnTracking", "LeaveTrackedOpen", "StartTracking", "TellIncome",
}  # fmt: skip
SENDS_A_FILE = {
    "SendCalculatedChart", "SendCalculatedFile", "SendCalendar", "SendCertificate", "SendCopy", "SendCountdown",
    "SendHistory", "SendMonths", "SendNotices", "SendOffersChart", "SendParts", "SendReceipt", "SendSavings",
    "SendStatement",
}  # fmt: skip
GOES_ON_TO_A_CONFIRMATION = {
    "AskCancelPayment", "AskCancelPurchase", "AskOfOrder", "AskTrackedLater", "RepayAmount", "WeighAmount",
    "BuyAtOnce", "BuyInPeriods", "CheckoutBack", "CheckoutCart", "CheckoutCartAtOnce", "ChooseBills", "ChoosePeriod",
    "ChoosePeriods", "ChoosePlan", "ChoosePrepayment", "ChooseReturn", "ChooseCertificate", "PreviewReturn", "QuoteBills",
    "QuoteCycle", "QuoteRepayment", "QuoteSettlement", "RenewPurchase", "ResumeCheckout", "SettleToday", "StartChoosing",
}  # fmt: skip
LOOKS_UP_WHAT_CAME_OF_IT = {
    "AskAnother", "CheckAgain", "CheckPayment", "CheckPurchase", "LookUpFace", "LookUpHandoff", "LookUpIdentity",
    "ReportPayment",
}  # fmt: skip
# Said twice it is as said once, and the other choice stands beside it.
SETS_A_CHOICE = {
    "AddToCart", "ChooseLanguage", "ChooseMonthly", "ChooseReminderDay", "ChooseReminderHour", "ChooseTables", "HideAmounts",
    "OnlyRequired", "PreferCard", "RateAnswer", "SetQuantity", "RemindTracked", "RemindTrackedLater",
    "MarkTrackedPaid", "UnmarkTrackedPaid", "KeepTracked", "MakeFeed", "ShowFeedAmounts", "ApplyReceived", "KeepReceived",
    "ChooseTrackedSettling", "MakeInvitation", "ShareAmounts", "ShareName",
}  # fmt: skip
# It only takes back, or makes nothing worse: whoever wants it back asks again.
TAKES_BACK = {
    "CancelInvitation", "CancelPayment", "CancelPurchase", "CloseCase", "DeleteIncome", "DiscardCard", "DropReceived",
    "DropTracking", "RemoveBackupChannel", "RemoveWord", "RenewInvitation", "StartOver", "StopFeed", "UndoReceived",
    "WithdrawReturn",
}  # fmt: skip
# It protects, and must never come too late.
PROTECTS = {"DeclareStudent", "SayNotMe"}
HANDS_OVER_TO_STAFF = {"AskInPerson", "AskStaffForProof", "SendLastWords"}
OF_THE_STAFF = {"DecideCase"}  # of its own: what was left undone is tapped again
DONE_LATE = (
    ASKS_FOR_WORDS | SENDS_A_FILE | GOES_ON_TO_A_CONFIRMATION | LOOKS_UP_WHAT_CAME_OF_IT | SETS_A_CHOICE | TAKES_BACK
    | PROTECTS | HANDS_OVER_TO_STAFF | OF_THE_STAFF
)  # fmt: skip


def test_every_button_shows_a_place_or_asks_or_lasts_or_is_known_to_do_no_harm_late() -> None:
    undecided = {name for name, kind in KINDS.items() if not kind.is_place and kind.lasts is None}
    assert undecided - {Ignore.__name__} == {*CONFIRMED_BY, *DONE_LATE}


def test_what_says_yes_to_a_question_lasts_for_a_while() -> None:
    assert [name for name in CONFIRMED_BY.values() if KINDS[name].lasts is None] == []


def test_what_cannot_be_undone_lasts_shortest() -> None:
    shortest = {name for name, kind in KINDS.items() if kind.lasts == AT_ONCE}
    assert shortest == {"Erase", "MoveNow"}
    assert {kind.lasts for kind in KINDS.values() if kind.lasts is not None} == {AT_ONCE, WHILE_READ}


def test_what_is_labelled_as_a_confirmation_or_a_danger_lasts_or_asks_first() -> None:
    labelled = {kind for kind, sounds_final in _labelled() if sounds_final}
    assert len(labelled) > 10
    wrong = [kind for kind in labelled if KINDS[kind].lasts is None and kind not in CONFIRMED_BY]
    assert sorted(wrong) == ["SayNotMe"]


def _labelled() -> Iterator[tuple[str, bool]]:
    """Each button of the views, and whether it looks as if it were final."""
    for path in HANDLERS.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name(call) == "Button" and len(call.args) > 1:
                pressed = call.args[1]
                if isinstance(pressed, ast.Call) and _name(pressed) in KINDS:
                    yield (
                        _name(pressed),
                        _is_danger(call) or _first_words(call).startswith(("确认", "同意", "☐")),
                    )


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_danger(call: ast.Call) -> bool:
    return any(given.arg == "style" and ast.unparse(given.value) == "'danger'" for given in call.keywords)


def _first_words(call: ast.Call) -> str:
    texts = (node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant))
    return next((text for text in texts if isinstance(text, str)), "")
