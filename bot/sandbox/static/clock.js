/** The bar that moves the sandbox's time, and the account of what each move set off. */

import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { clockPieces, dayText, isoDay, momentText, toInstant } from "./format.js";
import { isBusy, tell } from "./jobs.js";
import { toast } from "./overlays.js";
import { t } from "./words.js";

const TICK_MS = 1000;
/** A move shorter than this is over before anybody could stop it. */
const PATIENCE_MS = 250;
const KEPT_MOVES = 10;
const MOVE_NAMES = { PT1H: t("前进 1 小时"), P1D: t("前进 1 天") };
// In the morning, when the day's reminders have gone out: so the customer finds the day.
const ARRIVAL = "T09:00:00+08:00";
const DAY_MS = 86_400_000;

export class ClockBar {
  /** @param {(run: () => Promise<void>) => Promise<boolean>} attempt */
  constructor(store, attempt) {
    this.store = store;
    this.attempt = attempt;
    this.running = false;
    this.anchor = { at: new Date(), heard: performance.now() };
    this.walking = false;
    this.way = null;
    this.offersStop = 0;
    this.told = "";
    this.shown = "";
    this.buttons = [...document.querySelectorAll("[data-move]")];
    this.stopButton = byId("clock-stop");
    for (const button of this.buttons) button.addEventListener("click", () => this.#move(button));
    this.stopButton.addEventListener("click", () => this.#stop());
    setInterval(() => this.#show(), TICK_MS);
  }

  /** The server told the time, and from where to where a move leads that is under way. */
  set({ now, running, moving }) {
    this.running = running;
    this.anchor = { at: toInstant(now), heard: performance.now() };
    this.way = moving ? moving.map(toInstant) : null;
    this.#show();
  }

  /** The stream told what ran. It repeats what a move from here answered, and itself to those who connect late. */
  hear(ran) {
    if (ran?.length && !this.walking && keyOf(ran) !== this.told) this.#account(ran, t("时间前进了"));
  }

  #account(ran, title) {
    this.told = keyOf(ran);
    byId("clock-log").hidden = false;
    const { lines, idle, untold } = tell(ran);
    const [full, short] = summaryOf(lines.length + untold, idle);
    byId("clock-summary").replaceChildren(
      el("span", { class: "wide" }, `${title}${t("：")}${full}`),
      el("span", { class: "narrow" }, short),
    );
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
    this.#showReading(now);
    const moving = this.walking || this.way !== null;
    const state = moving ? t("正在前进…") : this.running ? t("走动中") : t("已停住");
    if (byId("clock-state").textContent !== state) byId("clock-state").textContent = state;
    for (const button of this.buttons) button.disabled = moving;
    this.#showProgress(moving, now);
    this.#offerStop(moving);
  }

  #showReading(now) {
    const pieces = clockPieces(now);
    const text = pieces.map(([, piece]) => piece).join("");
    const reading = byId("clock-now");
    reading.dateTime = now.toISOString();
    if (text === this.shown) return;
    this.shown = text;
    reading.replaceChildren(...pieces.map(([name, piece]) => el("span", { class: `clock-${name}` }, piece)));
  }

  /** How much of the way is done, where it is known. */
  #showProgress(moving, now) {
    const bar = byId("clock-progress");
    bar.hidden = !moving;
    const [from, to] = this.way ?? [];
    const done = to > from ? Math.round((100 * (now - from)) / (to - from)) : null;
    bar.classList.toggle("known", done !== null);
    if (done === null) bar.removeAttribute("aria-valuenow");
    else bar.setAttribute("aria-valuenow", String(done));
    bar.style.setProperty("--done", `${done ?? 0}%`);
  }

  #offerStop(moving) {
    if (!moving) {
      clearTimeout(this.offersStop);
      this.offersStop = 0;
      this.stopButton.hidden = true;
      byId("clock-moves").classList.remove("moving");
    } else if (!this.offersStop) {
      this.offersStop = setTimeout(() => {
        this.stopButton.hidden = this.stopButton.disabled = false;
        byId("clock-moves").classList.add("moving");
      }, PATIENCE_MS);
    }
  }

  async #move(button) {
    if (this.walking || this.way) return;
    this.walking = true;
    this.#show();
    await this.attempt(() => this.#walk(button.dataset.move));
    this.walking = false;
    this.way = null;
    this.#show();
    // Disabling took the focus from the button; whoever works with the keyboard goes on from there.
    if (document.activeElement === document.body) button.focus();
  }

  async #walk(move) {
    const target = move === "next-due" ? await this.#nextDue() : { body: { advance: move }, title: MOVE_NAMES[move] };
    if (!target) return;
    const { now, ran, stopped } = await api.moveClock(target.body);
    this.set({ now, running: this.running });
    const title = stopped ? t("停在 {moment}", { moment: momentText(toInstant(now)) }) : target.title;
    this.#account(ran ?? [], title);
  }

  #stop() {
    this.stopButton.disabled = true;
    return this.attempt(() => api.stopClock());
  }

  /** The first due date that is not here yet, whoever owes: today's, until its morning; what is late is past. */
  async #nextDue() {
    const now = this.#now;
    const today = isoDay(now);
    const arrived = now >= toInstant(`${today}${ARRIVAL}`);
    const { date } = await api.nextDue(arrived ? today : isoDay(new Date(now.getTime() - DAY_MS)));
    if (!date) {
      toast(t("之后没有要到期的账单了。想看时间过去会怎样，请点「前进 1 天」。"));
      return null;
    }
    const to = `${date}${ARRIVAL}`;
    return { body: { to }, title: t("走到还款日 {day}", { day: dayText(toInstant(to), now) }) };
  }
}

/** What tells a move from any other; of a long one the stream leaves out what found nothing to do. */
function keyOf(ran) {
  return JSON.stringify(ran.findLast(isBusy) ?? ran.at(-1));
}

/** In full, and for a narrow screen. */
function summaryOf(busy, idle) {
  if (busy) return [t("做了 {count} 件事", { count: busy }), t("{count} 件事", { count: busy })];
  const nothing = idle ? t("检查了 {count} 次，没有要做的事", { count: idle }) : t("没有要做的事");
  return [nothing, t("没事做")];
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
  if (untold) notes.push(t("另外还做了 {count} 件事", { count: untold }));
  if (idle) notes.push(t("例行检查 {count} 次，没有要做的事", { count: idle }));
  return el(
    "li",
    { class: "move-item" },
    el("h3", {}, title),
    rows.length ? el("ol", {}, ...rows) : null,
    notes.length ? el("p", {}, notes.join(t("；"))) : null,
  );
}
