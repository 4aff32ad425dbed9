/**
 * What the page knows: the people, what each of them sees, and who is open. The server is the truth; everything here
 * can be fetched again. Tells of changes by events:
 *   "people"    someone was added, changed or forgotten
 *   "open"      another person was opened
 *   "messages"  detail {person, changed: [message], first: boolean}
 *   "unread"    a count changed
 */

import { api } from "./api.js";

/** Beyond this many tabs the page follows only those opened lately; tests may make thousands of people. */
export const FOLLOWED_PEOPLE = 12;

const RECENT_KEY = "sandbox.recent";

/** A person and the messages they see. Of who came while the page was open (`fresh`) even the first message is news. */
function newPerson(user, fresh) {
  return { ...user, fresh, messages: new Map(), revision: 0, loaded: false, unread: 0, pulling: null, again: false };
}

export class Store extends EventTarget {
  constructor() {
    super();
    this.people = new Map();
    this.openId = null;
    this.now = new Date();
    this.recent = readRecent();
  }

  get open() {
    return this.people.get(this.openId) ?? null;
  }

  /** The people with a tab: the ones opened lately, then the lowest ids; in the order of their ids. */
  get followed() {
    const ids = [...this.people.keys()].sort((a, b) => a - b);
    const lately = this.recent.filter((id) => this.people.has(id));
    const kept = [...new Set([...lately, ...ids])].slice(0, FOLLOWED_PEOPLE).sort((a, b) => a - b);
    return kept.map((id) => this.people.get(id));
  }

  async loadPeople() {
    const { users } = await api.users();
    const fresh = this.people.size > 0;
    const known = new Set(users.map((user) => user.id));
    for (const id of this.people.keys()) if (!known.has(id)) this.people.delete(id);
    for (const user of users) {
      const person = this.people.get(user.id);
      if (person) Object.assign(person, user);
      else this.people.set(user.id, newPerson(user, fresh));
    }
    this.#tell("people");
  }

  openPerson(id) {
    if (!this.people.has(id)) return;
    this.openId = id;
    this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, FOLLOWED_PEOPLE);
    localStorage.setItem(RECENT_KEY, JSON.stringify(this.recent));
    this.open.unread = 0;
    this.#tell("open");
    this.#tell("unread");
  }

  /** Fetch what changed for a person. Calls while one is under way become one more at its end. */
  pull(id) {
    const person = this.people.get(id);
    if (!person) return Promise.resolve();
    person.again = true;
    person.pulling ??= this.#pullUntilStill(person);
    return person.pulling;
  }

  /** Fetch what changed for everybody with a tab, the open one first. */
  async pullFollowed() {
    await this.pull(this.openId);
    const others = this.followed.filter((person) => person.id !== this.openId);
    await Promise.all(others.map((person) => this.pull(person.id)));
  }

  async #pullUntilStill(person) {
    try {
      while (person.again) {
        person.again = false;
        this.#take(person, await api.messages(person.id, person.revision));
      }
    } finally {
      person.pulling = null;
    }
  }

  #take(person, { messages, revision }) {
    if (revision < person.revision) {
      this.#forget(person);
      return;
    }
    person.revision = revision;
    const changed = messages.filter((message) => differs(person.messages.get(message.message_id), message));
    const first = !person.loaded;
    person.loaded = true;
    const news = first && !person.fresh ? 0 : changed.filter((message) => isNews(person, message)).length;
    for (const message of changed) person.messages.set(message.message_id, message);
    if (person.id !== this.openId && news) {
      person.unread += news;
      this.#tell("unread");
    }
    if (first || changed.length) this.#tell("messages", { person, changed, first });
  }

  /** The server began anew with lower revisions: what is known of the person is from before. */
  #forget(person) {
    person.messages.clear();
    person.loaded = person.fresh = false;
    person.again = true;
    person.revision = 0;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function differs(before, after) {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function isNews(person, message) {
  return message.from === "bot" && !message.deleted && !person.messages.has(message.message_id);
}

function readRecent() {
  try {
    const stored = JSON.parse(localStorage.getItem(RECENT_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(Number.isInteger) : [];
  } catch {
    return [];
  }
}
