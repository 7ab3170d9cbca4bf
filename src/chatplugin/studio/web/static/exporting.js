// Exporting: the settings as EMC's own administration takes them, to look at and to take along.

import { answered, ask } from "./ask.js";
import { text } from "./editor.js";

const dialog = document.querySelector("#export-dialog");
const exported = document.querySelector("#exported");
const help = document.querySelector("#export-help");
const notes = document.querySelector("#export-notes");
const said = document.querySelector("#export-trouble");
const download = document.querySelector("#download");

let name = "";

const chosen = () => dialog.querySelector("[name=form]:checked");
const question = () => ({ text: text.value, form: chosen().value });

async function show() {
  help.textContent = chosen().dataset.help;
  said.textContent = exported.value = "";
  remark([]);
  try {
    const answer = await ask("export", question());
    exported.value = answer.text;
    remark(answer.notes);
    name = answer.name;
  } catch (error) {
    said.textContent = error.message;
  }
  download.disabled = !exported.value;
}

function remark(sentences) {
  notes.hidden = !sentences.length;
  notes.replaceChildren(...sentences.map((sentence) => {
    const item = document.createElement("li");
    item.textContent = sentence;
    return item;
  }));
}

// In the charset and with the line ends that EMC's tools read, unlike what is copied.
download.addEventListener("click", async () => {
  const response = await answered("export/file", JSON.stringify(question()));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
});

document.querySelector("#export").addEventListener("click", () => { dialog.showModal(); show(); });
dialog.addEventListener("change", show);
