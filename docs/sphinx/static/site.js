"use strict";

// The chooser of versions: those that `versions.js` at the top of the site names.
function offerVersions(choice) {
  const { site, page, version } = choice.dataset;
  const named = typeof VERSIONS === "undefined" ? [version] : VERSIONS;
  choice.replaceChildren(...named.map((each) => new Option(each, each, each === version, each === version)));
  choice.addEventListener("change", () => {
    location.href = `${site}${choice.value}/${page}`;
  });
}

// Read from a disk, a page cannot fetch another one. Sphinx's search gets their texts from `texts.js`.
function answerFromTexts() {
  const root = document.documentElement.dataset.content_root;
  window.fetch = async (address) => ({ text: () => PAGE_TEXTS[address.slice(root.length)] });
}

if (location.protocol === "file:" && typeof PAGE_TEXTS !== "undefined") {
  answerFromTexts();
}
addEventListener("DOMContentLoaded", () => offerVersions(document.getElementById("version")));
