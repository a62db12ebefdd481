// Says when the page is drawn: fonts there, nothing waiting, every chart with its picture, and a quiet document.
// Then the page is laid out on sheets, and the mark's data-state goes from "drawing" to "complete".

const QUIET = 300; // milliseconds without a change of the document
const HEADING = 80; // pixels; what is taller is more than a heading
const BELOW_HEADING = 160; // pixels of what a heading stands over
const LEAST = 200; // pixels of a card that stand on a sheet before it goes on on the next one

export default function ({ parentElement, data }) {
  const mark = parentElement.querySelector("#render-mark");
  mark.dataset.release = data.release;
  mark.dataset.asOf = data.as_of;
  mark.dataset.state = "drawing";
  let lastChange = performance.now();
  const observer = new MutationObserver(() => { lastChange = performance.now(); });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });

  const isDrawn = () =>
    document.fonts.status === "loaded" &&
    !document.querySelector(data.waiting) &&
    [...document.querySelectorAll(data.charts)].every((chart) => !chart.clientWidth || chart.matches(data.drawn)) &&
    performance.now() - lastChange >= QUIET;

  const timer = setInterval(() => {
    if (!isDrawn()) return;
    clearInterval(timer);
    observer.disconnect();
    mark.dataset.sheets = String(layOut(document.querySelector(data.page), data, data.screen));
    mark.dataset.state = "complete";
  }, 50);

  // Paper has another shape than the screen: the same page, laid out for its height while it is being printed.
  const isComplete = () => mark.dataset.state === "complete";
  const onPaper = () => isComplete() && layOut(document.querySelector(data.page), data, data.paper);
  const onScreen = () => isComplete() && layOut(document.querySelector(data.page), data, data.screen);
  window.addEventListener("beforeprint", onPaper);
  window.addEventListener("afterprint", onScreen);
  return () => {
    clearInterval(timer);
    observer.disconnect();
    window.removeEventListener("beforeprint", onPaper);
    window.removeEventListener("afterprint", onScreen);
  };
}

// Moves what would lie across the end of a sheet to the top of the next one, from the top of the page down, writes the
// running words of each sheet, and returns the number of sheets. Charts, lines of text and things side by side stay
// whole; other cards and tables go on on the next sheet, tables under their head.
function layOut(page, { whole, block, item, head, foot }, { height, margin }) {
  undo(page);
  for (const empty of page.querySelectorAll(item))
    if (empty.getBoundingClientRect().height === 0 && !empty.querySelector("#render-mark"))
      empty.classList.add("print-empty"); // a hidden control: the room between things is not kept around it
  const top = page.getBoundingClientRect().top;
  let heading = null; // the last one that lies where it was

  const lies = (element) => {
    const box = element.getBoundingClientRect();
    const start = box.top - top;
    const sheet = Math.floor(start / height);
    const end = (sheet + 1) * height - margin;
    const isBelowHead = sheet === 0 || start - sheet * height >= margin;
    return { start, bottom: box.bottom - top, height: box.height, end, early: isBelowHead ? 0 : sheet * height + margin - start };
  };

  const toNextSheet = (element) => {
    const { start, end } = lies(element);
    const isBelow = heading && start >= heading.below && start - heading.below < HEADING;
    const moved = isBelow ? heading : { element, start };
    push(moved.element, end + 2 * margin - moved.start);
    heading = null;
  };

  const place = (element) => {
    if (getComputedStyle(element).display === "contents") return [...element.children].forEach(place);
    let at = lies(element);
    if (at.height === 0) return;
    if (at.early > 0) {
      push(element, at.early);
      at = lies(element);
    }
    // A heading does not stay behind alone.
    const isHeading = at.height < HEADING && isHeadingOf(element, block);
    if (at.bottom + (isHeading ? BELOW_HEADING : 0) <= at.end) {
      if (isHeading) heading = { element, start: at.start, below: at.bottom };
      return;
    }
    if (element.tagName === "TABLE") return split(element);
    const isCard = element.matches(block);
    if (isCard && at.end - at.start < LEAST) {
      toNextSheet(element);
      if (at.height > height - 2 * margin) [...element.children].forEach(place);
      return;
    }
    const isWhole = isHeading || element.matches(whole) || element.children.length === 0 || isRow(element);
    if (!isWhole || at.height > height - 2 * margin) return [...element.children].forEach(place);
    toNextSheet(element);
  };

  // A table that a card begins with takes the card's title along.
  const withTitle = (table) => {
    const card = table.closest(block);
    return card && lies(table).start - lies(card).start < BELOW_HEADING ? card : table;
  };

  // Two rows at least stay with the head; what goes on on another sheet has the head again.
  const split = (table) => {
    const rows = [...table.tBodies[0].rows];
    const second = lies(rows[Math.min(1, rows.length - 1)]);
    if (second.bottom > lies(table).end) toNextSheet(withTitle(table));
    for (const row of rows) {
      const at = lies(row);
      if (at.bottom <= at.end && at.early === 0) continue;
      const again = table.tHead?.rows[0]?.cloneNode(true);
      if (again) {
        again.classList.add("print-head");
        row.before(again);
      }
      push(again ?? row, at.early || at.end + 2 * margin - at.start);
    }
  };

  [...page.children].forEach(place);
  const below = parseFloat(getComputedStyle(page).paddingBottom); // room that needs no sheet of its own
  const sheets = Math.ceil((page.scrollHeight - below - 1) / height);
  page.style.height = `${sheets * height}px`;
  for (let sheet = 0; sheet < sheets && margin > 0; sheet++) {
    write(page, "print-running print-running-head", head, sheet * height);
    write(page, "print-running", [...foot, `第 ${sheet + 1} 页，共 ${sheets} 页`], (sheet + 1) * height - 28);
  }
  return sheets;
}

function undo(page) {
  for (const made of page.querySelectorAll(".print-running, .print-head")) made.remove();
  for (const empty of page.querySelectorAll(".print-empty")) empty.classList.remove("print-empty");
  for (const moved of page.querySelectorAll(".print-pushed, .print-pushed-row")) {
    moved.classList.remove("print-pushed", "print-pushed-row");
    moved.style.removeProperty("--print-push");
  }
  page.style.height = "";
}

// A heading, or the bold line over a table that stands in no card.
function isHeadingOf(element, block) {
  if (element.matches(":is(h2, h3), :has(h2, h3)")) return true;
  return element.matches(":has(p > strong:only-child)") && !element.closest(block);
}

// Whether things stand side by side in it: they go to the next sheet together, or a row falls apart.
function isRow(element) {
  const { display, flexDirection } = getComputedStyle(element);
  if (display !== "grid" && !(display === "flex" && flexDirection === "row")) return false;
  const tops = [...element.children].map((child) => child.getBoundingClientRect()).filter((box) => box.height > 0)
    .map((box) => box.top);
  return tops.length > 1 && tops.every((top) => Math.abs(top - tops[0]) < 2);
}

function write(page, name, words, top) {
  const line = page.appendChild(document.createElement("div"));
  line.className = name;
  line.style.top = `${top}px`;
  for (const word of words) line.appendChild(document.createElement("span")).textContent = word;
}

function push(element, pixels) {
  const cells = element.tagName === "TR" ? [...element.cells] : [element];
  for (const cell of cells) {
    const before = parseFloat(cell.style.getPropertyValue("--print-push")) || 0;
    cell.classList.add(element.tagName === "TR" ? "print-pushed-row" : "print-pushed");
    cell.style.setProperty("--print-push", `${before + pixels}px`);
  }
}
