"""The gateways: one module each, all fulfilling `domain.ports.PaymentGateway` and passing the same contract tests.

Which of them are offered is a setting; `bot/wiring.py` makes them. Nothing of a vendor leaves its module.
"""
