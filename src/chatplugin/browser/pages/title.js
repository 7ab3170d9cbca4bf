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
  const SVG = "http://www.w3.org/2000/svg";
  const HTML = "http://www.w3.org/1999/xhtml";
  const MARK = "● ";
  let wanted = title;
  let corrections = 0;
  let windowStart = 0;
  let waiting = false;

  const set = () => {
    if (document.title !== wanted) document.title = wanted;
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

  // Names the tab before the first byte of the page, which may come long after the headers: Chrome
  // would show the address, customer included. A document without elements takes no title; but the
  // title of an SVG root stays when that root goes, and is looked up when an HTML one is put in.
  const nameEmptyDocument = () => {
    const root = document.createElementNS(SVG, "svg");
    const named = document.createElementNS(SVG, "title");
    named.textContent = title;
    root.append(named);
    document.append(root);
    root.append(document.createElementNS(HTML, "title"));
    root.remove();
  };

  new MutationObserver(hold).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  if (document.documentElement) set();
  else nameEmptyDocument();
};
