// Remembers that something was typed into the page, so that its tab is not closed over it.
//
// Called as (function)() in the isolated world of the title script, in every new document. A frame
// of another site cannot be looked into: to have stepped into one counts as typing.
() => {
  const remember = () => {
    globalThis.typed = true;
  };
  addEventListener("input", remember, { capture: true, passive: true });
  addEventListener("change", remember, { capture: true, passive: true });
  addEventListener("blur", () => {
    if (document.activeElement instanceof HTMLIFrameElement) remember();
  });
};
