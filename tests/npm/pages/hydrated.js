// React takes over the whole document that the server has sent, as Remix and Next do, after the operator has
// begun to type in it.
import { createElement as make } from "react";
import { hydrateRoot } from "react-dom/client";

const field = document.querySelector("#field");
field.value = "typed before";

const head = make("head", null, make("meta", { charSet: "utf-8" }), make("title", null, "Anna – CRM"));
const parts = [make("input", { id: "field" }), make("script", { src: "/built/hydrated.js" })];
const page = make("html", { lang: "ru" }, head, make("body", null, ...parts));
const errors = [];
hydrateRoot(document, page, { onRecoverableError: (error) => errors.push(error.message) });

const tell = () => {
  const { value } = document.querySelector("#field");
  globalThis.hydrated = { errors, value, isSame: field.isConnected, title: document.title };
};
setTimeout(tell, 500); // React is done when the browser has nothing to do.
