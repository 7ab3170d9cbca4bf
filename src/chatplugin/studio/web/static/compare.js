// Comparing: the answers come as they are found, from a folder or for dropped e-mails.

import { answered, ask, Refused, send, trouble } from "./ask.js";

const MOST_ROWS = 500;
const AT_ONCE = 4;

const form = document.querySelector("#compare");
const folder = document.querySelector("#folder");
const before = document.querySelector("#before");
const start = document.querySelector("#start");
const stop = document.querySelector("#stop");
const said = document.querySelector("#said");
const outcome = document.querySelector("#outcome");
const summary = document.querySelector("#summary");
const progress = document.querySelector("#progress");
const rows = document.querySelector("#rows");
const table = document.querySelector(".changes");
const cut = document.querySelector("#more-rows");
const counts = [...document.querySelectorAll("#counts li")];
const words = document.querySelector("#words").dataset;

let running = null;
let found = {};

// Run `work` as the one comparison that is going on; it is told when to stop.
async function compare(work) {
  running?.abort();
  const mine = running = new AbortController();
  begin();
  try {
    await ask("compare/begin", { before: before.value });
    await work(mine.signal);
    trouble("");
    if (mine === running) say(mine.signal.aborted ? words.stopped : words.done);
  } catch (error) {
    if (mine !== running) return;
    if (error.name === "AbortError") say(words.stopped);
    else {
      outcome.hidden = true;
      if (error instanceof Refused) said.textContent = error.message;
      else trouble(document.body.dataset.gone);
    }
  } finally {
    if (mine === running) { stop.hidden = true; start.hidden = false; progress.hidden = true; }
  }
}

function begin() {
  found = { done: 0, total: 0, changed: 0 };
  said.textContent = "";
  rows.replaceChildren();
  table.hidden = cut.hidden = true;
  outcome.hidden = progress.hidden = false;
  stop.hidden = false;
  start.hidden = true;
  for (const each of counts) each.hidden = true;
  say(words.going);
}

function say(sentence) {
  const filled = found.changed || sentence !== words.done ? sentence : words.same;
  const numbers = { done: found.done, total: found.total, changed: found.changed };
  summary.textContent = filled.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString());
  outcome.classList.toggle("same", filled === words.same);
}

function take(answers, done, total) {
  found.done = done;
  found.total = total;
  for (const { kind, row } of answers) {
    if (kind === "same") continue;
    const count = counts.find((each) => each.dataset.kind === kind);
    count.hidden = false;
    const number = count.querySelector("b");
    found[kind] = (found[kind] ?? 0) + 1;
    number.textContent = found[kind].toLocaleString();
    if (kind === "unread") continue;
    found.changed++;
    table.hidden = false;
    if (rows.childElementCount < MOST_ROWS) rows.insertAdjacentHTML("beforeend", row);
    else cut.hidden = false;
  }
  progress.max = total;
  progress.value = done;
  say(words.going);
}

async function ofFolder(signal) {
  const question = JSON.stringify({ folder: folder.value });
  const response = await answered("compare/folder", question, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const { answers, done, total } = JSON.parse(line);
      take(answers, done, total);
    }
  }
}

async function ofFiles(files, signal) {
  let next = 0;
  let done = 0;
  const one = async () => {
    while (next < files.length && !signal.aborted) {
      const file = files[next++];
      let answer = { kind: "unread" };
      try {
        answer = await send(`compare/mail?name=${encodeURIComponent(file.name)}`, file);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      take([answer], ++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  compare(ofFolder);
});
// Before, Enter would send the form as forms are sent without a script.
start.disabled = false;
stop.addEventListener("click", () => running?.abort());

document.querySelector("#chosen").addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length) compare((signal) => ofFiles(files, signal));
});

addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  const files = (await Promise.all(entries.filter(Boolean).map(filesIn))).flat();
  if (files.length) compare((signal) => ofFiles(files, signal));
});

// The e-mails in what was dropped; a folder tells its content a hundred at a time.
async function filesIn(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return /\.eml$/i.test(file.name) ? [file] : [];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return files;
    files.push(...(await Promise.all(some.map(filesIn))).flat());
  }
}

// A kind of change that is not looked for may be put aside.
document.querySelector("#counts").addEventListener("change", (event) => {
  const { kind } = event.target.closest("li").dataset;
  table.classList.toggle(`without-${kind}`, !event.target.checked);
});
