// Lets the page have a title of its own, while the tab keeps ours: what the page writes is put aside, and
// read back to it.
//
// Called as (function)(title) in the page's own world before any script of the page, in every new document
// of the tab, and before title.js, which holds the title behind it. A page that reads its own title has
// nothing to put back, and React finds what it has rendered. Chrome writes what the page writes into another
// document, which is never shown; in the tab it writes our title in the same way, for those who observe it.
(title) => {
  const mark = Symbol.for("ChatPlugin"); // While a document begins, Chrome may run this twice.
  if (window !== window.top || document[mark]) return;

  // Name the tab before the first byte of the page, which may come long after the headers: Chrome
  // would show the address, customer included. A document without elements takes no title; but the
  // title of an SVG root stays when that root goes, and is looked up when an HTML one is put in.
  if (!document.documentElement) {
    const SVG = "http://www.w3.org/2000/svg";
    const root = document.createElementNS(SVG, "svg");
    const named = document.createElementNS(SVG, "title");
    named.textContent = title;
    root.append(named);
    document.append(root);
    root.append(document.createElementNS("http://www.w3.org/1999/xhtml", "title"));
    root.remove();
  }

  const { apply, defineProperty, getOwnPropertyDescriptor: describe } = Reflect;
  const shown = document;
  const ours = [title, `● ${title}`]; // Behind the operator's work title.js marks it.
  const own = shown.implementation.createHTMLDocument("");
  const ownElement = own.querySelector("title");
  const ofDocument = describe(Document.prototype, "title");
  const content = describe(Node.prototype, "textContent");
  const find = Document.prototype.querySelector;

  const read = (node) => apply(content.get, node, []);
  const write = (node, text) => apply(content.set, node, [text]);
  const element = () => {
    const first = apply(find, shown, ["title"]);
    return first instanceof HTMLTitleElement ? first : null;
  };
  const textNode = () => element()?.firstChild ?? null;

  // Takes for the page's own what is in the tab and not ours: the page has just put it there.
  const learn = () => {
    const inTab = apply(ofDocument.get, shown, []);
    if (ours.includes(inTab)) return;
    const there = element();
    write(ownElement, there ? read(there) : inTab);
  };

  const held = () => ours.find((one) => one === apply(ofDocument.get, shown, [])) ?? title;

  const writeAnew = () => {
    const text = held();
    apply(ofDocument.set, shown, [text]);
    if (!element() && shown.head) {
      // Chrome would have made one, if the document had not had a title without an element.
      const added = shown.createElement("title");
      write(added, text);
      shown.head.append(added);
    }
    veilText();
  };

  // Lets `name` of `target` stand for that of `twin`, as long as `inTab()` is what it is asked of.
  const veil = (target, name, native, { inTab, twin, repeat }) => {
    const get = (getter, self, values) => {
      if (self !== inTab()) return apply(getter, self, values);
      learn();
      return apply(getter, twin, values);
    };
    const set = (setter, self, values) => {
      if (self !== inTab()) return apply(setter, self, values);
      apply(setter, twin, values);
      return repeat();
    };
    defineProperty(target, name, {
      ...native,
      get: new Proxy(native.get, { apply: get }),
      set: new Proxy(native.set, { apply: set }),
    });
  };

  const veilText = () => {
    const node = textNode();
    if (!node || !ours.includes(read(node))) return;
    const way = { inTab: textNode, twin: ownElement, repeat: () => write(node, held()) };
    // Of a text these three are the same.
    for (const name of ["data", "nodeValue", "textContent"]) veil(node, name, content, way);
  };

  const wayOfElement = { inTab: element, twin: ownElement, repeat: writeAnew };
  const types = { text: HTMLTitleElement, textContent: Node, innerText: HTMLElement, innerHTML: Element };
  const ofElement = Object.entries(types).map(([name, type]) => [name, describe(type.prototype, name)]);
  for (const [name, native] of ofElement) veil(HTMLTitleElement.prototype, name, native, wayOfElement);
  veil(Document.prototype, "title", ofDocument, { inTab: () => shown, twin: own, repeat: writeAnew });

  new MutationObserver((records) => {
    learn();
    if (records.some(({ target }) => target instanceof HTMLTitleElement)) veilText();
  }).observe(shown, { childList: true, subtree: true, characterData: true });
  defineProperty(shown, mark, { value: true });
  learn();
};
