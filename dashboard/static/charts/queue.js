// One chart is drawn at a time, those in the window first, so that the page answers in between.

const waiting = new Map();
let running = false;

export function soon(chart, draw) {
  waiting.set(chart, draw);
  if (!running) {
    running = true;
    setTimeout(run, 0); // all charts of a rerun have come by then
  }
}

async function run() {
  while (waiting.size > 0) {
    const next = [...waiting.keys()].find((chart) => isInWindow(chart.root)) ?? waiting.keys().next().value;
    const draw = waiting.get(next);
    waiting.delete(next);
    try {
      await draw();
    } catch (error) {
      console.error(error);
      next.fail();
    }
    await new Promise((go) => setTimeout(go, 0));
  }
  running = false;
}

function isInWindow(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < window.innerHeight;
}
