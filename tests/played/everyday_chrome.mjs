// The everyday Chrome, played: the extension's own scripts run in it, and a test says what happens.
//
// `node everyday_chrome.mjs FOLDER STEPS`: the folder is an unpacked extension, the steps are a JSON list of
// [name, …what it needs]. Prints what the service was told, as a list of [method, parameters], and after
// the step "asked" what Chrome was asked to do with tabs and windows.
const [folder, steps] = process.argv.slice(2);
const TAB = 7;
const told = [];
const listeners = {};
const timers = [];
let tab = { id: TAB, windowId: 1, status: "loading" };
let page; // What a script finds in the tab: a result, or an error.
let isHung = false; // Whether the page lets no script come to its end.
const hung = []; // What lets those go on that have waited for it.
let isBusy = false; // Whether Chrome is slow to bring its window up.
let hasTabs = true; // Whether there is a window with tabs, beside those of applications.
const asked = [];
let free = () => {};

globalThis.setTimeout = (act) => timers.push(act);
const event = (name) => ({
  addListener: (listener) => (listeners[name] = listener),
  removeListener: () => delete listeners[name],
});
const settled = async () => {
  for (let n = 0; n < 50; n++) await null;
};
const theTab = async () => {
  if (!tab) throw new Error("No tab");
  return tab;
};
const noted =
  (name, act) =>
  (...what) => {
    asked.push([name, ...what.filter((each) => each !== TAB && each !== tab?.windowId)]);
    return act();
  };
const theWindow = async () => {
  if (!hasTabs) throw new Error("No last-focused window");
  return { id: 1 };
};

globalThis.chrome = {
  storage: { session: { get: async () => ({}), set: async () => {} } },
  tabs: {
    create: noted("tabs.create", theTab),
    get: theTab,
    update: noted("tabs.update", theTab),
    remove: async () => happen.closed(),
    onRemoved: event("removed"),
    onUpdated: event("updated"),
    onReplaced: event("replaced"),
  },
  windows: {
    onCreated: event("made"),
    onFocusChanged: event("focused"),
    create: noted("windows.create", async () => ({ tabs: [await theTab()] })),
    getAll: noted("windows.getAll", async () => (hasTabs ? [{}] : [])),
    getLastFocused: noted("windows.getLastFocused", theWindow),
    update: noted("windows.update", async () => {
      if (isBusy) await new Promise((resolve) => (free = resolve));
    }),
  },
  webNavigation: { onErrorOccurred: event("error"), onCommitted: event("committed") },
  scripting: {
    executeScript: async () => {
      if (isHung) await new Promise((resolve) => hung.push(resolve));
      if (typeof page === "string") throw new Error(page);
      return [{ documentId: "a document", result: page }];
    },
  },
};

const cards = await import(`${folder}/cards.js`);
cards.watch((method, params) => told.push([method, params]));
const answered = (method) => (result) => told.push([method, result]);

const happen = {
  raised: (card, front = true) =>
    void cards.raise({ card, url: "https://crm.example.com/", title: "CRM", front }),
  marked: (card) =>
    void cards
      .raise({ card, url: "https://crm.example.com/", title: "CRM", front: false, mark: true })
      .then(answered("card/raise")),
  hung: () => (isHung = true),
  asked: () => void told.push(...asked.splice(0)),
  applications: () => (hasTabs = false), // No window but those of applications and popups.
  thawed: () => ((isHung = false), hung.splice(0).forEach((goOn) => goOn())),
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
  made: (window) => listeners.made?.({ id: window }),
  focused: (window) => listeners.focused?.(window),
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
