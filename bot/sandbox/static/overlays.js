/** What appears over the page: short notices, alerts, questions and menus. */

import { byId, el, moveFocus } from "./dom.js";
import { t } from "./words.js";

const TOAST_MS = 4000;

/** A notice that goes by itself; screen readers hear it. */
export function toast(text) {
  const item = el("p", { class: "toast" }, text);
  const toasts = byId("toasts");
  toasts.append(item);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  setTimeout(() => item.remove(), TOAST_MS + text.length * 40);
}

/** A notice that stays until it is answered, as Telegram's `show_alert`. */
export function alertText(text) {
  byId("alert-text").textContent = text;
  const dialog = byId("alert");
  if (!dialog.open) dialog.showModal();
}

/** Ask with a dialog of index.html; answers whether it was closed with 保存/发送. */
export function ask(dialog) {
  dialog.returnValue = "";
  // A plain button, for Enter in a field presses the form's first submit button.
  dialog.querySelector("[data-cancel]").onclick = () => dialog.close();
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "save"), { once: true });
  });
}

// One menu is open at a time, as everywhere.
let closeOpenMenu = () => {};

/**
 * Open a menu at a button, or close it where it is open. The arrow keys, Home, End and Escape work.
 * @param {HTMLElement} button stands in a `.menu-anchor`
 * @param {{label: string, note?: string, run: () => void}[]} items
 * @param {{focus?: boolean, className?: string, title?: string}} [options] `focus: false` leaves the focus where it is
 */
export function openMenu(button, items, { focus = true, className = "", title = "" } = {}) {
  const wasOpen = button.getAttribute("aria-expanded") === "true";
  closeOpenMenu();
  if ((wasOpen && focus) || !items.length) return;
  const menu = el("div", { class: `menu ${className}`, role: "menu", tabindex: "0", "data-testid": "menu" });
  if (title) menu.append(el("p", { class: "menu-title", role: "presentation" }, title));
  menu.append(...items.map(menuItem));
  button.closest(".menu-anchor").append(menu);
  button.setAttribute("aria-expanded", "true");
  holdOpen(button, menu);
  if (focus) moveFocus(itemsOf(menu), 1);
}

/** Close whatever menu is open. */
export function closeMenu() {
  closeOpenMenu();
}

function menuItem({ label, note, run }) {
  const choose = () => {
    closeOpenMenu();
    run();
  };
  return el(
    "button",
    { type: "button", class: "menu-item", role: "menuitem", tabindex: "-1", onclick: choose },
    el("span", { class: "menu-label" }, label),
    note ? el("span", { class: "menu-note" }, note) : null,
  );
}

function itemsOf(menu) {
  return [...menu.querySelectorAll("[role=menuitem]")];
}

function holdOpen(button, menu) {
  const onPointer = ({ target }) => {
    if (!menu.contains(target) && !button.contains(target)) close();
  };
  const close = () => {
    document.removeEventListener("pointerdown", onPointer, true);
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    closeOpenMenu = () => {};
    if (hadFocus) button.focus();
  };
  document.addEventListener("pointerdown", onPointer, true);
  menu.addEventListener("keydown", (event) => onMenuKey(event, menu, close));
  closeOpenMenu = close;
}

function onMenuKey(event, menu, close) {
  const items = itemsOf(menu);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) moveFocus(items, steps[event.key]);
  else if (event.key === "Home") items[0].focus();
  else if (event.key === "End") items.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  if (event.key !== "Tab") event.preventDefault();
}

/** Put text on the clipboard and say so. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("已复制"));
  } catch {
    toast(t("没能复制，请手动选中再复制。"));
  }
}
