// Tells the service that the operator wants to go back from a card to its contact, by Alt+0, and
// that a password is asked for; and hides the operator's page while its tab is becoming a card.
//
// Called as (function)() in the isolated world of the title script, in every new document. The key
// is that of the digit, whatever the keyboard's language is. A page cannot press it: only a person
// makes events that are trusted.
() => {
  const tell = (word) => globalThis.chatPluginTell?.(word);

  if (location.href === "about:blank" && window === window.top) {
    document.documentElement.classList.add("opening");
  }
  addEventListener(
    "keydown",
    (event) => {
      const others = event.ctrlKey || event.shiftKey || event.metaKey;
      if (!event.isTrusted || event.code !== "Digit0" || !event.altKey || others) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) tell("return");
    },
    { capture: true },
  );
  addEventListener(
    "focusin",
    (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "password") {
        tell("password");
      }
    },
    { capture: true, passive: true },
  );
};
