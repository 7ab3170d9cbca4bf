// Whether a card was asked for by ChatPlugin, now and for the first time: the check of a signature.
//
// protocol/card.md says the same in words, ../vectors.json by examples. For Node.js 16 and later; it needs nothing
// else of this folder. ../signature.py is the same in Python.
"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");

/** Seconds by which the clock of a desktop may be wrong. */
const CLOCKS_DIFFER = 30;
// Seconds that the settings allow a link at most: so a nonce is never kept for ever.
const LONGEST_LIFE = 86400;

const FORMS = {
  kid: /^[A-Za-z0-9._-]{1,64}$/,
  ts: /^[0-9]{1,12}$/,
  exp: /^[0-9]{1,12}$/,
  nonce: /^[0-9a-f]{32}$/,
  sig: /^[0-9a-f]{64}$/,
};

const Verdict = Object.freeze({
  ACCEPTED: "accepted",
  UNSIGNED: "unsigned",
  TWICE: "a parameter stands there twice",
  UNKNOWN_KEY: "unknown key",
  FORGED: "wrong signature",
  TOO_EARLY: "not valid yet",
  EXPIRED: "expired",
  USED: "used before",
});

class Verifier {
  /**
   * @param {Map<string, string>} keys secrets by their ids: two of them while a key is being changed
   */
  constructor(keys) {
    this.keys = keys;
    // Until when each nonce is remembered. Several servers must share this memory.
    this.used = new Map();
  }

  /**
   * Judge the parameters of the address or of the form.
   *
   * @param {string} address the card's, up to the '?', as the administrator's template has it: a constant of yours,
   *   never put together from a request's headers
   * @param {string} query as it came, undecoded: in Express `req.originalUrl` after its '?', or the body as text
   * @param {number} now seconds since 1970-01-01 UTC
   *
   * Ask who is logged in first: what leads to the login page uses up no nonce.
   */
  check(address, query, now) {
    const pairs = pairsOf(query);
    const names = pairs.map(([name]) => lowerAscii(name));
    if (new Set(names).size < names.length) {
      return Verdict.TWICE;
    }
    const values = new Map(pairs);
    if (!Object.entries(FORMS).every(([name, form]) => form.test(values.get(name) ?? ""))) {
      return Verdict.UNSIGNED;
    }
    const secret = this.keys.get(values.get("kid"));
    if (secret === undefined) {
      return Verdict.UNKNOWN_KEY;
    }
    const text = signedText(address, pairs.filter(([name]) => name !== "sig"));
    const expected = createHmac("sha256", secret).update(text).digest();
    // The time that this takes tells nothing of how much was right.
    if (!timingSafeEqual(expected, Buffer.from(values.get("sig"), "hex"))) {
      return Verdict.FORGED;
    }
    return this.inTime(Number(values.get("ts")), Number(values.get("exp")), values.get("nonce"), now);
  }

  inTime(issued, signedUntil, nonce, now) {
    const expires = Math.min(signedUntil, issued + LONGEST_LIFE);
    if (now < issued - CLOCKS_DIFFER) {
      return Verdict.TOO_EARLY;
    }
    if (now > expires + CLOCKS_DIFFER) {
      return Verdict.EXPIRED;
    }
    for (const [old, until] of this.used) {
      if (until < now) {
        this.used.delete(old);
      }
    }
    if (this.used.has(nonce)) {
      return Verdict.USED;
    }
    this.used.set(nonce, expires + CLOCKS_DIFFER);
    return Verdict.ACCEPTED;
  }
}

function signedText(address, pairs) {
  const lines = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return `ChatPlugin-1\n${canonicalAddress(address)}\n${lines.sort().join("&")}`;
}

/**
 * Every server reads a form like this: '+' is a blank, and what has no '=' has no value. Each character of the result
 * is one octet, so that nothing is lost where the octets are no UTF-8.
 */
function pairsOf(query) {
  return query.replace(/\+/g, " ").split("&").filter(Boolean).map((piece) => {
    const equals = piece.indexOf("=");
    const [name, value] = equals < 0 ? [piece, ""] : [piece.slice(0, equals), piece.slice(equals + 1)];
    return [decoded(name), decoded(value)];
  });
}

/** Bring scheme, host and port into the form of browsers, and encode each octet of the path once. */
function canonicalAddress(address) {
  const [, scheme, server, path] = /^([^:]+):\/\/([^/]*)\/?(.*)$/s.exec(address);
  const usualPort = { http: ":80", https: ":443" }[scheme.toLowerCase()];
  let host = server.toLowerCase();
  if (host.endsWith(usualPort)) {
    host = host.slice(0, -usualPort.length);
  }
  const segments = path.split("/").map((segment) => encoded(decoded(segment)));
  return `${scheme.toLowerCase()}://${host}/${segments.join("/")}`;
}

/** RFC 3986: all but the unreserved characters A-Z a-z 0-9 - . _ ~ as %XX, in capitals. */
function encoded(octets) {
  const escape = (octet) => "%" + octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
  return octets.replace(/[^A-Za-z0-9._~-]/gs, escape);
}

function decoded(text) {
  const octets = Buffer.from(text, "utf8").toString("latin1");
  return octets.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

function lowerAscii(name) {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

module.exports = { Verdict, Verifier, pairsOf, signedText };
