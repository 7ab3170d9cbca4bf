// Reading many e-mails: of a folder, chosen or dropped. The answers come as they are found.

import { answered, ask, Refused, send, trouble } from "./ask.js";

const MOST_ROWS = 500;
const AT_ONCE = 4;

const folder = document.querySelector("#folder");
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

let page = {};
let running = null;
let found = {};

// `path` is where the page asks, `question()` what it asks first, and `began()` is called then. `placed(row, source)`
// is told of each row, and of the file it is about, or of its place in the folder.
export function readMails(reader) {
  page = { question: () => ({}), began() {}, placed() {}, ...reader };
  // Before, Enter would send the form as forms are sent without a script.
  start.disabled = false;
}

// Run `work` as the one that is going on; it is told when to stop.
async function run(work) {
  running?.abort();
  const mine = running = new AbortController();
  begin();
  try {
    await ask(`${page.path}/begin`, page.question());
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
  page.began();
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
  const isSame = sentence === words.done && words.same && !found.changed;
  const numbers = { done: found.done, total: found.total, changed: found.changed };
  const filled = isSame ? words.same : sentence;
  summary.textContent = filled.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString());
  outcome.classList.toggle("same", Boolean(isSame));
}

// `sources` are what the answers are about, in their order.
function take(answers, sources, done, total) {
  found.done = done;
  found.total = total;
  answers.forEach(({ kind, row }, at) => {
    if (kind === "same") return;
    const count = counts.find((each) => each.dataset.kind === kind);
    count.hidden = false;
    found[kind] = (found[kind] ?? 0) + 1;
    count.querySelector("b").textContent = found[kind].toLocaleString();
    if (kind === "unread") return;
    found.changed++;
    table.hidden = false;
    if (found[kind] > MOST_ROWS) { cut.hidden = false; return; }
    rows.insertAdjacentHTML("beforeend", row);
    page.placed(rows.lastElementChild, sources[at]);
  });
  progress.max = total;
  progress.value = done;
  say(words.going);
}

async function ofFolder(signal) {
  const question = JSON.stringify({ folder: folder.value });
  const response = await answered(`${page.path}/folder`, question, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const { answers, done, total } = JSON.parse(line);
      take(answers, answers.map((_, at) => done - answers.length + at), done, total);
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
        answer = await send(`${page.path}/mail?name=${encodeURIComponent(file.name)}`, file);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      take([answer], [file], ++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

document.querySelector("#mails").addEventListener("submit", (event) => {
  event.preventDefault();
  run(ofFolder);
});
stop.addEventListener("click", () => running?.abort());

document.querySelector("#chosen").addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length) run((signal) => ofFiles(files, signal));
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
  if (files.length) run((signal) => ofFiles(files, signal));
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

// A kind that is not looked for may be put aside.
document.querySelector("#counts").addEventListener("change", (event) => {
  const { kind } = event.target.closest("li").dataset;
  table.classList.toggle(`without-${kind}`, !event.target.checked);
});
