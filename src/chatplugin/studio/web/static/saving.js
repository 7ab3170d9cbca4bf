// Saving: into the file that was opened, and never over what somebody else has written.

import { ask, failed, trouble } from "./ask.js";
import { setUnsaved } from "./leaving.js";
import { replaceAll, text } from "./editor.js";

const dialogs = {
  changed: document.querySelector("#changed-dialog"),
  flawed: document.querySelector("#flawed-dialog"),
};
const unsaved = document.querySelector("#unsaved");

let lookAgain = () => {};
// What the person has said yes to, for one save.
let consent = {};

export function isDirty(value) {
  setUnsaved(value);
  unsaved.hidden = !value;
}

export function watchDialogs(look) {
  lookAgain = look;
}

export async function save() {
  consent = {};
  await write();
}

async function write() {
  const sent = text.value;
  try {
    const answer = await ask("save", { text: sent, ...consent });
    saved(sent, answer.text);
  } catch (error) {
    if (error.answer?.ask) dialogs[error.answer.ask].showModal();
    else failed(error);
  }
}

function saved(sent, kept) {
  // Of a whole file that was pasted, only our section was taken.
  if (text.value === sent && kept.trimEnd() !== sent.trimEnd()) replaceAll(kept);
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
      consent[said] = true;
      await write();
    }
  });
}

async function load() {
  const answer = await ask("load", {});
  replaceAll(answer.text);
  lookAgain();
}
