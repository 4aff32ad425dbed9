/** Instants as people in Beijing read them, whatever the zone of the browser. */

const ZONE = "Asia/Shanghai";
const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** An instant as the server writes it, ISO 8601 text or Unix seconds. */
export function toInstant(value) {
  return typeof value === "number" ? new Date(value * 1000) : new Date(value);
}

function partsOf(instant) {
  return Object.fromEntries(PARTS.formatToParts(instant).map(({ type, value }) => [type, value]));
}

/** 09:05 */
export function timeText(instant) {
  const { hour, minute } = partsOf(instant);
  return `${hour}:${minute}`;
}

/** 12月5日（周六）; the year only where it is not that of `now`. */
export function dayText(instant, now) {
  const { year, month, day, weekday } = partsOf(instant);
  const prefix = partsOf(now).year === year ? "" : `${year}年`;
  return `${prefix}${month}月${day}日（${weekday}）`;
}

/** 2026年12月5日（周六）09:05 */
export function clockText(instant) {
  const { year, month, day, weekday } = partsOf(instant);
  return `${year}年${month}月${day}日（${weekday}）${timeText(instant)}`;
}

/** 12月5日 09:05 */
export function momentText(instant) {
  const { month, day } = partsOf(instant);
  return `${month}月${day}日 ${timeText(instant)}`;
}

/** ¥1,200.50 from fen; other currencies keep their code. Telegram gives the smallest unit. */
export function amountText(amountMinor, currency) {
  const units = Math.trunc(amountMinor / 100).toLocaleString("en-US");
  const cents = String(Math.abs(amountMinor) % 100).padStart(2, "0");
  return currency === "CNY" ? `¥${units}.${cents}` : `${units}.${cents} ${currency}`;
}
