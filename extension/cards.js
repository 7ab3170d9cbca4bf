// The cards: which tab shows which contact, its title held, its end told.
//
// A card lives in `chrome.storage.session`, because a service worker may die at any time; with the
// browser it is forgotten. Only tabs that were opened here are touched.
import { holdCard, isTypedIn, letHaveOwnTitle, look, markUnseen } from "./pages.js";

const PROTOCOL = 1;
const PATIENCE = 1000;
const START = 10_000; // Milliseconds of this worker's life, which begins with Chrome's.
const PATIENCE_AT_START = 3000;
const ABORTED = "net::ERR_ABORTED"; // With an error page: a redirection, a policy, an extension.
const ENDED = "Chrome itself has ended the request";

// contact → { page, passing, url, title, tab, state: "opening" | "shown" | "failed", document,
// documents, isTouched, isFollowed, byOperator, byLink }: the id of the document that was seen last, how
// many were seen since the card was asked for, whether the operator has pressed anything or followed a
// link in it, and whether that led to it. `isAnswered` says that a page has come since then, seen or not;
// `isUnseen` that its title is marked until the operator sees it. A signed `url` is another each time, by
// the parameters in `passing`; `page` stays.
const cards = new Map();
let session; // One id for one run of the browser.
let tell = () => {};
let inTurn = load();

const errors = new Map(); // tab → why its last page could not be loaded.
const looks = new Map(); // document → whether another look is wished for while one is under way.
const WITH_TABS = { windowTypes: ["normal"] };
const WEB = { url: [{ schemes: ["http", "https"] }] };

// The answer to `initialize`.
export async function introduce() {
  await inTurn;
  const { version } = chrome.runtime.getManifest();
  return { protocol: PROTOCOL, extension: version, session, cards: [...cards.keys()] };
}

// Brings the card's tab to the front, or opens it. One at a time: no card is ever opened twice.
export function raise(params) {
  const raised = inTurn.then(() => raiseNow(params));
  inTurn = raised.catch(() => {});
  return raised;
}

// Asks for the card's address anew in its tab, unless something was typed in it.
export async function retry({ card: id, url }) {
  await inTurn;
  const card = cards.get(id);
  if (!card || (await mayHoldText(card))) return { asked: false };
  if (url) card.url = url;
  await askAgain(card);
  return { asked: true };
}

// Looks at what is in the card's tab now: a page of one document changes by itself.
export async function lookNow({ card: id }) {
  await inTurn;
  const card = cards.get(id);
  if (!card) return { sight: null };
  const [{ result: sight }] = await inCard(card, look, [card.page, card.passing], false);
  return { sight: sight ?? null };
}

// Closes the card's tab, unless something was typed in it. `chrome.tabs.remove` does not ask.
export async function close({ card: id }) {
  await inTurn;
  const card = cards.get(id);
  if (!card) return { closed: true };
  const { raised } = card;
  if (await mayHoldText(card)) return { closed: false };
  if (raised !== card.raised) return { closed: false }; // The operator wants it again.
  await chrome.tabs.remove(card.tab).catch(() => {}); // The operator may have been quicker.
  return { closed: true };
}

// Follows the tabs, and tells by `tellService(method, params)` what happens to cards.
export function watch(tellService) {
  tell = tellService;
  chrome.tabs.onRemoved.addListener((tab) => ofTab(tab, forget));
  chrome.tabs.onUpdated.addListener((tab, change) => {
    // Of its other changes some come before its first document.
    if (change.status || change.url) ofTab(tab, (id, card) => hold(id, card, change));
  });
  // Not chrome.webRequest: while that is set up, Chrome may leave a page that is on its way blank.
  chrome.webNavigation.onErrorOccurred.addListener(
    ({ tabId, frameId, error }) => frameId === 0 && explain(tabId, error),
    WEB,
  );
  chrome.webNavigation.onCommitted.addListener(({ tabId, frameId }) => frameId === 0 && answer(tabId), WEB);
  chrome.tabs.onReplaced.addListener((added, removed) =>
    ofTab(removed, (_, card) => {
      card.tab = added;
      return save();
    }),
  );
}

// Looks at the card in *tab*, in which a password is asked for. It may be gone already.
export const lookAgain = (tab) => ofTab(tab, see).catch(() => {});

// The operator has pressed a key or a button in *tab*: where it leads to is no affair of ours, but for
// a login.
export const touch = (tab) =>
  ofTab(tab, (id, card) => {
    card.isTouched = true;
    tell("card/touched", { card: id });
  });

// The operator has seen the card in *tab*: its later documents are not marked.
export const unmark = (tab) =>
  ofTab(tab, (_, card) => {
    card.isUnseen = false;
    return save();
  });

// The operator has followed a link in *tab*, to another document or inside this one.
export const follow = (tab) => ofTab(tab, (_, card) => Object.assign(card, { isFollowed: true }));

// Returns the card that is in *tab*.
export const cardIn = (tab) => ofTab(tab, (id) => id);

