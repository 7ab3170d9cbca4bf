// The everyday Chrome, played: the extension's own scripts run in it, and a test says what happens.
//
// `node everyday_chrome.mjs FOLDER STEPS`: the folder is an unpacked extension, the steps are a JSON list of
// [name, …what it needs]. Prints what the service was told, as a list of [method, parameters].
const [folder, steps] = process.argv.slice(2);
const TAB = 7;
const told = [];
const listeners = {};
const timers = [];
let tab = { id: TAB, windowId: 1, status: "loading" };
let page; // What a script finds in the tab: a result, or an error.
let isHung = false; // Whether the page never lets a script come to its end.
let isBusy = false; // Whether Chrome is slow to bring its window up.
let free = () => {};

globalThis.setTimeout = (act) => timers.push(act);
const event = (name) => ({ addListener: (listener) => (listeners[name] = listener) });
const settled = async () => {
  for (let n = 0; n < 50; n++) await null;
};
const theTab = async () => {
  if (!tab) throw new Error("No tab");
  return tab;
};

globalThis.chrome = {
  storage: { session: { get: async () => ({}), set: async () => {} } },
  tabs: {
    create: theTab,
    get: theTab,
    update: theTab,
    remove: async () => happen.closed(),
    onRemoved: event("removed"),
    onUpdated: event("updated"),
    onReplaced: event("replaced"),
  },
  windows: {
    getAll: async () => [{}],
    getLastFocused: async () => ({ id: 1 }),
    update: () => isBusy && new Promise((resolve) => (free = resolve)),
  },
  webNavigation: { onErrorOccurred: event("error"), onCommitted: event("committed") },
  scripting: {
    executeScript: async () => {
      if (isHung) return new Promise(() => {});
      if (typeof page === "string") throw new Error(page);
      return [{ documentId: "a document", result: page }];
    },
  },
};

const cards = await import(`${folder}/cards.js`);
cards.watch((method, params) => told.push([method, params]));
const answered = (method) => (result) => told.push([method, result]);

const happen = {
  raised: (card) => void cards.raise({ card, url: "https://crm.example.com/", title: "CRM", front: true }),
  marked: (card) =>
    void cards
      .raise({ card, url: "https://crm.example.com/", title: "CRM", front: false, mark: true })
      .then(answered("card/raise")),
  hung: () => (isHung = true),
  ended: (card) => void cards.close({ card }).then(answered("card/close")),
  busy: () => (isBusy = true),
  idle: () => ((isBusy = false), free()),
  aborted: () => listeners.error({ tabId: TAB, frameId: 0, error: "net::ERR_ABORTED" }),
  committed: () => listeners.committed?.({ tabId: TAB, frameId: 0 }),
  loaded: (found) => {
    page = found;
    tab.status = "complete";
    listeners.updated(TAB, { status: "complete" });
  },
  closed: () => {
    tab = undefined;
    listeners.removed(TAB);
  },
  later: () => timers.splice(0).forEach((act) => act()),
};

for (const [name, ...what] of JSON.parse(steps)) {
  happen[name](...what);
  await settled();
}
console.log(JSON.stringify(told));
