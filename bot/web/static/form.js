/** A form. What Telegram says of who opened it stands after the # of the address. */

const form = document.querySelector("form");
const button = form.querySelector("button");
const said = document.querySelector("[data-testid=said]");
const initData = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";

function show(problems) {
  for (const input of form.querySelectorAll("input")) {
    const problem = problems[input.name] ?? "";
    input.setAttribute("aria-invalid", String(problem !== ""));
    document.getElementById(`${input.name}-problem`).textContent = problem;
  }
  form.querySelector("[aria-invalid=true]")?.focus();
}

async function submit() {
  const answers = Object.fromEntries(new FormData(form));
  const response = await fetch(form.action, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...answers, init_data: initData, lang: document.documentElement.lang }),
  });
  return response.json();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  button.textContent = button.dataset.busy;
  try {
    const answer = await submit();
    show(answer.problems ?? {});
    said.textContent = answer.said ?? "";
    if (answer.done) {
      form.reset();
      form.hidden = true;
    }
  } catch {
    said.textContent = form.dataset.failed;
  } finally {
    button.disabled = false;
    button.textContent = button.dataset.label;
  }
});
