// Asking the studio's server, and what every page does: copy, change the language, notice the end.

import { leave } from "./leaving.js";

const words = document.body.dataset;
let hasEnded = false;

export class Refused extends Error {
  // `status` is HTTP's, `answer` what the server says: { what, remedy }.
  constructor(status, answer) {
    super([answer.what, answer.remedy].filter(Boolean).join(". "));
    this.status = status;
    this.answer = answer;
  }
}

// The response to a question; throws Refused.
export async function answered(path, body, signal) {
  if (hasEnded) throw new Error(words.gone);
  const response = await fetch(path, { method: "POST", body, signal });
  if (response.ok) return response;
  const text = await response.text();
  let answer = { what: text };
  try { answer = JSON.parse(text); } catch { /* a sentence by itself */ }
  throw new Refused(response.status, answer);
}

// ask("look", {…}): the answer as an object, or null where there is none.
export async function ask(path, question, signal) {
  return send(path, JSON.stringify(question), signal);
}

export async function send(path, body, signal) {
  const response = await answered(path, body, signal);
  return response.status === 204 ? null : response.json();
}

// A sentence over the page until the next thing goes well; empty for none.
export function trouble(text) {
  const place = document.querySelector("#trouble");
  place.textContent = text;
  place.hidden = !text;
}

export function failed(error) {
  if (error.name === "AbortError") return;
  trouble(error instanceof Refused ? error.message : words.gone);
}

export function later(milliseconds, act) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(act, milliseconds); };
}

// The server ends when the last of these streams does, and the page says when the server has ended.
// Then it asks no more: whoever listens on that port next is somebody else.
const alive = new EventSource("alive");
alive.addEventListener("end", () => { alive.close(); hasEnded = true; trouble(words.gone); });
alive.addEventListener("error", () => trouble(words.gone));
alive.addEventListener("open", () => trouble(""));

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", async () => {
    await ask("language", { language: button.dataset.language });
    leave(() => location.reload());
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await copy(source.value ?? source.textContent);
  const before = button.textContent;
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = before; }, 1500);
});

// Policy may forbid the clipboard to pages, and never the editing command.
async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const area = document.createElement("textarea");
    area.value = words;
    // In the dialog that is open, if one is: all else cannot have the focus.
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    const focused = document.activeElement;
    area.select();
    document.execCommand("copy");
    area.remove();
    focused?.focus();
  }
}

// The same parameter, wherever it stands, while the mouse is on it.
document.addEventListener("mouseover", (event) => {
  const name = event.target.closest("[data-parameter]")?.dataset.parameter;
  for (const each of document.querySelectorAll("[data-parameter]")) {
    each.classList.toggle("same", each.dataset.parameter === name);
  }
});
