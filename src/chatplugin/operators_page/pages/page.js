// Puts the operator's page into the waiting tab's document, and tells which button was pressed.
//
// Called as (function)() in an isolated world of its own. `show` takes what is to be seen; text goes
// in as text, never as HTML. Rows are kept by contact, so an update moves neither focus nor scroll.
() => {
  const byId = (id) => document.getElementById(id);
  const tell = (message) => globalThis.chatPluginPage(JSON.stringify(message));
  const rows = new Map();
  let words = {};
  let shown = null;
  let announced = new Map();

  const set = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const make = (tag, className, parent) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    parent?.append(element);
    return element;
  };

  const time = (at) => {
    const moment = new Date(at);
    const today = moment.toDateString() === new Date().toDateString();
    const locale = words.lang === "en" ? "en-GB" : words.lang;
    const clock = moment.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
    const day = moment.toLocaleDateString(locale, { day: "2-digit", month: "2-digit" });
    return today ? clock : `${day} ${clock}`;
  };

  // about:blank is no secure context, so there is no navigator.clipboard.
  const copy = (text) => {
    const put = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  };

  const makeRow = (id) => {
    const item = make("li", "row");
    const row = { item, line: null };
    row.time = make("time", "", item);
    const who = make("div", "who", item);
    row.channel = make("span", "channel", who);
    who.append(" ");
    row.customer = make("span", "customer", who);
    const what = make("div", "what", item);
    row.text = make("span", "state", what);
    what.append(" ");
    row.why = make("span", "why", what);
    const buttons = make("div", "buttons", item);
    row.show = make("button", "show", buttons);
    row.copy = make("button", "quiet copy", buttons);
    row.show.type = row.copy.type = "button";
    row.show.addEventListener("click", () => tell({ do: "show", contact: id }));
    row.copy.addEventListener("click", () => {
      if (!copy(row.line.link)) return;
      set(row.copy, words.copied);
      announce(words.copied);
      setTimeout(() => set(row.copy, words.copy), 2000);
    });
    row.choice = make("div", "choice", item);
    row.choice.setAttribute("role", "group");
    row.several = make("span", "several", row.choice);
    row.accounts = [];
    item.addEventListener("keydown", (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      const button = (of) => of.querySelector("button:not([hidden])");
      let other = item[step];
      while (other && !button(other)) other = other[step]; // A contact without a card has none.
      if (!other) return;
      event.preventDefault();
      button(other).focus();
    });
    return row;
  };

  const fillRow = (row, line) => {
    row.line = line;
    row.item.dataset.state = line.state;
    row.item.dataset.ended = line.ended;
    row.time.dateTime = new Date(line.at).toISOString();
    set(row.time, time(line.at));
    set(row.channel, line.channel);
    set(row.customer, line.customer);
    set(row.text, line.text);
    set(row.why, [line.why, line.ended ? words.ended : ""].filter(Boolean).join(" · "));
    if (row.copy.textContent !== words.copied) set(row.copy, words.copy);
    set(row.show, words.show);
    row.show.hidden = !line.show;
    row.copy.hidden = !line.link;
    const name = [line.channel, line.customer].filter(Boolean).join(", ");
    row.show.setAttribute("aria-label", `${words.show}: ${name}`);
    row.copy.setAttribute("aria-label", `${words.copy}: ${name}`);
    fillChoice(row, line, name);
  };

  // The page knows an account by its last figures and its place in the letter.
  const fillChoice = (row, line, name) => {
    row.choice.hidden = line.accounts.length === 0;
    row.choice.setAttribute("aria-label", words.several);
    set(row.several, words.several);
    while (row.accounts.length > line.accounts.length) row.accounts.pop().remove();
    line.accounts.forEach((account, index) => {
      const button = (row.accounts[index] ??= makeAccount(row, line.id, index));
      set(button, account);
      button.setAttribute("aria-label", `${words.account} ${account}: ${name}`);
      button.setAttribute("aria-pressed", index === line.chosen);
    });
  };

  const makeAccount = (row, id, index) => {
    const button = make("button", "account", row.choice);
    button.type = "button";
    button.addEventListener("click", () => tell({ do: "choose", contact: id, account: index }));
    return button;
  };

  const showLines = (lines) => {
    const list = byId("lines");
    const current = new Set(lines.map((line) => line.id));
    for (const [id, row] of rows) {
      if (current.has(id)) continue;
      row.item.remove();
      rows.delete(id);
    }
    lines.forEach((line, index) => {
      if (!rows.has(line.id)) rows.set(line.id, makeRow(line.id));
      const row = rows.get(line.id);
      fillRow(row, line);
      if (list.children[index] !== row.item) {
        const focused = row.item.contains(document.activeElement) ? document.activeElement : null;
        list.insertBefore(row.item, list.children[index] ?? null);
        focused?.focus();
      }
    });
    byId("none").hidden = lines.length > 0;
    list.hidden = lines.length === 0;
  };

  const showNotes = (notes) => {
    const place = byId("notes");
    byId("attention").hidden = notes.length === 0;
    place.replaceChildren(
      ...notes.map((note) => {
        const box = make("li", `note ${note.kind}`);
        set(make("h3", "", box), note.head);
        const items = make(note.items.length > 1 ? "ul" : "div", "items", box);
        for (const text of note.items) {
          const item = make(note.items.length > 1 ? "li" : "p", "", items);
          set(item, text);
        }
        set(make("p", "remedy", box), note.what);
        return box;
      }),
    );
  };

  const showParts = (parts, lately) => {
    byId("parts").replaceChildren(
      ...parts.map((part) => {
        const item = make("li", "");
        item.dataset.state = part.state;
        make("span", "lamp", item).setAttribute("aria-hidden", "true");
        set(make("span", "name", item), part.name);
        set(make("span", "", item), part.text);
        return item;
      }),
    );
    byId("lately").replaceChildren(
      ...lately.map(({ text, at }) => {
        const item = make("li", "");
        set(item, `${text} ${time(at)}`);
        return item;
      }),
    );
  };

  const announce = (text) => set(byId("live"), text);

  const announceNews = (lines) => {
    const news = lines.filter((line) => announced.get(line.id) !== line.text);
    if (shown && news.length) {
      const [line] = news;
      announce([line.channel, line.customer, line.text].filter(Boolean).join(", "));
    }
    announced = new Map(lines.map((line) => [line.id, line.text]));
  };

  const show = (model) => {
    words = { ...model.words, lang: model.lang };
    document.documentElement.lang = model.lang;
    if (!document.documentElement.classList.contains("opening")) document.title = model.title;
    document.body.hidden = false;
    document.body.dataset.paused = model.paused;
    set(byId("headline"), model.headline);
    byId("headline").dataset.state = model.paused ? "wait" : model.notes.length ? "bad" : "good";
    const button = byId("pause");
    set(button, model.paused ? words.resume : words.pause);
    set(byId("latest"), words.latest);
    set(byId("none"), model.paused ? words.nonePaused : words.none);
    set(byId("keys"), words.keys);
    set(byId("opening"), words.opening);
    set(byId("attention-title"), words.attention);
    byId("health").setAttribute("aria-label", words.health);
    showNotes(model.notes);
    showLines(model.lines);
    showParts(model.parts, model.lately);
    announceNews(model.lines);
    shown = model;
  };

  const focusCard = (card) => {
    const line = shown?.lines.find((one) => one.card === card && one.show);
    const button = line ? rows.get(line.id).show : byId("pause");
    button.focus({ focusVisible: true });
    button.scrollIntoView({ block: "nearest" });
  };

  byId("pause").addEventListener("click", () => tell({ do: shown.paused ? "resume" : "pause" }));

  return { show, focusCard };
};