async function load() {
  const kept = await chrome.storage.session.get(["cards", "session"]);
  for (const [id, card] of kept.cards ?? []) cards.set(id, card);
  session = kept.session ?? crypto.randomUUID();
  await chrome.storage.session.set({ session });
}

const save = () => chrome.storage.session.set({ cards: [...cards] });

// Events of Chrome are taken in the order in which they come: whoever acts for a tab waits here, once.
async function ofTab(tab, act) {
  await inTurn;
  for (const [id, card] of cards) if (card.tab === tab) return act(id, card);
}

async function raiseNow({ card: id, url, page = url, passing = [], title, front, mark, flash }) {
  const known = cards.get(id);
  const shown = known?.page === page && (await show(known.tab, front));
  if (shown && cards.get(id) === known) {
    Object.assign(known, { url, raised: (known.raised ?? 0) + 1 });
    if (shown.status === "unloaded") await askAgain(known); // It has crashed.
    if (mark) await hint(known, shown.windowId, flash);
    return { opened: false, state: known.state };
  }
  const isStarting = front && performance.now() < START;
  const tab = await (isStarting ? openWhileStarting(url) : open(url, front));
  const card = { page, passing, url, title, tab: tab.id, state: "opening", documents: 0 };
  cards.set(id, card);
  await Promise.all([save(), front && bringUp(tab.windowId), keepAwake(tab)]);
  if (mark) await hint(card, tab.windowId, flash);
  return { opened: true, state: "opening" };
}

// Opens a tab in the window that was used last. For a card in front that is Chrome's first task, with no
// question before. Where no window has tabs Chrome opens one in front of the operator's work, so a card
// that is to stay behind asks for a window first.
async function open(url, front) {
  try {
    const windowId = front ? undefined : (await chrome.windows.getLastFocused(WITH_TABS)).id;
    return await chrome.tabs.create({ url, active: front, windowId });
  } catch (error) {
    const windows = await chrome.windows.getAll(WITH_TABS);
    if (windows.length > 0) throw error;
    const opened = await chrome.windows.create({ url, focused: front });
    return opened.tabs[0];
  }
}

// A Chrome that starts may make its own window at the same time, and put it in front of the card's: the
// card's is brought up once more. A window that was there before is the operator's choice.
async function openWhileStarting(url) {
  const { onCreated, onFocusChanged } = chrome.windows;
  const later = new Set();
  let own;
  const note = ({ id }) => later.add(id);
  const giveBack = (focused) => {
    if (own === undefined || focused === own || !later.has(focused)) return;
    leave();
    bringUp(own).catch(() => {}); // The operator may have closed it.
  };
  const leave = () => {
    onCreated.removeListener(note);
    onFocusChanged.removeListener(giveBack);
  };
  onCreated.addListener(note);
  onFocusChanged.addListener(giveBack);
  setTimeout(leave, PATIENCE_AT_START);
  const tab = await open(url, true);
  own = tab.windowId;
  return tab;
}

// A form that is half filled in is lost with a tab that Chrome discards to save memory.
const keepAwake = ({ id }) => chrome.tabs.update(id, { autoDiscardable: false }).catch(() => {});

function askAgain(card) {
  errors.delete(card.tab);
  const untouched = { isTouched: false, isFollowed: false, byOperator: false, byLink: false };
  Object.assign(card, { state: "opening", documents: 0, isAnswered: false, ...untouched });
  return Promise.all([save(), chrome.tabs.update(card.tab, { url: card.url })]);
}

// Returns the tab if it is still there.
async function show(tab, front) {
  try {
    const shown = await (front ? chrome.tabs.update(tab, { active: true }) : chrome.tabs.get(tab));
    if (front) await bringUp(shown.windowId);
    return shown;
  } catch {
    return undefined;
  }
}

// Says in the tab, and if so in the taskbar, that there is a card to see.
async function hint(card, window, isFlashing) {
  card.isUnseen = true;
  // Its first document is still to come, perhaps; and a page that hangs would hold up all cards.
  inCard(card, markUnseen, [], true).catch(() => {});
  if (isFlashing) await chrome.windows.update(window, { drawAttention: true }).catch(() => {});
}

// Focus alone restores a minimised window as it was; its state would be lost by setting it.
const bringUp = (window) => chrome.windows.update(window, { focused: true });

async function hold(id, card, change) {
  try {
    const [, [{ documentId }]] = await Promise.all([
      inCard(card, letHaveOwnTitle, [card.title], true, "MAIN"), // Before the title is held.
      inCard(card, holdCard, [card.title], true),
    ]);
    const isNew = documentId !== card.document;
    if (!isNew && card.state === "opening") return; // The document that the card is to leave.
    if (isNew) begin(card, documentId);
    else if (change.url) goOn(card);
    if (isNew && card.isUnseen) await inCard(card, markUnseen, [], true);
    await become(id, card, "shown", { held: true });
    // A page of one document moves on by its address alone.
    if (isNew || change.status === "complete" || change.url) await see(id, card);
  } catch (error) {
    if (String(error).includes("error page")) {
      // Chrome tells of "loading" as soon as a document is there; this may be another failure.
      if (change.status === "loading") card.state = "opening";
      if (change.status) await fail(id, card);
    } else if (change.status === "complete" && card.isAnswered && isKeptOut(error)) {
      await become(id, card, "shown", { held: false, byPolicy: String(error).includes("policy") });
    }
  }
}

