/** The tabs, one for each person who writes to the assistant, and the questions about a person. */

import { api } from "./api.js";
import { byId, el, moveFocus } from "./dom.js";
import { ask, openMenu } from "./overlays.js";
import { chooseLanguage, LANGUAGES, language, t } from "./words.js";

// As bot/cli/sandbox.py has it.
const STAFF = { id: 990_000_000_000, person: { first_name: "小王", language_code: "zh-hans" } };
const SPOKEN = { "zh-hans": "简体", "zh-hant": "繁體", en: "English" };
const NAMES = ["小林", "阿明", "小陈", "雅婷", "Alex", "小周", "佩珊", "老王"];
const FIRST_PEOPLE = {
  "zh-CN": { first_name: "小林", language_code: "zh-hans" },
  "zh-TW": { first_name: "雅婷", language_code: "zh-hant" },
  en: { first_name: "Alex", language_code: "en" },
};
/** Who writes first: somebody who speaks the page's language. */
export const FIRST_PERSON = FIRST_PEOPLE[language];

/** Whether this is the shop's staff and no customer. */
export function isStaff(person) {
  return person.id === STAFF.id;
}

export class PeopleTabs {
  /**
   * @param {(id: number) => Promise<unknown>} choose resolves when the messages are there
   * @param {(run: () => Promise<void>) => Promise<boolean>} attempt
   */
  constructor(store, choose, attempt) {
    this.store = store;
    this.choose = choose;
    this.attempt = attempt;
    this.drawn = "";
    this.tabs = byId("tabs");
    this.tabs.addEventListener("keydown", (event) => this.#onKey(event));
    byId("add-person").addEventListener("click", () => this.#add());
    byId("person-menu").addEventListener("click", () => this.#offerChanges());
    byId("blocked").querySelector("button").addEventListener("click", () => this.#setBlocked(false));
  }

  /** Draw the tabs where they changed; needless redrawing would take the element from under a finger. */
  render() {
    const { followed, people, openId } = this.store;
    const shown = followed.map((person) => [person.id, person.first_name, noteOf(person), person.unread]);
    const key = JSON.stringify([shown, people.size, openId]);
    if (key === this.drawn) return;
    this.drawn = key;
    const hadFocus = this.tabs.contains(document.activeElement);
    const rest = people.size - followed.length;
    this.tabs.replaceChildren(...followed.map((person) => this.#tab(person)));
    const hint = { class: "rest", title: t("在网址后面加 #编号，可以打开其他人") };
    if (rest > 0) this.tabs.append(el("span", hint, t("还有 {count} 人", { count: rest })));
    const selected = this.tabs.querySelector("[aria-selected=true]");
    if (hadFocus) selected?.focus();
    selected?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #tab(person) {
    const selected = person.id === this.store.openId;
    return el(
      "button",
      {
        type: "button",
        class: isStaff(person) ? "tab staff" : "tab",
        role: "tab",
        id: `tab-${person.id}`,
        "aria-selected": String(selected),
        "aria-controls": "chat",
        tabindex: selected ? "0" : "-1",
        dataset: { testid: "person-tab", userId: person.id },
        onclick: () => this.choose(person.id),
      },
      el("span", { class: `face face-${person.id % 6}`, "aria-hidden": "true" }, [...person.first_name][0] ?? "?"),
      el("span", { class: "tab-text" }, el("b", {}, person.first_name), el("small", {}, noteOf(person))),
      unreadBadge(person.unread),
    );
  }

  #onKey(event) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    moveFocus([...this.tabs.querySelectorAll("[role=tab]")], steps[event.key]);
    document.activeElement.click();
  }

  async #add() {
    const ids = [...this.store.people.keys()].filter((known) => known < STAFF.id);
    const id = Math.max(0, ...ids) + 1;
    const used = new Set([...this.store.people.values()].map((person) => person.first_name));
    const name = NAMES.find((candidate) => !used.has(candidate)) ?? t("客户{id}", { id });
    const saved = await this.#askPerson(t("添一个人"), { first_name: name, language_code: FIRST_PERSON.language_code });
    if (!saved) return;
    const added = await this.attempt(() => this.#save(id, saved));
    if (!added) return;
    await this.choose(id);
    byId("first-step").querySelector("button").focus();
  }

  async #save(id, person) {
    await api.saveUser(id, person);
    await this.store.loadPeople();
  }

  async #askPerson(title, { first_name: name, language_code: language }) {
    const dialog = byId("person-dialog");
    const choices = [...dialog.querySelectorAll("[name=language]")];
    byId("person-dialog-title").textContent = title;
    byId("person-name").value = name;
    for (const choice of choices) choice.checked = choice.value === language;
    const saved = await ask(dialog);
    const chosen = choices.find((choice) => choice.checked)?.value ?? language;
    return saved ? { first_name: byId("person-name").value.trim() || name, language_code: chosen } : null;
  }

  #offerChanges() {
    const { open } = this.store;
    const change = async () => {
      const saved = await this.#askPerson(t("这个人"), open);
      const kept = open.username ? { username: open.username } : {};
      if (saved) await this.attempt(() => this.#save(open.id, { ...kept, ...saved }));
    };
    openMenu(
      byId("person-menu"),
      [
        { label: t("改姓名和语言"), run: change },
        { label: t("打开客服窗口"), note: t("客户找客服，这里看得到"), run: () => this.#openStaff() },
        { label: t("看手机短信"), note: t("验证码发到这里"), run: () => window.open("/sandbox/sms/", "_blank", "noopener") },
        open.blocked
          ? { label: t("恢复助手"), run: () => this.#setBlocked(false) }
          : { label: t("停用助手"), note: t("助手发不来消息"), run: () => this.#setBlocked(true) },
        ...otherLanguages(),
      ],
      { className: "right below" },
    );
  }

  /** The shop's staff, who is a person of the sandbox as well. */
  async #openStaff() {
    const known = this.store.people.has(STAFF.id);
    if (known || (await this.attempt(() => this.#save(STAFF.id, STAFF.person)))) await this.choose(STAFF.id);
  }

  #setBlocked(blocked) {
    const { openId } = this.store;
    return this.attempt(async () => {
      await (blocked ? api.block(openId) : api.unblock(openId));
      await this.store.loadPeople();
    });
  }
}

function noteOf(person) {
  const { blocked, language_code: spoken } = person;
  if (blocked) return t("已停用助手");
  return isStaff(person) ? t("客服") : (SPOKEN[spoken] ?? spoken ?? "");
}

/** The languages the page itself can be read in; each is named in its own. */
function otherLanguages() {
  const others = Object.entries(LANGUAGES).filter(([code]) => code !== language);
  return others.map(([code, label]) => ({ label, note: t("这个页面的语言"), run: () => chooseLanguage(code) }));
}

function unreadBadge(count) {
  if (!count) return null;
  const shown = count > 99 ? "99+" : String(count);
  return el("span", { class: "unread", "data-testid": "unread" }, shown, el("span", { class: "unseen" }, ` ${t("条新消息")}`));
}
