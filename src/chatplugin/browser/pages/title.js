// Holds the tab's title, whatever the CRM's page does to its own.
//
// Called as (function)(title) in an isolated world before any script of the page, in every new
// document of the tab. `markUnseen()` puts a mark before it until the operator sees the card, and returns
// whether it is there. A page that enforces its own title would otherwise fight this one until
// renderer and browser hang, so at most 20 corrections are made in a second; after that one in 250 ms.
(title) => {
  if (window !== window.top) return;

  const LIMIT = 20;
  const SECOND = 1000;
  const PAUSE = 250;
  const MARK = "● ";
  let wanted = title;
  let corrections = 0;
  let windowStart = 0;
  let waiting = false;

  const set = () => {
    if (document.title === wanted) return;
    document.title = wanted;
    if (document.title === wanted || !document.head) return;
    // A document that had a title before it had an element gets none by Chrome.
    const element = document.createElement("title");
    element.textContent = wanted;
    document.head.append(element);
  };

  const setLater = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      set();
    }, PAUSE);
  };

  const unmark = () => {
    if (wanted === title || document.visibilityState !== "visible") return;
    wanted = title;
    set();
    globalThis.chatPluginTell?.("seen");
  };

  // document.open() takes all listeners away. None is added twice.
  const listen = () => {
    document.addEventListener("visibilitychange", unmark);
    addEventListener("focus", unmark);
  };

  globalThis.markUnseen = () => {
    const isSeen = document.visibilityState === "visible" && document.hasFocus();
    if (isSeen) return false;
    wanted = MARK + title;
    listen();
    set();
    return true;
  };

  const hold = () => {
    if (wanted !== title) listen();
    if (document.title === wanted) return;
    const now = performance.now();
    if (now - windowStart > SECOND) {
      windowStart = now;
      corrections = 0;
    }
    corrections += 1;
    if (corrections > LIMIT) setLater();
    else set();
  };

  new MutationObserver(hold).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  set();
};
