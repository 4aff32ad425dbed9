/** The bar that moves the sandbox's time, and the account of what each move set off. */

import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { clockText, dayText, toInstant } from "./format.js";
import { tell } from "./jobs.js";
import { toast } from "./overlays.js";

const TICK_MS = 1000;
const KEPT_MOVES = 10;
const MOVE_NAMES = { PT1H: "前进 1 小时", P1D: "前进 1 天" };
// In the morning, when the day's reminders have gone out: so the customer finds the day.
const ARRIVAL = "T09:00:00+08:00";

export class ClockBar {
  /** @param {(run: () => Promise<void>) => Promise<boolean>} attempt */
  constructor(store, attempt) {
    this.store = store;
    this.attempt = attempt;
    this.running = false;
    this.anchor = { at: new Date(), heard: performance.now() };
    this.moving = false;
    this.told = "";
    this.buttons = [...document.querySelectorAll("[data-move]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.#move(button));
    setInterval(() => this.#show(), TICK_MS);
  }

  /** The server told the time. */
  set({ now, running }) {
    this.running = running;
    this.anchor = { at: toInstant(now), heard: performance.now() };
    this.#show();
  }

  /** The stream told what ran. It repeats what a move from here answered, and itself to those who connect late. */
  hear(ran) {
    if (ran?.length && !this.moving && keyOf(ran) !== this.told) this.#account(ran, "时间前进了");
  }

  #account(ran, title) {
    this.told = keyOf(ran);
    byId("clock-log").hidden = false;
    const { lines, idle, untold } = tell(ran);
    byId("clock-summary").textContent = `${title}：${summaryOf(lines.length + untold, idle)}`;
    const list = byId("clock-moves-list");
    list.prepend(moveItem(title, lines, idle, untold));
    while (list.children.length > KEPT_MOVES) list.lastElementChild.remove();
  }

  get #now() {
    const passed = this.running ? performance.now() - this.anchor.heard : 0;
    return new Date(this.anchor.at.getTime() + passed);
  }

  #show() {
    const now = this.#now;
    this.store.now = now;
    const reading = byId("clock-now");
    const text = clockText(now);
    if (reading.textContent !== text) reading.textContent = text;
    reading.dateTime = now.toISOString();
    const state = this.moving ? "正在前进…" : this.running ? "走动中" : "已停住";
    if (byId("clock-state").textContent !== state) byId("clock-state").textContent = state;
  }

  async #move(button) {
    if (this.moving) return;
    this.#setMoving(true);
    await this.attempt(() => this.#walk(button.dataset.move));
    this.#setMoving(false);
    // Disabling took the focus from the button; whoever works with the keyboard goes on from there.
    if (document.activeElement === document.body) button.focus();
  }

  async #walk(move) {
    const target = move === "next-due" ? await this.#nextDue() : { body: { advance: move }, title: MOVE_NAMES[move] };
    if (!target) return;
    const { now, ran } = await api.moveClock(target.body);
    this.set({ now, running: this.running });
    this.#account(ran ?? [], target.title);
  }

  async #nextDue() {
    const { date } = await api.nextDue();
    if (!date) {
      toast("现在没有等着还的账单。");
      return null;
    }
    const to = `${date}${ARRIVAL}`;
    const day = dayText(toInstant(to), this.#now);
    if (toInstant(to) <= this.#now) {
      toast(`最近的还款日 ${day} 已经到了。要看之后会怎样，请点「前进 1 天」。`);
      return null;
    }
    return { body: { to }, title: `走到还款日 ${day}` };
  }

  #setMoving(moving) {
    this.moving = moving;
    for (const button of this.buttons) button.disabled = moving;
    byId("clock-progress").hidden = !moving;
    this.#show();
  }
}

function keyOf(ran) {
  return JSON.stringify([ran.length, ran.at(-1)]);
}

function summaryOf(busy, idle) {
  if (busy) return `做了 ${busy} 件事`;
  return idle ? `检查了 ${idle} 次，没有要做的事` : "没有要做的事";
}

function moveItem(title, lines, idle, untold) {
  const rows = lines.map(({ at, job, outcome, failed }) =>
    el(
      "li",
      { class: failed ? "failed" : null },
      el("time", {}, at),
      el("span", { class: "job" }, job),
      el("span", { class: "outcome" }, outcome),
    ),
  );
  const notes = [];
  if (untold) notes.push(`另外还做了 ${untold} 件事`);
  if (idle) notes.push(`例行检查 ${idle} 次，没有要做的事`);
  return el(
    "li",
    { class: "move-item" },
    el("h3", {}, title),
    rows.length ? el("ol", {}, ...rows) : null,
    notes.length ? el("p", {}, notes.join("；")) : null,
  );
}
