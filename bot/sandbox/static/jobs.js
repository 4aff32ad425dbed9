/** What a move of the clock set off, in words. Jobs the page has no words for go by their own name. */

import { momentText, toInstant } from "./format.js";
import { t } from "./words.js";

/** Entries told one by one; the rest of a long move is counted. */
const TOLD = 60;

const JOBS = {
  plan_notices: t("安排提醒"),
  deliver_notices: t("发送提醒"),
  debit_due: t("自动扣款"),
  reconcile_payments: t("核对支付结果"),
  reconcile_payouts: t("核对退款结果"),
  look_up_identities: t("核对实名结果"),
  look_up_faces: t("核对人脸结果"),
  look_up_applications: t("核对机构审批"),
  close_checkouts: t("关闭搁置的下单"),
  carry_cases: t("转达客服和客户的话"),
  tell_old_numbers: t("通知原手机号"),
  carry_out_moves: t("搬移账号"),
  release_goods: t("放回没付款的商品"),
  end_hardship_plans: t("看展期方案是否还有效"),
  remind_of_addresses: t("提醒填收货地址"),
  prune_inbox: t("整理收件箱"),
};
const RESULTS = {
  kept: t("按约还完"),
  lapsed: t("已失效"),
  planned: t("新安排"),
  sent: t("已发出"),
  skipped: t("不必发"),
  failed: t("没成"),
  unreachable: t("联系不上"),
  uncertain: t("不确定是否送到"),
  posted: t("已入账"),
  partial: t("扣到一部分"),
  declined: t("没扣成"),
  in_flight: t("正在支付"),
  nothing: t("不用扣"),
  missed: t("错过了扣款时间"),
  void: t("已作废"),
  unknown: t("还没有结果"),
  closed: t("已关闭"),
  tidied: t("已结掉"),
  to_staff: t("转给客服"),
  to_customers: t("转给客户"),
  told: t("已通知"),
  pruned: t("已清理"),
  released: t("已放回"),
  reminded: t("已提醒"),
};

/** Whether the job found something to do. */
export function isBusy({ result }) {
  return Object.values(result ?? {}).some(Boolean);
}

/**
 * @param {{job: string, at: string, result: Record<string, unknown>}[]} ran
 * @returns {{lines: {at: string, job: string, outcome: string, failed: boolean}[], idle: number, untold: number}}
 *   `idle` jobs found nothing to do
 */
export function tell(ran) {
  const busy = ran.filter(isBusy);
  return {
    lines: busy.slice(0, TOLD).map(lineOf),
    idle: ran.length - busy.length,
    untold: Math.max(0, busy.length - TOLD),
  };
}

function lineOf({ job, at, result }) {
  return {
    at: momentText(toInstant(at)),
    job: JOBS[job] ?? job,
    outcome: "error" in result ? t("出错了：{error}", result) : outcomeOf(result),
    failed: "error" in result,
  };
}

function outcomeOf(result) {
  const counts = Object.entries(result).filter(([, value]) => Boolean(value));
  return counts.map(([name, value]) => `${RESULTS[name] ?? name} ${value}`).join(t("，"));
}
