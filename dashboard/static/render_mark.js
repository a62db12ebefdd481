// Says when the page is drawn: fonts there, nothing waiting, every chart with its picture, and a quiet document.
// Then the page is laid out on sheets, and the mark's data-state goes from "drawing" to "complete".

const QUIET = 300; // milliseconds without a change of the document
const HEADING = 80; // pixels; what is taller is more than a heading
const BELOW_HEADING = 200; // pixels of what a heading stands over

export default function ({ parentElement, data }) {
  const mark = parentElement.querySelector("#render-mark");
  mark.dataset.release = data.release;
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
// running words of each sheet, and returns the number of sheets.
function layOut(page, { whole, head, foot }, { height, margin }) {
  for (const moved of page.querySelectorAll(".print-pushed, .print-pushed-row")) {
    moved.classList.remove("print-pushed", "print-pushed-row");
    moved.style.removeProperty("--print-push");
  }
  for (const words of page.querySelectorAll(".print-running")) words.remove();
  page.style.height = "";
  const top = page.getBoundingClientRect().top;
  let heading = null; // the last one that lies where it was
  const place = (element) => {
    if (getComputedStyle(element).display === "contents") return [...element.children].forEach(place);
    const box = element.getBoundingClientRect();
    const start = box.top - top;
    const end = (Math.floor(start / height) + 1) * height - margin;
    // A heading does not stay behind alone.
    const isHeading = box.height < HEADING && element.matches(":is(h2, h3), :has(h2, h3)");
    if (box.height === 0) return;
    if (box.bottom - top + (isHeading ? BELOW_HEADING : 0) <= end) {
      if (isHeading) heading = { element, start, below: box.bottom - top };
      return;
    }
    const isWhole = isHeading || element.matches(whole) || element.children.length === 0 || isRow(element);
    if (!isWhole || box.height > height - 2 * margin) return [...element.children].forEach(place);
    const isBelow = heading && start >= heading.below && start - heading.below < HEADING;
    const moved = isBelow ? heading : { element, start };
    push(moved.element, end + 2 * margin - moved.start);
    heading = null;
  };
  [...page.children].forEach(place);
  const sheets = Math.ceil((page.scrollHeight - 1) / height);
  page.style.height = `${sheets * height}px`;
  for (let sheet = 0; sheet < sheets && margin > 0; sheet++) {
    write(page, "print-running print-running-head", head, sheet * height);
    write(page, "print-running", [...foot, `第 ${sheet + 1} 页，共 ${sheets} 页`], (sheet + 1) * height - 28);
  }
  return sheets;
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
    cell.classList.add(element.tagName === "TR" ? "print-pushed-row" : "print-pushed");
    cell.style.setProperty("--print-push", `${pixels}px`);
  }
}
