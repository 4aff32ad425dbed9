/** The list of messages of the person who is open. */

import { byId } from "./dom.js";
import { dayText, toInstant } from "./format.js";
import { fillMessage, placeFor } from "./message.js";
import { Reader } from "./reader.js";

/** Messages in the page at first; more come on request, so that a long history opens at once. */
const WINDOW = 150;
const QUIET_MS = 500;
const SAME_BREATH_MS = 5 * 60_000;

export class ChatView {
  /** @param {object} actions what bubbles and buttons do, see keyboard.js and text.js */
  constructor(store, actions) {
    this.store = store;
    this.actions = actions;
    this.list = byId("messages");
    this.scroller = byId("scroller");
    this.reader = new Reader();
    this.places = new Map();
    this.shown = WINDOW;
    byId("earlier").addEventListener("click", () => this.#showEarlier());
  }

  /** Show the open person's messages from the newest up. */
  show(person) {
    this.shown = WINDOW;
    this.#renderQuietly(person);
    this.reader.open();
  }

  /** Bring changed messages up to date where they stand. */
  update(changed) {
    const answers = [];
    for (const message of changed) {
      const isNew = this.#place(message);
      const place = this.places.get(message.message_id);
      if (isNew && message.from === "user") this.reader.ask();
      if (place && message.from === "bot" && !message.deleted) answers.push({ place, isNew });
    }
    this.#markDays();
    for (const { place, isNew } of answers) {
      if (isNew) this.reader.came(place);
      else this.reader.changed(place);
    }
    this.reader.keep();
  }

  /** Render without screen readers reading the whole history out. */
  #renderQuietly(person) {
    const log = byId("log");
    log.setAttribute("aria-live", "off");
    this.#render(person);
    setTimeout(() => log.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  #render(person) {
    const messages = [...person.messages.values()].sort((a, b) => a.message_id - b.message_id);
    byId("earlier").hidden = messages.length <= this.shown;
    this.places.clear();
    this.list.replaceChildren();
    for (const message of messages.slice(-this.shown)) this.#place(message);
    this.#markDays();
  }

  /** Put one message in, over its former self or in its order; answers whether it is new. */
  #place(message) {
    const known = this.places.get(message.message_id);
    if (!known && this.#isBeforeWindow(message.message_id)) return false;
    const place = known ?? placeFor(message);
    place.dataset.date = toInstant(message.date).toISOString();
    fillMessage(place, message, this.actions);
    if (known) return false;
    this.places.set(message.message_id, place);
    this.list.insertBefore(place, this.#placeAfter(message.message_id));
    return true;
  }

  /** Whether the message belongs to the part of the history that is not in the page. */
  #isBeforeWindow(id) {
    const oldest = this.list.firstElementChild;
    return !byId("earlier").hidden && oldest !== null && id < Number(oldest.dataset.messageId);
  }

  #placeAfter(id) {
    let after = null;
    for (let place = this.list.lastElementChild; place; place = place.previousElementSibling) {
      if (Number(place.dataset.messageId) < id) break;
      after = place;
    }
    return after;
  }

  /** Head the first message of each day with its date, and draw runs from one side closer together. */
  #markDays() {
    let before = null;
    for (const place of this.list.children) {
      const at = new Date(place.dataset.date);
      const day = dayText(at, this.store.now);
      const newDay = !before || before.day !== day;
      place.classList.toggle("new-day", newDay);
      if (newDay) place.dataset.day = day;
      const from = place.dataset.from;
      place.classList.toggle("continues", !newDay && before.from === from && at - before.at < SAME_BREATH_MS);
      before = { at, day, from };
    }
  }

  #showEarlier() {
    const height = this.scroller.scrollHeight;
    this.shown += WINDOW;
    this.#renderQuietly(this.store.open);
    this.scroller.scrollTop += this.scroller.scrollHeight - height;
  }
}
