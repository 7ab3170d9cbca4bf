// The extension's service worker: what the service says is done, what Chrome does is told.
//
// It decides nothing. `link.js` keeps the line to the service, `cards.js` the cards; the protocol is
// protocol/native-messaging.md. Listeners are added at once, or Chrome would not wake it for them.
import * as cards from "./cards.js";
import { keepLink } from "./link.js";

const tell = keepLink({
  initialize: cards.introduce,
  "card/raise": cards.raise,
  "card/close": cards.close,
});

cards.watch(tell);
// Wakes the worker, and with it the link, when the operator opens Chrome.
chrome.runtime.onStartup.addListener(() => {});
chrome.runtime.onInstalled.addListener(() => {});
