/** Instants as people in Beijing read them, whatever the zone of the browser, in the page's language. */

import { language } from "./words.js";

const ZONE = "Asia/Shanghai";
const ENGLISH = language === "en";
const PARTS = new Intl.DateTimeFormat(ENGLISH ? "en-GB" : language, {
  timeZone: ZONE,
  year: "numeric",
  month: ENGLISH ? "short" : "numeric",
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

/** 12月5日（周六）, Sat 5 Dec; the year only where it is not that of `now`. */
export function dayText(instant, now) {
  const { year, month, day, weekday } = partsOf(instant);
  const sameYear = partsOf(now).year === year;
  if (ENGLISH) return `${weekday} ${day} ${month}${sameYear ? "" : ` ${year}`}`;
  return `${sameYear ? "" : `${year}年`}${month}月${day}日（${weekday}）`;
}

/**
 * 2026年12月5日（周六）09:05, Sat 5 Dec 2026 09:05, in the pieces it is made of, in their order.
 * @returns {["week"|"day"|"hour", string][]}
 */
export function clockPieces(instant) {
  const { year, month, day, weekday, hour, minute } = partsOf(instant);
  if (ENGLISH) return [["week", `${weekday} `], ["day", `${day} ${month} ${year} `], ["hour", `${hour}:${minute}`]];
  return [["day", `${year}年${month}月${day}日`], ["week", `（${weekday}）`], ["hour", `${hour}:${minute}`]];
}

/** 12月5日 09:05, 5 Dec 09:05 */
export function momentText(instant) {
  const { month, day } = partsOf(instant);
  return ENGLISH ? `${day} ${month} ${timeText(instant)}` : `${month}月${day}日 ${timeText(instant)}`;
}

/** The Beijing day of an instant as ISO 8601 writes it, 2026-12-05. */
export function isoDay(instant) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" }).format(instant);
}

/** ¥1,200.50 from fen; other currencies keep their code. Telegram gives the smallest unit. */
export function amountText(amountMinor, currency) {
  const units = Math.trunc(amountMinor / 100).toLocaleString("en-US");
  const cents = String(Math.abs(amountMinor) % 100).padStart(2, "0");
  return currency === "CNY" ? `¥${units}.${cents}` : `${units}.${cents} ${currency}`;
}
