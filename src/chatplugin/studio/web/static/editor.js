// The editor: a plain textarea, and behind it a mirror that has the colours, numbers and marks.
//
// The textarea is in front and its text invisible, so that typing, selecting, undoing and screen
// readers are the browser's own affair. Both wrap their lines alike; see `.mirror` in look.css.

export const text = document.querySelector("#text");
const mirror = document.querySelector("#mirror");

let marks = [];
let marked = [];
let colours = {};

// The server counts characters, JavaScript UTF-16 units: they differ from the first emoji on.
const hasPairs = () => /[\ud800-\udbff]/.test(text.value);
export const toPoints = (units) => hasPairs() ? [...text.value.slice(0, units)].length : units;
export const toUnits = (points) => hasPairs() ? [...text.value].slice(0, points).join("").length : points;

// Put in as if typed, so that Ctrl+Z takes it back; meanwhile `isReplacing`.
export function replace(start, end, by) {
  text.focus();
  text.setSelectionRange(start, end);
  isReplacing = true;
  if (!document.execCommand(by ? "insertText" : "delete", false, by)) {
    text.setRangeText(by, start, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  isReplacing = false;
}

export let isReplacing = false;

export function replaceAll(by) {
  replace(0, text.value.length, by);
}

export function show(newMarks, newColours) {
  marks = newMarks;
  colours = newColours;
  marked = text.value.split("\n");
  draw();
}

export function draw() {
  let start = 0;
  const lines = text.value.split("\n");
  mirror.replaceChildren(...lines.map((line, at) => {
    // A mark is shown only as long as its line is as it was when the server looked at it.
    const here = line === marked[at] ? marks.filter((mark) => mark.line === at + 1) : [];
    const element = lineOf(line, start, here);
    start += line.length + 1;
    return element;
  }));
  for (const lens of mirror.querySelectorAll(".lens")) fit(lens);
}

function lineOf(line, start, here) {
  const element = document.createElement("div");
  element.className = ["line", ...here.map((mark) => mark.severity)].join(" ");
  for (const [piece, kind, at] of tokens(line)) put(element, piece, kind, start + at, here);
  if (!line) element.append("\u200b");
  if (here.length) {
    const lens = document.createElement("span");
    lens.className = "lens";
    lens.textContent = here[0].short;
    element.append(lens);
  }
  return element;
}

// What the line says behind its end has only the room that is left there.
function fit(lens) {
  const line = lens.parentElement.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(lens.parentElement);
  range.setEndBefore(lens);
  const rows = range.getClientRects();
  const end = rows[rows.length - 1];
  const room = end ? line.right - end.right - 24 : 0;
  lens.hidden = room < 140;
  lens.style.left = `${end ? end.right - line.left + 20 : 0}px`;
  lens.style.top = `${end ? end.top - line.top : 0}px`;
  lens.style.maxWidth = `${room}px`;
}

function tokens(line) {
  if (/^\s*;/.test(line)) return [[line, "comment", 0]];
  if (/^\s*\[.*\]\s*$/.test(line)) return [[line, "section", 0]];
  const equals = line.indexOf("=");
  if (equals < 0) return [[line, "key", 0]];
  const found = [[line.slice(0, equals), "key", 0], ["=", "sign", equals]];
  for (const match of line.slice(equals + 1).matchAll(/\{[^{}]*\}?|[^{]+|\{/g)) {
    const at = equals + 1 + match.index;
    if (match[0][0] === "{") found.push(...expression(match[0], at));
    else found.push([match[0], "", at]);
  }
  return found;
}

function expression(piece, start) {
  return [...piece.matchAll(/\w+|\W/g)].map((match) => {
    const colour = colours[match[0]];
    return [match[0], colour === undefined ? "brace" : `p c${colour}`, start + match.index];
  });
}

// A token, cut where a mark begins or ends in it.
function put(line, piece, kind, start, here) {
  const cuts = new Set([0, piece.length]);
  for (const mark of here) {
    for (const edge of [toUnits(mark.start) - start, toUnits(mark.end) - start]) {
      if (edge > 0 && edge < piece.length) cuts.add(edge);
    }
  }
  const edges = [...cuts].sort((a, b) => a - b);
  for (let at = 0; at + 1 < edges.length; at++) {
    const span = document.createElement("span");
    const place = start + edges[at];
    const mark = here.find((each) => toUnits(each.start) <= place && place < toUnits(each.end));
    span.className = mark ? `${kind} wave` : kind;
    span.textContent = piece.slice(edges[at], edges[at + 1]);
    line.append(span);
  }
}

// Where on the page the character at `offset` stands.
export function placeOf(offset) {
  const before = text.value.slice(0, offset).split("\n");
  const line = mirror.children[before.length - 1];
  let left = before[before.length - 1].length;
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length && !node.parentElement.classList.contains("lens")) {
      const range = document.createRange();
      range.setStart(node, left);
      range.collapse(true);
      return range.getClientRects()[0] ?? line.getBoundingClientRect();
    }
    left -= node.length;
  }
  return line.getBoundingClientRect();
}

export function goTo(mark) {
  text.focus();
  text.setSelectionRange(toUnits(mark.start), toUnits(mark.end));
  mirror.children[mark.line - 1]?.scrollIntoView({ block: "nearest" });
}

export function fix(mark) {
  if (!mark?.fix) return;
  const [start, end, by] = mark.fix;
  replace(toUnits(start), toUnits(end), by);
}

export const allMarks = () => marks;

export function markAtCaret() {
  const line = text.value.slice(0, text.selectionStart).split("\n").length;
  return marks.find((mark) => mark.line === line && mark.fix);
}

export function nextMark() {
  const caret = toPoints(text.selectionStart);
  return marks.find((mark) => mark.start > caret) ?? marks[0];
}

addEventListener("resize", draw);
