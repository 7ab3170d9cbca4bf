// A card's page that checks signatures, for Node.js without a framework: node cardPage.js PORT
"use strict";

const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const { Verdict, Verifier } = require("./cardSignature.js");

// Both from the configuration of your CRM: the address as the administrator's template has it, up to the '?',
// and a file with lines of <id>:<secret>.
const ADDRESS = process.env.CARD_ADDRESS;
const KEYS = readFileSync(process.env.CARD_KEYS, "utf8").trim().split(/\r?\n/).map((line) => line.split(":"));

const verifier = new Verifier(new Map(KEYS));

async function showCard(request, response) {
  // Here your CRM asks who is logged in, and goes to its login page if nobody is.
  const isForm = request.method === "POST";
  const sent = isForm ? await bodyOf(request) : request.url.split("?").slice(1).join("?");
  const verdict = verifier.check(ADDRESS, sent, Date.now() / 1000);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Referrer-Policy", "same-origin");
  if (verdict !== Verdict.ACCEPTED) {
    response.statusCode = 403;
    return response.end(`<h1>This card cannot be shown: ${verdict}</h1>`);
  }
  const parameters = new URLSearchParams(sent);
  response.end(`<h1>Customer ${escaped(parameters.get("user_id") ?? "unknown")}</h1>`);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString("latin1");
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const server = createServer(showCard).listen(Number(process.argv[2] ?? 8080), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
