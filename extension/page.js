// The operator's page in a tab: puts in what `board.js` has laid down, and tells of its buttons.
import { makePage } from "./pages.js";

const PATIENCE = 2000; // A relay that was killed is replaced sooner.

globalThis.chatPluginPage = (button) => chrome.runtime.sendMessage({ button });
const page = makePage();
let patience;

function draw(model) {
  clearTimeout(patience);
  if (model) {
    document.documentElement.classList.remove("opening");
    page.show(JSON.parse(model));
  } else {
    patience = setTimeout(wait, PATIENCE);
  }
}

function wait() {
  document.getElementById("opening").textContent = chrome.i18n.getMessage("waiting");
  document.documentElement.classList.add("opening");
  document.body.hidden = false;
}

chrome.storage.session.onChanged.addListener(({ model, focus }) => {
  if (model) draw(model.newValue);
  if (focus) page.focusCard(focus.newValue.card);
});

const { model, focus } = await chrome.storage.session.get(["model", "focus"]);
draw(model);
if (model && focus) page.focusCard(focus.card);