// Whether no script of ours may run in a page: the extension was packed without it, or by the policy
// ExtensionSettings (runtime_blocked_hosts).
const isKeptOut = (error) => /Cannot access|cannot be scripted/.test(error);

function begin(card, document) {
  const { documents, isTouched } = card;
  Object.assign(card, { document, documents: documents + 1, byOperator: isTouched, isTouched: false });
  goOn(card);
}

// Another page is there, by the operator's following a link or not.
function goOn(card) {
  Object.assign(card, { byLink: card.isFollowed, isFollowed: false });
}

function fail(id, card) {
  const reason = errors.get(card.tab) ?? "Chrome shows an error page";
  const document = card.documents + 1;
  return become(id, card, "failed", { reason, document, byOperator: card.isTouched });
}

// Tells what the document is, once it is parsed. One look at a time: those that are wished for
// meanwhile become one more, for a page may ask for them without end.
async function see(id, card) {
  const { document } = card;
  const isUnderWay = looks.has(document);
  looks.set(document, isUnderWay);
  if (isUnderWay) return;
  try {
    do {
      looks.set(document, false);
      await seeOnce(id, card);
    } while (looks.get(document));
  } finally {
    looks.delete(document);
  }
}

async function seeOnce(id, card) {
  const [{ result: sight }] = await inCard(card, look, [card.page, card.passing], false);
  if (cards.get(id) !== card) return;
  const { documents: document, byOperator, byLink } = card;
  tell("card/seen", { card: id, document, byOperator, byLink, sight: sight ?? null });
}

// Keeps for its card why a page could not be loaded; what other tabs load is nobody's business.
const explain = (tab, error) =>
  ofTab(tab, (id, card) => {
    errors.set(tab, error === ABORTED ? ENDED : error);
    if (error === ABORTED && !card.isAnswered) setTimeout(() => giveUp(id, card), PATIENCE);
  });

// Chrome tells of a page that has come into *tab* also where no script of ours may run in it.
const answer = (tab) =>
  ofTab(tab, (_, card) => {
    if (card.isAnswered) return;
    card.isAnswered = true;
    return save();
  });

// No page has come, and none is on its way: a file, an empty answer, an address of another program.
// A tab in which there was nothing before is of no use. (Of an empty one Chrome tells no address.)
async function giveUp(id, card) {
  const tab = await chrome.tabs.get(card.tab).catch(() => undefined);
  if (card.isAnswered || tab?.status === "loading") return;
  const isEmpty = card.state === "opening" && tab && !tab.url;
  await noPage(id, card);
  if (isEmpty) await chrome.tabs.remove(card.tab).catch(() => {});
}

const noPage = (id, card) =>
  become(id, card, "failed", { reason: ABORTED, document: 1, byOperator: false });

// Whether Chrome has put the page aside to save memory, or the tab is gone.
const isAsleep = (tab) =>
  chrome.tabs.get(tab).then(
    ({ discarded }) => discarded,
    () => true,
  );

const inCard = (card, func, args, injectImmediately, world = "ISOLATED") =>
  chrome.scripting.executeScript({ target: { tabId: card.tab }, func, args, injectImmediately, world });

async function become(id, card, state, what) {
  if (card.state === state || cards.get(id) !== card) return;
  card.state = state;
  tell(`card/${state}`, { card: id, ...what });
  await save();
}

async function forget(id, card) {
  if (cards.get(id) !== card) return;
  // Chrome closes by itself a tab to which nothing but a file has come, and tells of the file first.
  const hasNoPage = !card.isAnswered && errors.get(card.tab) === ENDED;
  if (hasNoPage) await noPage(id, card);
  const isEmpty = hasNoPage && card.state === "failed";
  cards.delete(id);
  errors.delete(card.tab);
  tell("card/closed", { card: id, ...(isEmpty && { empty: true }) });
  await save();
}

// A page that does not answer, or that we are kept out of, may hold text; Chrome's error page holds
// none, and of a tab that is asleep there is no page.
async function mayHoldText(card) {
  if (card.state === "failed" && !card.isAnswered) return false; // No page has come at all.
  const late = new Promise((resolve) => setTimeout(() => resolve(true), PATIENCE));
  const asked = chrome.scripting
    .executeScript({ target: { tabId: card.tab }, func: isTypedIn, injectImmediately: true })
    .then(
      ([{ result }]) => result,
      async (error) => isKeptOut(error) && !(await isAsleep(card.tab)),
    );
  return Promise.race([asked, late]);
}
