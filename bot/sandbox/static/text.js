/** A message's markup turned into live text: commands, links, code to copy, spoilers, tables. */

import { el } from "./dom.js";
import { copyText } from "./overlays.js";
import { sanitize } from "./sanitize.js";
import { t } from "./words.js";

// A command as Telegram sees one, or a bare address; neither in the middle of a word or of a path.
const LIVE = /(?<![\w/.])\/[a-zA-Z][a-zA-Z0-9_]{0,31}(?![\w/.])|https?:\/\/[^\s<>"'，。；！？、（）【】]+/g;
const NUMBER = /^[+\-−]?\s*(?:¥|CN¥|NT\$|\$)?\s*[\d,]+(?:\.\d+)?\s*(?:%|元|期|天|次)?$/;
const DAY = /^(\d{4}-)?\d{2}-\d{2}$/;

/**
 * @param {string} markup
 * @param {{command: (text: string) => void, openUrl: (url: string) => boolean}} actions `openUrl` answers whether it
 *   dealt with the link itself
 * @returns {DocumentFragment}
 */
export function liveText(markup, actions) {
  const fragment = sanitize(markup);
  linkTexts(fragment, actions);
  fragment.querySelectorAll("a[href]").forEach((link) => bindLink(link, actions));
  fragment.querySelectorAll("pre").forEach(offerCopy);
  fragment.querySelectorAll("code").forEach(copyOnPress);
  fragment.querySelectorAll(".tg-spoiler, tg-spoiler").forEach(hideSpoiler);
  fragment.querySelectorAll("blockquote[expandable]").forEach(foldQuote);
  fragment.querySelectorAll("table").forEach(layTable);
  return fragment;
}

function linkTexts(fragment, actions) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.parentElement?.closest("a, code, pre")) linkText(text, actions);
  }
}

function linkText(text, actions) {
  const parts = [];
  let end = 0;
  for (const match of text.data.matchAll(LIVE)) {
    parts.push(text.data.slice(end, match.index), linkFor(match[0], actions));
    end = match.index + match[0].length;
  }
  if (parts.length) text.replaceWith(...parts, text.data.slice(end));
}

function linkFor(found, actions) {
  if (!found.startsWith("/")) return el("a", { href: found }, found);
  return el("button", { type: "button", class: "command", onclick: () => actions.command(found) }, found);
}

function bindLink(link, actions) {
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.addEventListener("click", (event) => {
    if (actions.openUrl(link.href)) event.preventDefault();
  });
}

function offerCopy(block) {
  const frame = el("div", { class: "code-block" });
  const code = block.textContent;
  block.replaceWith(frame);
  frame.append(block, el("button", { type: "button", class: "copy", onclick: () => copyText(code) }, t("复制")));
}

function copyOnPress(code) {
  if (code.closest("pre")) return;
  asButton(code, `${t("复制")} ${code.textContent}`, () => copyText(code.textContent));
}

function hideSpoiler(spoiler) {
  spoiler.classList.add("hidden-text");
  asButton(spoiler, t("被遮住的文字，按下显示"), () => {
    spoiler.classList.remove("hidden-text");
    spoiler.removeAttribute("aria-label");
  });
}

function foldQuote(quote) {
  quote.classList.add("folded");
  asButton(quote, null, () => quote.classList.toggle("folded"));
}

function asButton(node, label, run) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  if (label) node.setAttribute("aria-label", label);
  node.addEventListener("click", run);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    run();
  });
}

/** Columns of numbers stand right and do not break; a table too wide scrolls inside its own frame. */
function layTable(table) {
  const columns = Math.max(0, ...[...table.rows].map((row) => row.cells.length));
  for (let column = 0; column < columns; column += 1) layColumn(table, column);
  const frame = el("div", { class: "table-frame" });
  table.replaceWith(frame);
  frame.append(table);
}

/** A column is one of numbers when most of it is: 免息 among amounts stands with them. */
function layColumn(table, column) {
  const cells = [...table.rows].map((row) => row.cells[column]).filter(Boolean);
  const values = cells.filter((cell) => cell.localName === "td");
  const numbers = values.filter((cell) => NUMBER.test(cell.textContent.trim()));
  if (numbers.length * 2 > values.length) cells.forEach((cell) => cell.classList.add("number"));
  if (values.every((cell) => DAY.test(cell.textContent.trim()))) cells.forEach((cell) => cell.classList.add("day"));
}
