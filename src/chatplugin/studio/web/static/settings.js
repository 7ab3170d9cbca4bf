// The page of the settings: whatever is typed, editor and contact are looked at anew.

import { ask, failed, later, send, trouble } from "./ask.js";
import * as editor from "./editor.js";
import { suggest } from "./choices.js";
import "./exporting.js";
import { beforeLeaving } from "./leaving.js";
import { isDirty, keep, restore, save, watchDialogs } from "./saving.js";

const PAUSE = 100;

const form = document.querySelector("#sample");
const live = document.querySelector("#live");
const begin = document.querySelector("#begin");
const examples = document.querySelector("#examples");
const { text } = editor;

let running = new AbortController();

async function look() {
  running.abort();
  running = new AbortController();
  const sample = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const answer = await ask("look", { text: text.value, sample }, running.signal);
  trouble("");
  for (const [id, html] of Object.entries(answer.pieces)) put(document.getElementById(id), html);
  editor.show(answer.marks, answer.colours);
  isDirty(!answer.saved);
  examples.hidden = !answer.asks_for_examples;
  begin.hidden = /^\s*\w+template[\w.]*\s*=/im.test(text.value);
}

const shown = new Map();

// A piece that says the same stays as it is, with its focus, its selection and its place.
function put(element, html) {
  if (shown.get(element) === html) return;
  const scrolled = element.querySelector(".mail")?.scrollTop ?? 0;
  element.innerHTML = html;
  shown.set(element, html);
  const mail = element.querySelector(".mail");
  if (mail) mail.scrollTop = scrolled;
  const count = element.querySelector("h2, .fine");
  if (element.id === "problems" && live.textContent !== count.textContent) live.textContent = count.textContent;
}

const lookNow = () => look().catch(failed);
const lookSoon = later(PAUSE, lookNow);

text.addEventListener("input", () => {
  // Each line that is put in is an input of its own; `replace` draws them once.
  if (!editor.isReplacing) editor.draw();
  keep();
  lookSoon();
});
form.addEventListener("input", () => { kinds(); lookSoon(); });
form.addEventListener("submit", (event) => event.preventDefault());

function kinds() {
  const kind = form.elements.kind.value;
  for (const fields of form.querySelectorAll("[data-kind]")) fields.hidden = fields.dataset.kind !== kind;
}

// Problems: to their place, and put right.
document.querySelector("#problems").addEventListener("click", (event) => {
  const item = event.target.closest("[data-at]");
  const read = event.target.closest(".read");
  if (read) ask("read", { page: read.dataset.page }).catch(failed);
  const mark = item && editor.allMarks()[Number(item.dataset.at)];
  if (!mark) return;
  if (event.target.closest(".fix")) editor.fix(mark);
  else if (event.target.closest(".go")) editor.goTo(mark);
});

document.addEventListener("keydown", (event) => {
  if (event.code === "KeyS" && (event.ctrlKey || event.metaKey)) save();
  else if (event.key === "F8") { const mark = editor.nextMark(); if (mark) editor.goTo(mark); }
  else if (event.key === "Enter" && event.altKey) editor.fix(editor.markAtCaret());
  else return;
  event.preventDefault();
});

document.querySelector("#begin-button").addEventListener("click", () => {
  const both = [
    "ChatTemplate=https://crm.example.com/card{?channel_type,user_id,operator}",
    "EmailTemplate=https://crm.example.com/card{?channel_type,user_id,operator,PersonalAccount}",
  ];
  const end = text.value.length;
  const gap = text.value && !text.value.endsWith("\n") ? "\n" : "";
  editor.replace(end, end, gap + both.join("\n") + "\n");
  const host = text.value.indexOf("crm.example.com");
  text.setSelectionRange(host, host + "crm.example.com".length);
});

examples.addEventListener("submit", (event) => {
  event.preventDefault();
  const end = text.value.trimEnd().length;
  const accounts = document.querySelector("#accounts").value.trim();
  editor.replace(end, end, `\nPersonalAccount.Examples=${accounts}`);
});

// E-mails: chosen, or dropped anywhere on the page.
async function drop(file) {
  const answer = await send(`mails?name=${encodeURIComponent(file.name)}`, file);
  document.querySelector("#mail").innerHTML = answer.mails;
  form.elements.kind.value = "file";
  kinds();
  await look();
}

document.querySelector("#chosen").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) drop(file).catch(failed);
});

addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  const [file] = event.dataTransfer.files;
  if (file) drop(file).catch(failed);
});

watchDialogs(lookNow);
beforeLeaving(look);
restore();
kinds();
editor.draw();
lookNow();
suggest(false);
// A text of one screen goes on where it ends; a longer one is read from its beginning.
const paper = text.closest(".paper");
const caret = paper.scrollHeight > paper.clientHeight ? 0 : text.value.length;
text.setSelectionRange(caret, caret);
text.focus();
