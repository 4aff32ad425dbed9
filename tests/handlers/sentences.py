"""What sentences mean: recorded when they were last looked at one by one, phrases, keywords in every order, and odd ones.

The screen; whether a known phrase or a keyword leads to it; whether it is plainly a question or a wish, or may be a name;
whether it leaves what is asked; and the sentences.
"""

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

KNOWN, GUESSED = True, False
REQUEST, WORDS = True, False
BETWEEN = " | "

SENTENCES: tuple[tuple[WordHandler | None, bool, bool, Leaving | None, str], ...] = (
    (None, GUESSED, WORDS, Leaving.BACK,
     "返回。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。。"),
    (None, GUESSED, WORDS, None,
     "../../etc/passwd | 2月10日 | arepayments | handler | hi hi | message_id | notices notices | "
     "products products | securityrepayment | ٣٤٥ | 一次還清english上一步简体中文 | 不发工资再还 | 不换卡 | "
     "不驗證 | 信用记录 信用记录 | 已结束 | 核對文件 核對文件 | 没有收到 | 清偿证明 清偿证明 | 第 2 步 | "
     "继续刚才的下单 | 身份证号 | 還錢 還錢 | 都還了代扣 | 驗證碼 驗證碼"),
    (None, GUESSED, REQUEST, None,
     "delete my data吗 | how do iagent | “customer service”？ | “hardship”？ | “hello”？ | "
     "“the amount is wrong”？ | “匯出我的資料”？ | “发过什么通知”？ | “多還了”？ | “手頭緊”？ | “有困難”？ | "
     "“語言”？ | “语言”？ | “还过了”？ | “還錢”？ | 不? | 结算吗 | 请问? | 请问发工资再还 | "
     "请问导出我的数据 | 请问我的資訊 | 请问还钱 | 请问開始 | 逛逛吗 | 驗證吗"),
    (autopay.autopay_words, KNOWN, WORDS, None, "代扣!! | 換卡 | 換卡!! | ａｕｔｏｐａｙ"),
    (autopay.autopay_words, KNOWN, REQUEST, None, "关闭自动扣款 | 关闭自动扣款!! | 自動扣款 | 關掉自動還款"),
    (autopay.autopay_words, GUESSED, REQUEST, None, "bill换张卡自動還简体中文 | 日历扣款 | 日曆扣钱 | 自动扣被盜"),
    (bills.bills_words, KNOWN, WORDS, None, "BILLS | bill | bills | ｂｉｌｌ"),
    (bills.bills_words, KNOWN, REQUEST, None, "帳單!! | 我的帳單 | 看账单 | 账，单"),
    (bills.bills_words, GUESSED, WORDS, None, "bill bill | bill repayment | cart bills | 不bills"),
    (bills.bills_words, GUESSED, REQUEST, None, "“还款日”？ | 订单cancel還多少returns | 账单帳單 | 账单還多少"),
    (breakdowns.how_words, KNOWN, REQUEST, None, "how is interest calculated | 怎么算的!! | 怎麼算的 | 手续费怎么算!!"),
    (breakdowns.how_words, GUESSED, WORDS, None,
     "Bill calculated | worked reminder | 。calculated | 不how is it worked out"),
    (breakdowns.how_words, GUESSED, REQUEST, None,
     "i have paid怎么算statement回首页 | 不怎麼算 | 怎麼算冻结 | 註銷怎麼算"),
    (breakdowns.penalty_words, KNOWN, REQUEST, None,
     "how is the penalty calculated | 罰息怎麼算 | 罰息怎麼算的 | 罰息怎麼算的!!"),
    (breakdowns.penalty_words, GUESSED, WORDS, None,
     "penalty order | penalty penalty | penalty record | 核对文件how is the penalty calculated"),
    (breakdowns.penalty_words, GUESSED, REQUEST, None,
     "罚息一起还 | 罚息自动还 | 订单罰息 | 通知记录due dates罚息怎么算日历"),
    (catalog.cart_words, KNOWN, WORDS, None, "cart | 結帳 | 結帳!! | 结算"),
    (catalog.cart_words, KNOWN, REQUEST, None, "購物車 | 購，物車 | 购物车 | 购，物车"),
    (catalog.cart_words, GUESSED, WORDS, None, "O'Cart | cart cart | the cart please | 不cart"),
    (catalog.cart_words, GUESSED, REQUEST, None,
     "不購物車 | 購物車首頁都還了notification history | 购物车購物車 | 这个购物车"),
    (catalog.shop_words, KNOWN, WORDS, None, "去逛逛 | 去逛逛!! | 商品!! | 買東西"),
    (typed.nothing_to_cancel, KNOWN, WORDS, Leaving.CANCEL, "CANCEL!! | 取消 | 取消!! | ｃａｎｃｅｌ"),
    (documents.certificate_words, KNOWN, WORDS, None,
     "CERTIFICATE | settlement certificate | 清偿证明 | ｓｅｔｔｌｅｍｅｎｔ ｃｅｒｔｉｆｉｃａｔｅ"),
    (documents.certificate_words, KNOWN, REQUEST, None, "清償證明 | 清，償證明 | 結清證明!! | 结，清证明"),
    (documents.certificate_words, GUESSED, WORDS, None,
     "certificate record | certificate reminder | repayments certificate | "
     "已經還了settlement certificate語言"),
    (documents.certificate_words, GUESSED, REQUEST, None,
     "提前结结清证明 | 日曆結清證明 | 清償證明order | 開結清證明 開結清證明"),
    (documents.receipt_words, KNOWN, WORDS, None, "MY RECEIPTS!! | RECEIPT | my receipts | ｒｅｃｅｉｐｔ"),
    (documents.receipt_words, KNOWN, REQUEST, None, "回单!! | 回單 | 收据 | 收，据"),
    (documents.receipt_words, GUESSED, WORDS, None,
     "order receipt | receipt reminder | receipts calendar | receipts已經還了"),
    (documents.receipt_words, GUESSED, REQUEST, None, "direct debitbills收据 | 回单刪除我的 | 回单提前還 | 收據账单"),
    (documents.statement_words, KNOWN, WORDS, None, "MY STATEMENT!! | STATEMENT | STATEMENTS | statements"),
    (documents.statement_words, KNOWN, REQUEST, None, "对账单!! | 对账单１２ | 對帳單!! | 账单流水!!"),
    (documents.statement_words, GUESSED, WORDS, None,
     "cart statements | statement bill | statement repay | 退给我statements"),
    (documents.statement_words, GUESSED, REQUEST, None,
     "對帳單还款 | 征信對帳單 | 怎麼算對帳單 | 罰息怎麼算對帳單early"),
    (documents.verify_words, KNOWN, WORDS, None, "verify | 核对 | 核对 8F3K-29QX-7M2P-WXYZ | 核对文件 | 核對"),
    (documents.verify_words, KNOWN, REQUEST, None, "核对真伪 | 核对真伪!! | 核對真偽 | 核對真偽!!"),
    (documents.verify_words, GUESSED, REQUEST, None,
     "start真偽核对真伪 | 真伪全部還清 | 罚息真伪 | １２真伪通知記錄都还了"),
    (calendar.calendar_words, KNOWN, WORDS, None, "CALENDAR | DUE DATES!! | due dates | ｃａｌｅｎｄａｒ"),
    (calendar.calendar_words, KNOWN, REQUEST, None, "加到日曆!! | 日历 | 日曆 | 還款日曆"),
    (calendar.calendar_words, GUESSED, WORDS, None,
     "bills calendar | calendar history | history calendar | 不calendar"),
    (calendar.calendar_words, GUESSED, REQUEST, None, "加到日历去年 | 加到日曆certificate | 徵信日历 | 日历还款日"),
    (history.lateness_words, KNOWN, REQUEST, None,
     "晚一天还会怎样!! | 逾期會怎樣 | 逾期會怎樣!! | ｗｈａｔ ｈａｐｐｅｎｓ ｉｆ ｉ ａｍ ｌａｔｅ"),
    (history.lateness_words, GUESSED, REQUEST, None,
     "。delete my data逾期會pay | 徵信发工资了再还验证 | 还款日徵信"),
    (history.history_words, KNOWN, WORDS, None, "RECORD!! | 信用紀錄!! | 信用记录 | ｍｙ ｒｅｃｏｒｄ"),
    (history.history_words, KNOWN, REQUEST, None, "徵信!! | 徵，信 | 我的记录 | 還款紀錄!!"),
    (history.history_words, GUESSED, WORDS, None, "history bills | history order | record上一步 | repay record"),
    (history.history_words, GUESSED, REQUEST, None,
     "有困難還款紀錄怎么购物车 | 还款记录direct debitﬁ | 逾期一天會上徵信嗎還款紀錄账单 | 還款紀錄徵信"),
    (home.help_words, KNOWN, WORDS, None, "/help | help | 幫助 | 說明"),
    (home.help_words, KNOWN, REQUEST, None, "? | ?!! | 怎么用 | 怎么用!!"),
    (home.language_words, KNOWN, WORDS, None, "language | 中文!! | 繁體中文!! | ｅｎｇｌｉｓｈ"),
    (home.start, KNOWN, WORDS, Leaving.BACK, "back | 上一步 | 返回 | 返回!!"),
    (home.start, KNOWN, WORDS, Leaving.HOME, "START!! | home | 回首页 | 首頁!!"),
    (home.start, KNOWN, REQUEST, Leaving.HOME, "你好 | 你好!! | 您好 | 您好!!"),
    (notices.notice_words, KNOWN, WORDS, None, "NOTICES!! | NOTIFICATION HISTORY!!"),
    (notices.notice_words, KNOWN, REQUEST, None, "发过什么通知 | 通知记录!! | 通，知記錄 | 通知紀錄!!"),
    (notices.notice_words, GUESSED, REQUEST, None,
     "customer service通知記錄已經還了worked | 日历通知記錄 | 通知紀錄我的資料一次还清逾期會 | 通知記錄還款紀錄"),
    (notices.reminder_words, KNOWN, WORDS, None,
     "REMINDERS | REMINDERS!! | ｎｏｔｉｆｉｃａｔｉｏｎ ｓｅｔｔｉｎｇｓ | ｒｅｍｉｎｄｅｒｓ"),
    (notices.reminder_words, KNOWN, REQUEST, None, "提醒时间!! | 提醒設定 | 提醒設定!! | 设置提醒!!"),
    (notices.reminder_words, GUESSED, WORDS, None,
     "checkout我的信息reminder settings | reminders orders | reminders record | the reminder please"),
    (notices.reminder_words, GUESSED, REQUEST, None,
     "帳單提醒 | 提醒时间verify购物车 | 请问提醒时间 | 账号安全设置提醒"),
    (orders.orders_words, KNOWN, WORDS, None, "MY ORDERS!! | my orders | order | ｏｒｄｅｒ"),
    (orders.orders_words, KNOWN, REQUEST, None, "我的訂單 | 訂，單 | 订单!! | 还款计划!!"),
    (orders.orders_words, GUESSED, WORDS, None, "my orders my orders | order orders | the orders please | 不order"),
    (orders.orders_words, GUESSED, REQUEST, None,
     "我的訂單 我的訂單 | 我的订单certificateorderi want | 还款计划还款 | "
     "這個月要還多少錢退了嗎验证还款计划"),
    (privacy.erase_words, KNOWN, WORDS, None, "DELETE MY ACCOUNT!! | delete my data | 删除账号 | 刪除帳號"),
    (privacy.erase_words, KNOWN, REQUEST, None, "删除我的个人信息 | 刪除我的資料 | 注销账号!! | 注，销"),
    (privacy.erase_words, GUESSED, REQUEST, None, "日历注销 | 欠多少cart注销 | 通知记录注销 | 還款删除我的个人信息"),
    (privacy.privacy_words, KNOWN, WORDS, None, "my data | privacy | 匯出我的資料!! | 导出我的数据"),
    (privacy.privacy_words, KNOWN, REQUEST, None, "个人信息!! | 个，人信息 | 我的信息 | 隐私"),
    (privacy.privacy_words, GUESSED, REQUEST, None,
     "recordfreeze my account欠多少个人信息 | 個人資料帳單 | 把逾期的都还了都还了日历隐私 | 提醒个人信息"),
    (batch.choosing_words, KNOWN, WORDS, None, "PAY ALL BILLS!! | PAY SEVERAL!! | pay everything due | 還多筆"),
    (batch.choosing_words, KNOWN, REQUEST, None, "一起还!! | 一起還幾筆!! | 一，起還 | 把逾期的都还了!!"),
    (batch.choosing_words, GUESSED, REQUEST, None,
     "一起還幾筆home | 不一起還幾筆 | 现在还自動扣多筆一起還扣钱 | 请问多筆一起還"),
    (early.settle_words, KNOWN, WORDS, None,
     "PREPAY!! | ｅａｒｌｙ ｒｅｐａｙｍｅｎｔ | ｐａｙ ｏｆｆ ｅａｒｌｙ | ｓｅｔｔｌｅ ｅａｒｌｙ"),
    (early.settle_words, KNOWN, REQUEST, None, "提前清償!! | 提前还清!! | 提前還款!! | 提前還清!!"),
    (early.settle_words, GUESSED, WORDS, None, "early receipt | prepay record | record early | 不prepay"),
    (early.settle_words, GUESSED, REQUEST, None,
     "全部还清不是我办 | 提前結自動還提前結清early | 提前還帳單 | 购物车提前还"),
    (repayment.repay_words, KNOWN, WORDS, None, "/repay | 现在还 | 還錢!! | ｐａｙ"),
    (repayment.repay_words, KNOWN, REQUEST, None, "我要還款 | 我要還款!! | 还款 | 還款!!"),
    (repayment.repay_words, GUESSED, WORDS, None,
     "REPAYMENTS | repayments cart | repayments repay | 简体中文repay還過了"),
    (repayment.repay_words, GUESSED, REQUEST, None,
     "“已還款”？ | 我要还款returns手头紧 | 确认还款 ¥1,333.00 | 请问還款"),
    (overpayments.overpayment_words, KNOWN, WORDS, None, "余额 | 多還了!! | 退給我 | 餘額!!"),
    (overpayments.overpayment_words, KNOWN, REQUEST, None, "多付的钱!! | 錢退了嗎 | 錢退了嗎!! | 钱退了吗!!"),
    (overpayments.overpayment_words, GUESSED, REQUEST, None,
     "个人信息多付 | 多付talk to a person設定提醒 | 多付回單 | 还款日多付"),
    (returns.return_words, KNOWN, WORDS, None, "REFUND!! | RETURN!! | ｒｅｆｕｎｄ | ｒｅｔｕｒｎ"),
    (returns.return_words, KNOWN, REQUEST, None, "我要退貨 | 我要退貨!! | 确认收货!! | 確認收貨"),
    (returns.return_words, GUESSED, WORDS, None, "cart refunds | refund returns | refund一次还清 | statement returns"),
    (returns.return_words, GUESSED, REQUEST, None,
     "settle early提前还款退货 | 不确认收货 | 我要退款语言日历 | 退款防釣魚"),
    (security.freeze_words, KNOWN, WORDS, None,
     "FREEZE MY ACCOUNT!! | freeze my account | 盗用 | ｉｔ ｗａｓ ｎｏｔ ｍｅ"),
    (security.freeze_words, KNOWN, REQUEST, None,
     "不是我办的分期!! | 不是我辦的分期!! | 凍結帳號!! | ，不是我办的分期"),
    (security.freeze_words, GUESSED, REQUEST, None,
     "不是我办 | 删除我的个人信息orders不是我辦的bill | 被盗凍結 | 註銷凍結"),
    (security.security_words, KNOWN, WORDS, None, "ACCOUNT SAFETY!! | safety | ｓａｆｅｔｙ | ｓｅｃｕｒｉｔｙ"),
    (security.security_words, KNOWN, REQUEST, None, "防釣魚碼 | 防釣魚碼!! | 防钓鱼码 | 防钓鱼码!!"),
    (security.security_words, GUESSED, REQUEST, None,
     "这个防钓鱼 | 防釣魚碼 防釣魚碼 | 防釣魚隐私 | 防钓鱼还款日是几号pay severalcomplain"),
    (support.agent_words, KNOWN, WORDS, None, "/agent | AGENT!! | agent | talk to a person"),
    (support.agent_words, KNOWN, REQUEST, None, "人工客服!! | 客服!! | 找客服 | 真人客服!!"),
    (support.agent_words, GUESSED, WORDS, None,
     "calculated complaint | human repayment | human還多筆退钱notification history | statement human"),
    (support.agent_words, GUESSED, REQUEST, None,
     "删除我的个人信息receipts客服买东西 | 客服还款 | 征信人工 | 投诉怎么算"),
    (support.amount_words, KNOWN, WORDS, None, "算錯了!! | 算错了 | 算错了!! | ｔｈｅ ａｍｏｕｎｔ ｉｓ ｗｒｏｎｇ"),
    (support.amount_words, KNOWN, REQUEST, None, "账单不对 | 金額不對 | 金額不對!! | 金额不对"),
    (support.amount_words, GUESSED, REQUEST, None,
     "repay金額不對防钓鱼 | 通知记录金額不對 | 金額不對防釣魚 | 金额不对還款"),
    (support.hardship_words, KNOWN, WORDS, None, "手頭緊 | 手頭緊!! | 有困难!! | 有困難"),
    (support.hardship_words, KNOWN, REQUEST, None, "延期還款 | 还不上 | 还，不起 | 還不上!!"),
    (support.hardship_words, GUESSED, REQUEST, None,
     "失業全部還清 | 清偿证明还款日失业 | 确认收货security还不上 | 还不起隱私"),
    (support.paid_words, KNOWN, WORDS, None, "已經還了!! | 已经还了!! | 还过了!! | 還過了!!"),
    (support.paid_words, KNOWN, REQUEST, None, "I HAVE PAID!! | i have paid | 已还款!! | 我已经还了!!"),
    (support.payday_words, KNOWN, WORDS, None, "发工资了再还 | 晚幾天還!! | 過幾天還 | ｐａｙ ｌａｔｅｒ"),
)  # fmt: skip
