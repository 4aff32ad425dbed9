/** What a move of the clock set off, in words. Jobs the page has no words for go by their own name. */

import { momentText, toInstant } from "./format.js";

/** Entries told one by one; the rest of a long move is counted. */
const TOLD = 60;

const JOBS = {
  plan_notices: "安排提醒",
  deliver_notices: "发送提醒",
  reconcile_payments: "核对支付结果",
  close_checkouts: "关闭搁置的下单",
  prune_inbox: "整理收件箱",
};
const RESULTS = {
  planned: "新安排",
  sent: "已发出",
  skipped: "不必发",
  failed: "没发成",
  unreachable: "联系不上",
  uncertain: "不确定是否送到",
  posted: "已入账",
  void: "已作废",
  unknown: "还没有结果",
  closed: "已关闭",
  pruned: "已清理",
};

/**
 * @param {{job: string, at: string, result: Record<string, unknown>}[]} ran
 * @returns {{lines: {at: string, job: string, outcome: string, failed: boolean}[], idle: number, untold: number}}
 *   `idle` jobs found nothing to do
 */
export function tell(ran) {
  const busy = ran.filter(({ result }) => Object.values(result ?? {}).some(Boolean));
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
    outcome: "error" in result ? `出错了：${result.error}` : outcomeOf(result),
    failed: "error" in result,
  };
}

function outcomeOf(result) {
  const counts = Object.entries(result).filter(([, value]) => Boolean(value));
  return counts.map(([name, value]) => `${RESULTS[name] ?? name} ${value}`).join("，");
}
