// Saving: into the document's file, under a name, and never over what somebody else has written.

import { ask, failed, trouble } from "./ask.js";
import { setUnsaved } from "./leaving.js";
import { replaceAll, text } from "./editor.js";

const dialog = document.querySelector("#save-dialog");
const changed = document.querySelector("#changed-dialog");
const path = document.querySelector("#save-path");
const over = document.querySelector("#save-over");
const said = document.querySelector("#save-trouble");
const file = document.querySelector("#file");
const unsaved = document.querySelector("#unsaved");

let hasFile = file.title !== "";
let lookAgain = () => {};

export function isDirty(value) {
  setUnsaved(value);
  unsaved.hidden = !value;
}

export function watchDialogs(look) {
  lookAgain = look;
}

export async function save() {
  if (!hasFile) return openDialog();
  try {
    await write({});
  } catch (error) {
    if (error.status === 409) changed.showModal();
    else failed(error);
  }
}

async function write(more) {
  const answer = await ask("/save", { text: text.value, ...more });
  hasFile = true;
  file.textContent = answer.name;
  file.title = answer.path;
  isDirty(false);
  trouble("");
  document.querySelector("#live").textContent = document.querySelector("#save").dataset.saved;
}

function openDialog() {
  said.textContent = "";
  over.hidden = true;
  dialog.showModal();
  path.select();
}

async function saveAs(anyway) {
  if (!path.reportValidity()) return;
  try {
    await write({ path: path.value, anyway });
    dialog.close();
  } catch (error) {
    over.hidden = error.status !== 409;
    said.textContent = error.status === 409 ? dialog.dataset.exists : error.message;
  }
}

document.querySelector("#save").addEventListener("click", save);
document.querySelector("#save-now").addEventListener("click", () => saveAs(false));
over.addEventListener("click", () => saveAs(true));
path.addEventListener("input", () => { over.hidden = true; said.textContent = ""; });
path.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  saveAs(false);
});

changed.addEventListener("close", async () => {
  try {
    if (changed.returnValue === "over") await write({ anyway: true });
    if (changed.returnValue === "theirs") {
      const answer = await ask("/load", {});
      replaceAll(answer.text);
      lookAgain();
    }
  } catch (error) {
    failed(error);
  }
  changed.returnValue = "";
});
