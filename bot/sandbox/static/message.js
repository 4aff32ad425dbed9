/** One message as it stands in the list: a bubble and its buttons. */

import { el } from "./dom.js";
import { amountText, timeText, toInstant } from "./format.js";
import { keyboardOf } from "./keyboard.js";
import { safeUrl } from "./sanitize.js";
import { liveText } from "./text.js";
import { t } from "./words.js";

const SENDER = { bot: t("分期管家"), user: t("我") };

// In the order in which they stand in the bubble.
const PARTS = [photoOf, documentOf, invoiceOf, sharedOf, bodyOf];

/** An empty place in the list for a message; `fillMessage` puts the content in, also after an edit. */
export function placeFor(message) {
  return el("li", {
    class: `message from-${message.from}`,
    dataset: { testid: "message", messageId: message.message_id, from: message.from },
  });
}

/** Put the message into its place, over what was there. The focus stays on the button that has it. */
export function fillMessage(place, message, actions) {
  const hadFocus = place.contains(document.activeElement);
  const focused = focusedKey(place);
  place.classList.toggle("wide", Boolean(message.rich_html));
  place.classList.toggle("pictured", Boolean(message.photo));
  place.replaceChildren(message.deleted ? traceOf(message) : stackOf(message, actions));
  if (hadFocus) focusKey(place, focused);
}

function stackOf(message, actions) {
  const keys = keyboardOf(message, actions);
  return el("div", { class: keys ? "stack with-keys" : "stack" }, bubbleOf(message, actions), keys);
}

/** In Telegram nothing is left of a deleted message. Here one looks on, so it is seen that something was deleted. */
function traceOf({ date }) {
  return el("p", { class: "trace" }, t("这条消息已删除"), el("span", { class: "meta" }, timeText(toInstant(date))));
}

function keysIn(place) {
  return [...place.querySelectorAll(".key")];
}

function focusedKey(place) {
  return keysIn(place).indexOf(document.activeElement);
}

function focusKey(place, index) {
  const keys = keysIn(place);
  // Not the input where there is no key to go back to: on a phone that would bring the on-screen keyboard up.
  const target = keys[Math.min(index, keys.length - 1)] ?? document.getElementById("scroller");
  target.focus({ preventScroll: true });
}

function bubbleOf(message, actions) {
  const time = timeText(toInstant(message.date));
  const bubble = el("div", { class: "bubble", role: "group", "aria-label": `${SENDER[message.from]}，${time}` });
  const parts = PARTS.map((part) => part(message, actions)).filter(Boolean);
  bubble.append(...(parts.length ? parts : [emptyBody()]));
  // Telegram shows it of people's messages only: a bot's screens change all the time.
  const changed = message.edited && message.from === "user";
  const meta = el("span", { class: "meta" }, changed ? `${t("已修改")} ` : null, time);
  // Inside the text the time can share its last line; under a table or a picture it has a line of its own.
  const flowing = !message.rich_html && bubble.lastElementChild.classList.contains("body");
  (flowing ? bubble.lastElementChild : bubble).append(meta);
  return bubble;
}

function bodyOf(message, actions) {
  if (message.invoice) return null;
  const rich = message.rich_html;
  const markup = rich || message.html || escaped(message.text);
  if (!markup) return null;
  return el("div", { class: rich ? "body rich" : "body" }, liveText(markup, actions));
}

/** What a person shares beside text, in words. */
function sharedOf({ contact, location: place, sticker, successful_payment: paid }) {
  let text = sticker?.emoji;
  if (contact) text = `${t("联系人：")}${contact.first_name ?? ""} ${contact.phone_number}`;
  if (place) text = t("位置：北纬 {latitude}，东经 {longitude}", place);
  if (paid) text = `${t("已支付")} ${amountText(paid.total_amount, paid.currency)}`;
  return text ? el("div", { class: "body" }, text) : null;
}

function emptyBody() {
  return el("div", { class: "body faint" }, t("（这种消息在这里不能显示）"));
}

function escaped(text) {
  const holder = document.createElement("i");
  holder.textContent = text ?? "";
  return holder.innerHTML;
}

/** What is written under a picture says what it shows. */
function photoOf({ photo, text }) {
  const url = photo && safeUrl(photo.url);
  if (!url) return null;
  return el(
    "a",
    { class: "photo", href: url, target: "_blank", rel: "noopener" },
    el("img", { src: url, alt: text || t("图片，点开看大图") }),
  );
}

function documentOf({ document: file }) {
  const url = file && safeUrl(file.url);
  if (!url) return null;
  const kind = /\.(\w{1,4})$/.exec(file.file_name)?.[1] ?? t("文件");
  return el(
    "a",
    { class: "file", href: url, download: file.file_name, "data-testid": "document" },
    el("span", { class: "file-kind", "aria-hidden": "true" }, kind.toUpperCase()),
    el("span", { class: "file-text" }, el("b", {}, file.file_name), el("small", {}, t("点按下载"))),
  );
}

function invoiceOf({ invoice }) {
  if (!invoice) return null;
  const amount = invoice.total_amount === undefined ? null : amountText(invoice.total_amount, invoice.currency);
  return el(
    "div",
    { class: "invoice" },
    el("b", {}, invoice.title ?? t("账单")),
    invoice.description ? el("p", {}, invoice.description) : null,
    amount ? el("span", { class: "invoice-amount" }, amount) : null,
    invoice.paid ? el("small", {}, t("已支付")) : null,
  );
}
