/**
 * Where the reader stands in the list of messages: at what came last, at its beginning where it is longer than the
 * screen, or wherever they went themselves.
 */

import { byId } from "./dom.js";

const NEAR_END_PX = 64;
const ABOVE_PX = 8;
const ONE_ANSWER_MS = 60_000;

export class Reader {
  constructor() {
    this.scroller = byId("scroller");
    this.list = byId("messages");
    this.jump = byId("jump");
    this.following = true;
    this.answer = null;
    this.asked = null;
    this.news = false;
    this.placedAt = 0;
    this.jump.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.#onScroll());
    // Whatever grows (a message, a late picture, a keyboard on the phone), who follows goes on following.
    const grown = new ResizeObserver(() => this.keep());
    grown.observe(this.scroller);
    grown.observe(this.scroller.firstElementChild);
  }

  /** A list is opened: it begins with the newest message where that is the assistant's. */
  open() {
    const newest = this.list.lastElementChild;
    this.following = true;
    this.asked = null;
    this.answer = newest?.dataset.from === "bot" ? newest : null;
    this.keep();
  }

  /** The reader said something, or pressed a button of a message: what comes now is the answer. */
  ask(messageId = null) {
    this.asked = messageId;
    this.answer = null;
  }

  toEnd() {
    this.following = true;
    this.answer = null;
    this.keep();
  }

  /** A message of the assistant came. What comes within a minute, by its own clock, is one answer and begins with its first. */
  came(place) {
    if (this.asked !== null) this.following = true;
    this.asked = null;
    this.news = !this.following;
    const before = this.answer && new Date(this.answer.dataset.date);
    const one = before && this.answer.isConnected && new Date(place.dataset.date) - before < ONE_ANSWER_MS;
    if (!one) this.answer = place;
  }

  /** A message is another screen now; where it is the one that was asked, the reader looks at its beginning. */
  changed(place) {
    if (Number(place.dataset.messageId) !== this.asked) return;
    const top = this.#topOf(place);
    if (place === this.list.lastElementChild) this.answer = place;
    else if (top < this.scroller.scrollTop) this.#place(top);
  }

  /** Put the end, or the beginning of the answer, where it belongs. */
  keep() {
    if (this.following) {
      const end = this.scroller.scrollHeight - this.scroller.clientHeight;
      this.#place(this.answer?.isConnected ? Math.min(end, this.#topOf(this.answer)) : end);
    }
    this.jump.hidden = this.following ? !this.#isNewestBelow() : !this.news;
  }

  #place(top) {
    this.scroller.scrollTop = top;
    this.placedAt = this.scroller.scrollTop;
  }

  #topOf(place) {
    const inView = place.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    return Math.max(0, this.scroller.scrollTop + inView - ABOVE_PX);
  }

  #isNewestBelow() {
    const newest = this.list.lastElementChild;
    if (!newest || newest === this.answer) return false;
    return newest.getBoundingClientRect().top > this.scroller.getBoundingClientRect().bottom - NEAR_END_PX;
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (Math.abs(scrollTop - this.placedAt) < 2) return;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.asked = null;
    if (!this.following) return;
    this.answer = null;
    this.news = false;
    this.jump.hidden = true;
  }
}
