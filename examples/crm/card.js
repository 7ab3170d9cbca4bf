// What a CRM's own script does to its tab: it names it some time after loading, moves about without loading
// a page, and guards a half-filled form. It also tells the server what it did, so that tests need not guess.

const page = document.documentElement;
const form = document.getElementById("form");
const state = document.getElementById("state");
const views = { overview: "Customer card", history: "History", orders: "Orders" };

function signal(name, value) {
  navigator.sendBeacon("/signal?" + new URLSearchParams({ name, value }));
}

function nameTheTab() {
  document.title = `${page.dataset.name} – ${views[page.dataset.view]} – Sample CRM`;
  signal("title", document.title);
}

function show(view) {
  page.dataset.view = view;
  nameTheTab();
}

function warn(event) {
  event.preventDefault();
  signal("beforeunload", "");
}

document.querySelectorAll("a[data-push]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    history.pushState(null, "", link.href);
    show(link.dataset.for);
  });
});

addEventListener("popstate", () => show(location.pathname.split("/")[2] || "overview"));

form.addEventListener("input", () => {
  if (state.textContent !== "Not saved") {
    state.textContent = "Not saved";
    addEventListener("beforeunload", warn);
    signal("dirty", "");
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  state.textContent = "Saved";
  removeEventListener("beforeunload", warn);
  signal("saved", "");
});

document.addEventListener("visibilitychange", () => {
  const at = performance.timeOrigin + performance.now();
  signal(document.visibilityState, at.toFixed(1));
});

setTimeout(nameTheTab, 400);
