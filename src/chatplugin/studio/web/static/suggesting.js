// A template made of the address of a card: what each value is may be said, and test contacts show it.

import { ask, failed, later, Refused } from "./ask.js";
import { replaceAll, text } from "./editor.js";

const dialog = document.querySelector("#suggest-dialog");
const address = document.querySelector("#suggest-address");
const suggestion = document.querySelector("#suggestion");
const said = document.querySelector("#suggest-trouble");
const insert = document.querySelector("#suggest-insert");

let settings = [];
let asked = 0;

async function look(meanings) {
  const number = ++asked;
  const question = { address: address.value, ...(meanings && { meanings }) };
  let answer = { html: "", settings: [] };
  said.textContent = "";
  try {
    if (address.value.trim()) answer = await ask("suggest", question);
  } catch (error) {
    if (!(error instanceof Refused)) return failed(error);
    if (number === asked) said.textContent = error.message;
  }
  if (number !== asked) return;
  const focused = document.activeElement?.id;
  suggestion.innerHTML = answer.html;
  if (focused?.startsWith("meaning-")) document.getElementById(focused)?.focus();
  settings = answer.settings;
  insert.disabled = !settings.length;
}

const lookSoon = later(100, () => look());

address.addEventListener("input", lookSoon);
suggestion.addEventListener("change", () => {
  look([...suggestion.querySelectorAll("[data-meaning]")].map((select) => select.value));
});
// Enter belongs to the address, and does not close the dialog.
address.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

// In place of settings that are there already; the others behind all of them.
function merged(lines) {
  const open = new Map(settings.map(([key, value]) => [key.toLowerCase(), `${key}=${value}`]));
  const kept = lines.map((line) => {
    const key = line.split("=")[0].trim().toLowerCase();
    const better = line.includes("=") ? open.get(key) : undefined;
    open.delete(key);
    return better ?? line;
  });
  while (kept.length && !kept[kept.length - 1].trim()) kept.pop();
  return [...kept, ...open.values(), ""].join("\n");
}

insert.addEventListener("click", () => {
  dialog.close();
  replaceAll(merged(text.value.split("\n")));
});

document.querySelector("#suggest").addEventListener("click", () => { dialog.showModal(); look(); });
