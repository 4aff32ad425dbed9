"""What known phrases mean, in every spelling: the screen, whether it leaves what is asked, and the phrases."""

from __future__ import annotations

from handlers.autopay import handlers as autopay
from handlers.bills import handlers as bills
from handlers.breakdowns import handlers as breakdowns
from handlers.catalog import handlers as catalog
from handlers.checkout import typed
from handlers.documents import handlers as documents
from handlers.history import calendar
from handlers.history import handlers as history
from handlers.home import handlers as home
from handlers.notices import handlers as notices
from handlers.orders import handlers as orders
from handlers.privacy import handlers as privacy
from handlers.repayment import batch, early, overpayments
from handlers.repayment import handlers as repayment
from handlers.returns import handlers as returns
from handlers.security import handlers as security
from handlers.support import handlers as support
from handlers.ui.intent import Leaving
from handlers.ui.screen import WordHandler

BETWEEN = " | "

SENTENCES: tuple[tuple[WordHandler | None, Leaving | None, str], ...] = (
    (None, Leaving.BACK,
     "返回。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。"),
    (autopay.autopay_words, None, "代扣!! | 換卡 | 換卡!! | ａｕｔｏｐａｙ"),
    (autopay.autopay_words, None, "关闭自动扣款 | 关闭自动扣款!! | 自動扣款 | 關掉自動還款"),
    (bills.bills_words, None, "BILLS | bill | bills | ｂｉｌｌ"),
    (bills.bills_words, None, "帳單!! | 我的帳單 | 看账单 | 账，单"),
    (breakdowns.how_words, None, "how is interest calculated | 怎么算的!! | 怎麼算的 | 手续费怎么算!!"),
    (breakdowns.penalty_words, None,
     "how is the penalty calculated | 罰息怎麼算 | 罰息怎麼算的 | 罰息怎麼算的!!"),
    (catalog.cart_words, None, "cart | 結帳 | 結帳!! | 结算"),
    (catalog.cart_words, None, "購物車 | 購，物車 | 购物车 | 购，物车"),
    (catalog.shop_words, None, "去逛逛 | 去逛逛!! | 商品!! | 買東西"),
    (typed.nothing_to_cancel, Leaving.CANCEL, "CANCEL!! | 取消 | 取消!! | ｃａｎｃｅｌ"),
    (documents.certificate_words, None,
     "CERTIFICATE | settlement certificate | 清偿证明 | ｓｅｔｔｌｅｍｅｎｔ ｃｅｒｔｉｆｉｃａｔｅ"),
    (documents.certificate_words, None, "清償證明 | 清，償證明 | 結清證明!! | 结，清证明"),
    (documents.receipt_words, None, "MY RECEIPTS!! | RECEIPT | my receipts | ｒｅｃｅｉｐｔ"),
    (documents.receipt_words, None, "回单!! | 回單 | 收据 | 收，据"),
    (documents.statement_words, None, "MY STATEMENT!! | STATEMENT | STATEMENTS | statements"),
    (documents.statement_words, None, "对账单!! | 对账单１２ | 對帳單!! | 账单流水!!"),
    (documents.verify_words, None, "verify | 核对 | 核对 8F3K-29QX-7M2P-WXYZ | 核对文件 | 核對"),
    (documents.verify_words, None, "核对真伪 | 核对真伪!! | 核對真偽 | 核對真偽!!"),
    (calendar.calendar_words, None, "CALENDAR | DUE DATES!! | due dates | ｃａｌｅｎｄａｒ"),
    (calendar.calendar_words, None, "加到日曆!! | 日历 | 日曆 | 還款日曆"),
    (history.lateness_words, None,
     "晚一天还会怎样!! | 逾期會怎樣 | 逾期會怎樣!! | ｗｈａｔ ｈａｐｐｅｎｓ ｉｆ ｉ ａｍ ｌａｔｅ"),
    (history.history_words, None, "RECORD!! | 信用紀錄!! | 信用记录 | ｍｙ ｒｅｃｏｒｄ"),
    (history.history_words, None, "徵信!! | 徵，信 | 我的记录 | 還款紀錄!!"),
    (home.help_words, None, "/help | help | 幫助 | 說明"),
    (home.help_words, None, "? | ?!! | 怎么用 | 怎么用!!"),
    (home.language_words, None, "language | 中文!! | 繁體中文!! | ｅｎｇｌｉｓｈ"),
    (home.start, Leaving.BACK, "back | 上一步 | 返回 | 返回!!"),
    (home.start, Leaving.HOME, "START!! | home | 回首页 | 首頁!!"),
    (home.start, Leaving.HOME, "你好 | 你好!! | 您好 | 您好!!"),
    (notices.notice_words, None, "NOTICES!! | NOTIFICATION HISTORY!!"),
    (notices.notice_words, None, "发过什么通知 | 通知记录!! | 通，知記錄 | 通知紀錄!!"),
    (notices.reminder_words, None,
     "REMINDERS | REMINDERS!! | ｎｏｔｉｆｉｃａｔｉｏｎ ｓｅｔｔｉｎｇｓ | ｒｅｍｉｎｄｅｒｓ"),
    (notices.reminder_words, None, "提醒时间!! | 提醒設定 | 提醒設定!! | 设置提醒!!"),
    (orders.orders_words, None, "MY ORDERS!! | my orders | order | ｏｒｄｅｒ"),
    (orders.orders_words, None, "我的訂單 | 訂，單 | 订单!! | 还款计划!!"),
    (privacy.erase_words, None, "DELETE MY ACCOUNT!! | delete my data | 删除账号 | 刪除帳號"),
    (privacy.erase_words, None, "删除我的个人信息 | 刪除我的資料 | 注销账号!! | 注，销"),
    (privacy.privacy_words, None, "my data | privacy | 匯出我的資料!! | 导出我的数据"),
    (privacy.privacy_words, None, "个人信息!! | 个，人信息 | 我的信息 | 隐私"),
    (batch.choosing_words, None, "PAY ALL BILLS!! | PAY SEVERAL!! | pay everything due | 還多筆"),
    (batch.choosing_words, None, "一起还!! | 一起還幾筆!! | 一，起還 | 把逾期的都还了!!"),
    (early.settle_words, None,
     "PREPAY!! | ｅａｒｌｙ ｒｅｐａｙｍｅｎｔ | ｐａｙ ｏｆｆ ｅａｒｌｙ | ｓｅｔｔｌｅ ｅａｒｌｙ"),
    (early.settle_words, None, "提前清償!! | 提前还清!! | 提前還款!! | 提前還清!!"),
    (repayment.repay_words, None, "/repay | 现在还 | 還錢!! | ｐａｙ"),
    (repayment.repay_words, None, "我要還款 | 我要還款!! | 还款 | 還款!!"),
    (overpayments.overpayment_words, None, "余额 | 多還了!! | 退給我 | 餘額!!"),
    (overpayments.overpayment_words, None, "多付的钱!! | 錢退了嗎 | 錢退了嗎!! | 钱退了吗!!"),
    (returns.return_words, None, "REFUND!! | RETURN!! | ｒｅｆｕｎｄ | ｒｅｔｕｒｎ"),
    (returns.return_words, None, "我要退貨 | 我要退貨!! | 确认收货!! | 確認收貨"),
    (security.freeze_words, None,
     "FREEZE MY ACCOUNT!! | freeze my account | 盗用 | ｉｔ ｗａｓ ｎｏｔ ｍｅ"),
    (security.freeze_words, None,
     "不是我办的分期!! | 不是我辦的分期!! | 凍結帳號!! | ，不是我办的分期"),
    (security.security_words, None, "ACCOUNT SAFETY!! | safety | ｓａｆｅｔｙ | ｓｅｃｕｒｉｔｙ"),
    (security.security_words, None, "防釣魚碼 | 防釣魚碼!! | 防钓鱼码 | 防钓鱼码!!"),
    (support.agent_words, None, "/agent | AGENT!! | agent | talk to a person"),
    (support.agent_words, None, "人工客服!! | 客服!! | 找客服 | 真人客服!!"),
    (support.amount_words, None, "算錯了!! | 算错了 | 算错了!! | ｔｈｅ ａｍｏｕｎｔ ｉｓ ｗｒｏｎｇ"),
    (support.amount_words, None, "账单不对 | 金額不對 | 金額不對!! | 金额不对"),
    (support.hardship_words, None, "手頭緊 | 手頭緊!! | 有困难!! | 有困難"),
    (support.hardship_words, None, "延期還款 | 还不上 | 还，不起 | 還不上!!"),
    (support.paid_words, None, "已經還了!! | 已经还了!! | 还过了!! | 還過了!!"),
    (support.paid_words, None, "I HAVE PAID!! | i have paid | 已还款!! | 我已经还了!!"),
    (support.payday_words, None, "发工资了再还 | 晚幾天還!! | 過幾天還 | ｐａｙ ｌａｔｅｒ"),
)  # fmt: skip
