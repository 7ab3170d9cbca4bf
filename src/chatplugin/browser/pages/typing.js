// Remembers that something was typed into the page, so that its tab is not closed over it; what a page
// knows of itself it is asked by `holdsText()`.
//
// Called as (function)() in the isolated world of the title script, in every new document. What a
// script of the page makes up counts only right after the operator's own hand: a button may have put
// text in. Editors that draw their text themselves make no "input"; their keys are seen all the same.
// A frame of another site cannot be looked into: to have stepped into one counts as typing, once the
// operator has pressed anything in the page. Its scripts can move the focus into a frame, too.
() => {
  const EVENTS = ["input", "change", "beforeinput", "compositionend", "paste", "drop"];
  const FRAMES = "iframe, frame, object, embed";
  const NO_EDITORS = "html, body, a, button";

  const remember = () => {
    globalThis.typed = true;
  };
  const isByHand = (event) => event.isTrusted || navigator.userActivation?.isActive;
  const isText = ({ key }) => [...(key ?? "")].length === 1 || key === "Backspace" || key === "Delete";
  const isShortcut = (event) =>
    (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");

  const edit = (event) => {
    if (isByHand(event)) remember();
  };
  const press = (event) => {
    if (!event.isTrusted || !isText(event) || isShortcut(event)) return;
    if (!event.target.matches?.(NO_EDITORS)) remember();
  };
  const stepAside = () => {
    if (document.activeElement?.matches(FRAMES)) globalThis.steppedAside = true;
  };

  // Asks a frame as Chrome asks it before it is left. Chrome's own question would come up before the
  // operator; this one does not. A frame of another site cannot be asked.
  const objects = (frame) => {
    try {
      const question = frame.document.createEvent("BeforeUnloadEvent");
      question.initEvent("beforeunload", false, true);
      frame.dispatchEvent(question);
      return question.defaultPrevented || question.returnValue !== "";
    } catch {
      return false;
    }
  };
  const withInner = (frame) =>
    [frame, ...Array.from({ length: frame.length }, (_, n) => frame[n]).flatMap(withInner)];
  // Whoever has pressed nothing in a page has changed nothing: Chrome does not ask then, either. What
  // is pressed in a frame is pressed in the page around it.
  const isUsed = () => navigator.userActivation.hasBeenActive;
  globalThis.isTypedIn = () => globalThis.typed === true || (globalThis.steppedAside === true && isUsed());
  globalThis.holdsText = () => globalThis.isTypedIn() || (isUsed() && withInner(window).some(objects));

  const listen = () => {
    for (const name of EVENTS) addEventListener(name, edit, { capture: true, passive: true });
    addEventListener("keydown", press, { capture: true, passive: true });
    addEventListener("blur", stepAside);
  };

  listen();
  // document.open() takes all listeners away, and the document's children. None is added twice.
  new MutationObserver(listen).observe(document, { childList: true });
};
