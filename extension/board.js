// The operator's page, seen from the worker: what it shows lies in `chrome.storage.session`, where
// `page.js` finds it. Its tab opens when the operator presses the extension's button, or Alt+0 on a card.
const PAGE = "page.html";

// Takes what the page is to show, and puts the number of faults on the button.
export async function show({ model }) {
  const faults = JSON.parse(model).notes.filter((note) => note.kind === "error").length;
  await chrome.storage.session.set({ model });
  await chrome.action.setBadgeText({ text: faults ? String(faults) : "" });
  return {};
}

// Nobody is there who could answer its buttons.
export async function clear() {
  await chrome.storage.session.remove("model");
  await chrome.action.setBadgeText({ text: "" });
}

// Brings the page to the front, with the contact of `card` in focus.
export async function open(card) {
  await chrome.storage.session.set({ focus: { card, at: Date.now() } });
  const [page] = await chrome.runtime.getContexts({ contextTypes: ["TAB"] });
  if (!page) {
    await chrome.tabs.create({ url: PAGE });
    return;
  }
  await chrome.tabs.update(page.tabId, { active: true });
  await chrome.windows.update(page.windowId, { focused: true });
}
