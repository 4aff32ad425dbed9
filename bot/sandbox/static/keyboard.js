/** The buttons under a bubble. */

import { el } from "./dom.js";
import { copyText } from "./overlays.js";
import { safeUrl } from "./sanitize.js";
import { t } from "./words.js";

const STYLES = new Set(["primary", "success", "danger"]);

/**
 * @param {object} message
 * @param {{press: (message: object, button: object, key: HTMLElement) => void, pay: (message: object,
 *   key: HTMLElement) => void, openUrl: (url: string) => boolean,
 *   appUrl: (url: string) => string}} actions
 * @returns {HTMLElement|null}
 */
export function keyboardOf(message, actions) {
  const rows = rowsOf(message);
  if (!rows.length) return null;
  const key = (button) => keyOf(message, button, actions);
  return el("div", { class: "keys", role: "group", "aria-label": t("按钮") }, ...rows.map((row) => rowOf(row.map(key))));
}

function rowsOf(message) {
  const { keyboard = [], invoice } = message;
  const open = keyboard.map((row) => row.filter((button) => !(button.pay && invoice?.paid)));
  const rows = open.filter((row) => row.length);
  const lacksPay = invoice && !invoice.paid && !rows.flat().some((button) => button.pay);
  return lacksPay ? [[{ label: t("支付"), pay: true, style: "primary" }], ...rows] : rows;
}

function rowOf(keys) {
  const many = keys.length > 4;
  return el("div", { class: many ? "key-row many" : "key-row" }, ...keys);
}

function keyOf(message, button, actions) {
  const app = button.web_app?.url ?? button.web_app;
  const url = safeUrl(button.url ?? (app && actions.appUrl(app)));
  return url ? linkKey(button, url, actions) : pressKey(message, button, actions);
}

function attributesOf(button) {
  const style = STYLES.has(button.style) ? button.style : "";
  return { class: `key ${style}`.trim(), dataset: { testid: "key" } };
}

function linkKey(button, url, actions) {
  const onclick = (event) => {
    if (actions.openUrl(url)) event.preventDefault();
  };
  return el(
    "a",
    { ...attributesOf(button), href: url, target: "_blank", rel: "noopener noreferrer", onclick },
    el("span", { class: "key-label" }, button.label),
    el("span", { class: `key-sign ${button.web_app ? "app" : "out"}`, "aria-hidden": "true" }),
  );
}

function pressKey(message, button, actions) {
  const copied = button.copy_text?.text ?? button.copy_text;
  const key = el(
    "button",
    { ...attributesOf(button), type: "button" },
    el("span", { class: "key-label" }, button.label),
    copied ? el("span", { class: "key-sign copy-sign", "aria-hidden": "true" }) : null,
  );
  key.addEventListener("click", () => {
    if (copied) copyText(copied);
    else if (button.pay) actions.pay(message, key);
    else actions.press(message, button, key);
  });
  return key;
}

/** Run with the key shown as busy; a second press meanwhile does nothing, as in Telegram. */
export async function whileBusy(key, run) {
  if (key.getAttribute("aria-busy") === "true") return;
  key.setAttribute("aria-busy", "true");
  try {
    await run();
  } finally {
    key.removeAttribute("aria-busy");
  }
}
