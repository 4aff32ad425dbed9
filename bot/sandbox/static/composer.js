/** Where the open person writes: text, commands, pictures, documents, a contact, a location. */

import { api } from "./api.js";
import { byId, moveFocus } from "./dom.js";
import { ask, closeMenu, openMenu, toast } from "./overlays.js";
import { t } from "./words.js";

const MAX_ROWS_PX = 160;
const SHANGHAI = { latitude: 31.2304, longitude: 121.4737 };

export class Composer {
  /** @param {(content: object|FormData) => Promise<boolean>} send answers whether it went out */
  constructor(store, send) {
    this.store = store;
    this.send = send;
    this.input = byId("input");
    this.drafts = new Map();
    this.file = null;
    this.replying = null;
    this.draftOf = null;
    this.#bind();
  }

  /** Another person writes now: their draft comes, the former one's is kept. */
  open(person) {
    if (this.draftOf !== null) this.drafts.set(this.draftOf, this.input.value);
    this.draftOf = person.id;
    this.#setText(this.drafts.get(person.id) ?? "");
    this.#setFile(null);
    this.#replyTo(null);
    closeMenu();
  }

  /** What is written next answers this message, as in Telegram. */
  reply(message) {
    this.#replyTo(message);
    this.input.focus();
  }

  #bind() {
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("input", () => this.#onInput());
    this.input.addEventListener("paste", (event) => this.#onPaste(event));
    byId("commands").addEventListener("click", () => this.#offerCommands(""));
    byId("attach").addEventListener("click", () => this.#offerAttachments());
    byId("attachment").querySelector("button").addEventListener("click", () => this.#setFile(null));
    byId("replying").querySelector("button").addEventListener("click", () => this.reply(null));
    for (const kind of ["photo", "document"]) this.#bindPicker(kind);
  }

  #bindPicker(kind) {
    const picker = byId(`${kind}-file`);
    picker.addEventListener("change", () => {
      if (picker.files[0]) this.#setFile({ kind, blob: picker.files[0] });
      picker.value = "";
    });
  }

  #onKey(event) {
    // While an input method composes, Enter chooses a word; 229 is how older browsers say so.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowUp" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#replyToEarlier();
      return;
    }
    const menu = document.querySelector(".menu.suggest");
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") closeMenu();
    else if (menu && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      moveFocus([...menu.querySelectorAll("[role=menuitem]")], event.key === "ArrowUp" ? -1 : 1);
    }
  }

  #onInput() {
    this.#fit();
    const typed = /^\/(\w*)$/.exec(this.input.value);
    if (typed) this.#offerCommands(typed[1], { focus: false, className: "suggest" });
    else if (document.querySelector(".menu.suggest")) closeMenu();
  }

  #onPaste(event) {
    const file = [...event.clipboardData.files][0];
    if (!file) return;
    event.preventDefault();
    this.#setFile({ kind: file.type.startsWith("image/") ? "photo" : "document", blob: file });
  }

  async #submit() {
    const { value } = this.input;
    const { file, replying } = this;
    if (!file && !value.trim()) return;
    this.#setText("");
    this.#setFile(null);
    this.#replyTo(null);
    closeMenu();
    const to = replying ? { reply_to_message_id: replying.message_id } : {};
    const sent = await this.send(file ? formWith(file, value.trim(), to) : { text: value.trim(), ...to });
    if (sent || this.input.value) return;
    this.#setText(value);
    this.#setFile(file);
    this.#replyTo(replying);
  }

  async #offerCommands(prefix, options = {}) {
    const { commands, description } = await api.commands(this.store.openId).catch(() => ({ commands: [] }));
    const overtaken = options.focus === false && this.input.value !== `/${prefix}`;
    if (overtaken) return;
    const fitting = commands.filter(({ command }) => command.startsWith(prefix));
    const items = fitting.map((command) => this.#commandItem(command));
    if (!commands.length && !options.className) toast(t("助手还没有登记菜单，它可能还没启动。"));
    openMenu(byId("commands"), items, { ...options, title: options.className ? "" : description });
  }

  #commandItem({ command, description }) {
    const run = () => {
      this.#setText("");
      this.send({ text: `/${command}` });
      this.input.focus();
    };
    return { label: description, note: `/${command}`, run };
  }

  #offerAttachments() {
    openMenu(
      byId("attach"),
      [
        { label: t("图片"), run: () => byId("photo-file").click() },
        { label: t("文件"), run: () => byId("document-file").click() },
        { label: t("联系人"), run: () => this.#sendContact() },
        { label: t("位置"), note: t("上海人民广场"), run: () => this.send({ location: SHANGHAI }) },
      ],
      { className: "right" },
    );
  }

  async #sendContact() {
    const phone = byId("contact-phone");
    if ((await ask(byId("contact-dialog"))) && phone.value.trim()) {
      await this.send({ contact: { phone_number: phone.value.trim() } });
    }
  }

  #setText(value) {
    this.input.value = value;
    this.#fit();
  }

  #setFile(file) {
    this.file = file;
    byId("attachment").hidden = !file;
    byId("attachment").querySelector(".attachment-name").textContent = file?.blob.name ?? "";
    this.input.placeholder = file ? t("写一句说明（可不写）") : t("写消息");
    if (file) this.input.focus();
  }

  /** The newest message of the assistant; asked again, the one before. */
  #replyToEarlier() {
    const heard = [...(this.store.open?.messages.values() ?? [])]
      .filter(({ from, deleted }) => from === "bot" && !deleted)
      .sort((one, other) => other.message_id - one.message_id);
    const earlier = heard.find(({ message_id: id }) => !this.replying || id < this.replying.message_id);
    if (earlier) this.#replyTo(earlier);
  }

  #replyTo(message) {
    this.replying = message;
    byId("replying").hidden = !message;
    const words = (message?.text ?? "").split("\n")[0];
    byId("replying").querySelector(".attachment-name").textContent = message ? t("回复：{words}", { words }) : "";
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, MAX_ROWS_PX)}px`;
  }
}

function formWith({ kind, blob }, caption, more) {
  const form = new FormData();
  form.append(kind, blob, blob.name);
  for (const [name, value] of Object.entries(more)) form.append(name, value);
  if (caption) form.append("caption", caption);
  return form;
}
