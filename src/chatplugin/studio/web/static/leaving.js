// Leaving a page: for another one of the studio, which keeps the draft, or for good, which does not.

const tasks = [];
let unsaved = document.body.dataset.unsaved === "true";
let staying = false;

export function setUnsaved(value) {
  unsaved = value;
}

// Something to finish first, such as telling the server what was typed last.
export function beforeLeaving(task) {
  tasks.push(task);
}

export async function leave(go) {
  await Promise.allSettled(tasks.map((task) => task()));
  staying = true;
  go();
}

addEventListener("beforeunload", (event) => {
  if (unsaved && !staying) event.preventDefault();
});

for (const link of document.querySelectorAll("a")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(() => location.assign(link.href));
  });
}
