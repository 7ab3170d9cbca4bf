// Accounts in many letters: a letter opens beside the list, with its marks.

import { ask, failed, send, trouble } from "./ask.js";
import { readMails } from "./mails.js";

const rows = document.querySelector("#rows");
const letter = document.querySelector("#letter");
const empty = letter.innerHTML;

let sources = new WeakMap();
let asked = 0;

readMails({ path: "accounts", began, placed: (row, source) => sources.set(row, source) });

function began() {
  asked++;
  letter.innerHTML = empty;
}

async function open(row) {
  const number = ++asked;
  const source = sources.get(row);
  for (const each of rows.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
  row.querySelector(".open").setAttribute("aria-current", "true");
  const isFile = source instanceof File;
  const answer = await (isFile ? send("accounts/open", source) : ask("accounts/opened", { at: source }));
  if (number !== asked) return;
  trouble("");
  letter.innerHTML = answer.html;
  letter.querySelector("mark")?.scrollIntoView({ block: "nearest" });
}

rows.addEventListener("click", (event) => {
  // Whoever marks some text in order to copy it does not mean to open.
  const row = getSelection().isCollapsed && event.target.closest("tr");
  if (row) open(row).catch(failed);
});

// The arrow keys go from letter to letter, past those that are put aside.
rows.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...rows.querySelectorAll(".open")].filter((each) => each.offsetParent);
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (!next) return;
  next.focus();
  open(next.closest("tr")).catch(failed);
});
