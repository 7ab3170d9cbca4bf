// Judges lines of "<address>\t<query>\t<seconds since 1970>" on standard input by cardSignature.js, with one memory of
// nonces; for tests, and to try one's own. The arguments are the keys, each as <id>:<secret>.
"use strict";

const { readFileSync } = require("node:fs");
const { Verifier, pairsOf, signedText } = require("./cardSignature.js");

const keys = process.argv.slice(2).map((line) => line.split(":"));
const verifier = new Verifier(new Map(keys));

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [address, query, now] = line.split("\t");
  const text = signedText(address, pairsOf(query)).replace(/\n/g, " ");
  console.log(`${verifier.check(address, query, Number(now))}\t${text}`);
}
