// Comparing: which answers change between the settings before and the draft.

import { readMails } from "./mails.js";

const before = document.querySelector("#before");

readMails({ path: "compare", question: () => ({ before: before.value }) });
