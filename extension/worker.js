// The extension's service worker: what the service says is done, what Chrome does is told.
//
// It decides nothing. `link.js` keeps the line to the service, `cards.js` the cards, `board.js` the
// operator's page; the protocol is protocol/native-messaging.md. Listeners are added at once, or
// Chrome would not wake it for them.
import * as board from "./board.js";
import * as cards from "./cards.js";
import { keepLink } from "./link.js";

const methods = {
  initialize: cards.introduce,
  "card/raise": cards.raise,
  "card/retry": cards.retry,
  "card/look": cards.lookNow,
  "card/close": cards.close,
  "page/show": board.show,
};
const tell = keepLink(methods, board.clear);

cards.watch(tell);
chrome.action.onClicked.addListener(() => board.open());
// From our scripts in a card, and from the operator's page. Only Chrome says who speaks: a card whose
// process is taken over by its page presses no button.
chrome.runtime.onMessage.addListener(({ word, button }, { tab, origin }) => {
  if (button && origin === location.origin) tell("page/pressed", { button });
  if (!tab) return;
  if (word === "password") cards.lookAgain(tab.id);
  if (word === "touched") cards.touch(tab.id);
  if (word === "seen") cards.unmark(tab.id);
  if (word === "followed") cards.follow(tab.id);
  if (word === "return") cards.cardIn(tab.id).then(board.open);
});
// Wakes the worker, and with it the link, when the operator opens Chrome.
chrome.runtime.onStartup.addListener(() => {});
chrome.runtime.onInstalled.addListener(() => {});
