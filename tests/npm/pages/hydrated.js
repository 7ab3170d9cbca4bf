// React takes over the whole document that the server has sent, as Remix and Next do, after the operator has
// begun to type in it.
const { createElement: make } = React;
const field = document.querySelector("#field");
field.value = "typed before";

const page = make(
  "html",
  { lang: "ru" },
  make("head", null, make("meta", { charSet: "utf-8" }), make("title", null, "Anna – CRM")),
  make(
    "body",
    null,
    make("h1", null, "Anna"),
    make("input", { id: "field" }),
    ...[...document.scripts].map((script) => make("script", { key: script.src, src: script.getAttribute("src") })),
  ),
);
const errors = [];
ReactDOM.hydrateRoot(document, page, { onRecoverableError: (error) => errors.push(error.message) });

const tell = () => {
  const { value } = document.querySelector("#field");
  globalThis.hydrated = { errors, value, isSame: field.isConnected, title: document.title };
};
setTimeout(tell, 500); // React is done when the browser has nothing to do.
