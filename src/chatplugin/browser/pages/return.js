// Tells the service that the operator wants to go back from a card to its contact, by Alt+0; that
// the page is in the operator's hands, that a link was followed, and that a form asks for a name or a password.
// Hides the operator's page while its tab is becoming a card.
//
// Called as (function)() in the isolated world of the title script, in every new document. The key
// is that of the digit, whatever the keyboard's language is. A page cannot press it: only a person
// makes events that are trusted. It can move the focus about, though, so that is told now and then.
() => {
  const PAUSE = 500;
  const NAMES = 'input[autocomplete~="username"], input[name="login" i], input[name="username" i]';
  const PASSWORD = 'input[type="password"]';
  const MODIFIERS = ["Alt", "AltGraph", "Control", "Meta", "Shift"];
  let isTouched = false;
  let toldOfPassword = -Infinity;

  const tell = (word) => globalThis.chatPluginTell?.(word);

  const touch = (event) => {
    if (isTouched || !event.isTrusted || MODIFIERS.includes(event.key)) return;
    isTouched = Boolean(globalThis.chatPluginTell); // Early in a document nobody can be told.
    tell("touched");
  };
  const follow = (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href);
    const isHere = link && ["", "_self", "_top"].includes(link.target) && link.getAttribute("href") !== "#";
    if (event.isTrusted && isHere && /^https?:/.test(link.protocol)) tell("followed");
  };
  const press = (event) => {
    const others = event.ctrlKey || event.shiftKey || event.metaKey;
    if (!event.isTrusted || event.code !== "Digit0" || !event.altKey || others) {
      touch(event);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) tell("return");
  };
  const step = (event) => {
    const input = event.target;
    if (!event.isTrusted || !(input instanceof HTMLInputElement)) return;
    if (!input.matches(`${PASSWORD}, ${NAMES}`) && !input.form?.querySelector(PASSWORD)) return;
    if (performance.now() - toldOfPassword < PAUSE) return;
    toldOfPassword = performance.now();
    tell("password");
  };
  const listen = () => {
    addEventListener("keydown", press, { capture: true });
    addEventListener("pointerdown", touch, { capture: true, passive: true });
    addEventListener("click", follow, { capture: true, passive: true });
    addEventListener("focusin", step, { capture: true, passive: true });
  };

  if (location.href.split("#")[0] === "about:blank" && window === window.top) {
    document.documentElement.classList.add("opening");
  }
  listen();
  // document.open() takes all listeners away, and the document's children. None is added twice.
  new MutationObserver(listen).observe(document, { childList: true });
};
