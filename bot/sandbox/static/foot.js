/** What stands where one writes: the input, START in a chat without a word, or that the assistant was stopped. */

import { api } from "./api.js";
import { byId } from "./dom.js";
import { isStaff } from "./people.js";
import { t } from "./words.js";

export function showFoot(store) {
  const { open } = store;
  if (!open) return;
  const visible = [...open.messages.values()].some((message) => !message.deleted);
  const first = open.loaded && !visible;
  byId("first-step").hidden = open.blocked || !first;
  byId("blocked").hidden = !open.blocked;
  byId("blocked").querySelector("p").textContent = t("{name}停用了助手，助手现在发不来消息。", { name: open.first_name });
  byId("composer").hidden = open.blocked || first;
  byId("staff-note").hidden = byId("composer").hidden || !isStaff(open);
  byId("about").hidden = !first;
  if (first) showAbout(store, open);
}

/** What the assistant says of itself, where there is nothing else to read yet, as in Telegram. */
async function showAbout(store, person) {
  const { description } = await api.commands(person.id).catch(() => ({}));
  if (store.openId !== person.id) return;
  const own = isStaff(person) ? t("这是客服的窗口。点［开始］之后，客户找客服时说的话都到这里。") : description;
  byId("about").textContent = own || t("这里还没有消息。");
}
