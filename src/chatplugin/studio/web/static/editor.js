// The editor: a plain textarea, and behind it a mirror that has the colours, numbers and marks.
//
// The textarea is in front and its text invisible, so that typing, selecting, undoing and screen
// readers are the browser's own affair. Both wrap their lines alike; see `.mirror` in look.css.

export const text = document.querySelector("#text");
const mirror = document.querySelector("#mirror");

let marks = [];
let colours = {};
// What the server looked at, line by line, and the marks of each line, counted from its beginning.
let looked = [];
let marksOf = [];
// What stands in the mirror, line by line: what each was drawn from. Only what changes is drawn anew.
let drawn = [];

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
  draw();
}

export let isReplacing = false;

export function replaceAll(by) {
  replace(0, text.value.length, by);
}

export function show(newMarks, newColours) {
  marks = newMarks;
  colours = newColours;
  looked = text.value.split("\n");
  marksOf = looked.map(() => []);
  const starts = startsOf(looked);
  const units = hasPairs() ? unitsOf(text.value) : (points) => points;
  for (const mark of marks) {
    const from = starts[mark.line - 1];
    marksOf[mark.line - 1]?.push({ ...mark, start: units(mark.start) - from, end: units(mark.end) - from });
  }
  draw();
}

function startsOf(lines) {
  let start = 0;
  return lines.map((line) => { const here = start; start += line.length + 1; return here; });
}

// All places at once: one by one, each would count the text from its beginning.
function unitsOf(value) {
  const places = [0];
  for (const character of value) places.push(places[places.length - 1] + character.length);
  return (points) => places[Math.min(points, places.length - 1)];
}

// How many lines are the same from the top, and then from the bottom.
function same(one, other, isSame) {
  const most = Math.min(one.length, other.length);
  let top = 0;
  while (top < most && isSame(one[top], other[top])) top++;
  let bottom = 0;
  while (bottom < most - top && isSame(one[one.length - 1 - bottom], other[other.length - 1 - bottom])) bottom++;
  return [top, bottom];
}

export function draw() {
  const lines = text.value.split("\n");
  // A mark is shown only as long as its line is as it was when the server looked at it.
  const [top, bottom] = same(lines, looked, (line, other) => line === other);
  const shift = looked.length - lines.length;
  const shade = JSON.stringify(colours);
  const wanted = lines.map((line, at) => {
    const here = at < top ? marksOf[at] : at >= lines.length - bottom ? marksOf[at + shift] : [];
    return { line, here, key: JSON.stringify([line, here, shade]) };
  });
  const [kept, tail] = same(wanted, drawn, (one, other) => one.key === other.key);
  const elements = wanted.slice(kept, wanted.length - tail).map(({ line, here }) => lineOf(line, here));
  for (const old of [...mirror.children].slice(kept, drawn.length - tail)) old.remove();
  if (kept < mirror.children.length) mirror.children[kept].before(...elements);
  else mirror.append(...elements);
  drawn = wanted;
  fit(elements.flatMap((element) => [...element.querySelectorAll(".lens")]));
}

function lineOf(line, here) {
  const element = document.createElement("div");
  element.className = ["line", ...here.map((mark) => mark.severity)].join(" ");
  for (const [piece, kind, at] of tokens(line)) put(element, piece, kind, at, here);
  if (!line) element.append("\u200b");
  if (here.length) {
    const lens = document.createElement("span");
    lens.className = "lens";
    lens.textContent = here[0].short;
    element.append(lens);
  }
  return element;
}

// What a line says behind its end has only the room that is left there. First all are measured, then
// all are moved: one after the other, the page would be laid out anew for each.
function fit(lenses) {
  const measured = lenses.map((lens) => {
    const line = lens.parentElement.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(lens.parentElement);
    range.setEndBefore(lens);
    const rows = range.getClientRects();
    const end = rows[rows.length - 1];
    return {
      lens,
      room: end ? line.right - end.right - 24 : 0,
      left: end ? end.right - line.left + 20 : 0,
      top: end ? end.top - line.top : 0,
    };
  });
  for (const { lens, room, left, top } of measured) {
    lens.hidden = room < 140;
    lens.style.left = `${left}px`;
    lens.style.top = `${top}px`;
    lens.style.maxWidth = `${room}px`;
  }
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
    for (const edge of [mark.start - start, mark.end - start]) {
      if (edge > 0 && edge < piece.length) cuts.add(edge);
    }
  }
  const edges = [...cuts].sort((a, b) => a - b);
  for (let at = 0; at + 1 < edges.length; at++) {
    const span = document.createElement("span");
    const place = start + edges[at];
    const mark = here.find((each) => each.start <= place && place < each.end);
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

addEventListener("resize", () => fit([...mirror.querySelectorAll(".lens")]));
