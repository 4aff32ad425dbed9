"""The gateways: one module each, all fulfilling `domain.payments.ports.PaymentGateway` and passing the same contract tests.

Lives here: each gateway, and the `registry` that makes those which the settings name. May not live here: when money is
asked for, or what an answer does to the books (domain/payments). Nothing of a vendor leaves its module.
"""
