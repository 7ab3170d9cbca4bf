// Holds the tab's title, whatever the CRM's page does to its own.
//
// Called as (function)(title) in an isolated world before any script of the page, in every new
// document of the tab. A page that enforces its own title would otherwise fight this one until
// renderer and browser hang, so at most 20 corrections are made in a second; after that one in 250 ms.
(title) => {
  if (window !== window.top) return;

  const LIMIT = 20;
  const SECOND = 1000;
  const PAUSE = 250;
  let corrections = 0;
  let windowStart = 0;
  let waiting = false;

  const set = () => {
    if (document.title !== title) document.title = title;
  };

  const setLater = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      set();
    }, PAUSE);
  };

  const hold = () => {
    if (document.title === title) return;
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
