"""An agreement for screens that show one, where what it says is not what is looked at."""

from handlers.checkout.agreement import AgreementText

AGREEMENT = AgreementText("分期服务协议", "test", "zh_CN")
