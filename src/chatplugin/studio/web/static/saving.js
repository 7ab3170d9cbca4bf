// Saving: into the file that was opened, and never over what somebody else has written.
//
// What is typed is this tab's own: it is kept with the revision of the file from which it was made.

import { ask, failed, trouble } from "./ask.js";
import { setUnsaved } from "./leaving.js";
import { replaceAll, text } from "./editor.js";

const dialogs = {
  changed: document.querySelector("#changed-dialog"),
  flawed: document.querySelector("#flawed-dialog"),
};
const unsaved = document.querySelector("#unsaved");

const place = `draft of ${location.pathname}`;

let lookAgain = () => {};
// The revision from which the text was made, and the one that the person was shown last.
let base = text.dataset.base;
let shown = "";
// What the person has said yes to, for one save.
let consent = {};

export function isDirty(value) {
  setUnsaved(value);
  unsaved.hidden = !value;
}

export function watchDialogs(look) {
  lookAgain = look;
}

// What was typed here before the page was loaded again, or another page was looked at.
export function restore() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (!kept) return;
  text.value = kept.text;
  base = kept.base;
}

export function keep() {
  sessionStorage.setItem(place, JSON.stringify({ text: text.value, base }));
}

export async function save() {
  consent = {};
  await write();
}

async function write() {
  const sent = text.value;
  try {
    const answer = await ask("save", { text: sent, base, ...consent });
    base = answer.revision;
    saved(sent, answer.text);
  } catch (error) {
    if (error.answer?.ask) question(error.answer);
    else failed(error);
  }
}

function question(answer) {
  if (answer.ask === "changed") {
    shown = answer.revision;
    document.querySelector("#difference").innerHTML = answer.difference;
    // Of a file that is gone there is nothing to take.
    dialogs.changed.querySelector("[value=theirs]").hidden = !answer.revision;
  }
  dialogs[answer.ask].showModal();
}

function saved(sent, kept) {
  // Of a whole file that was pasted, only our section was taken.
  if (text.value === sent && kept.trimEnd() !== sent.trimEnd()) replaceAll(kept);
  keep();
  isDirty(text.value.trimEnd() !== kept.trimEnd());
  trouble("");
  document.querySelector("#live").textContent = document.querySelector("#save").dataset.saved;
  // An answer to what was asked before would say that it is not saved.
  lookAgain();
}

document.querySelector("#save").addEventListener("click", save);

for (const dialog of Object.values(dialogs)) {
  dialog.addEventListener("close", async () => {
    const said = dialog.returnValue;
    dialog.returnValue = "";
    if (said === "theirs") await load().catch(failed);
    else if (said && said !== "cancel") {
      // Over what was shown, and over nothing that was written since.
      if (said === "over") base = shown;
      else consent[said] = true;
      await write();
    }
  });
}

async function load() {
  const answer = await ask("load", {});
  base = answer.revision;
  replaceAll(answer.text);
  keep();
  lookAgain();
}
