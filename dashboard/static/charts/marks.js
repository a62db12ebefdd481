// What can be clicked in a chart: boxes in pixels of the plot, the values they send, and what they say.

const LEAST = 24; // pixels that a finger or an unsteady hand needs

// Marks of a drawn plot. `click` says which items of a mark's customdata are sent; marks that send the same are one.
export function marksOf(plot, click) {
  const found = new Map();
  plot._fullData.forEach((trace, number) => {
    if (trace.customdata === undefined || trace.visible !== true) return;
    for (const point of pointsOf(plot, trace, number)) {
      const data = [point.data].flat();
      const values = click.map((use, index) => (use ? data[index] : null));
      if (values.every((value) => value === null || value === undefined || value === "")) continue;
      const key = JSON.stringify(values);
      const known = found.get(key);
      if (known) join(known, point);
      else found.set(key, { values, boxes: [point.box], hover: inPanel(plot, trace, point.at), text: point.text });
    }
  });
  return [...found.values()];
}

// Where Plotly is to show what it says of a point: pixels within the panel, and which panel.
function inPanel(plot, trace, at) {
  const [x, y] = axesOf(plot, trace);
  return { at: { xpx: at.x - x._offset, ypx: at.y - y._offset }, panel: trace.xaxis + trace.yaxis };
}

function axesOf(plot, trace) {
  return [trace.xaxis.replace("x", "xaxis"), trace.yaxis.replace("y", "yaxis")].map((name) => plot._fullLayout[name]);
}

function join(mark, point) {
  mark.boxes.push(point.box);
  if (point.text && !mark.text.includes(point.text)) mark.text += `；${point.text}`;
}

// The mark whose box holds a place; where several do, the one whose middle is nearest.
export function markAt(marks, x, y) {
  let best;
  let least = Infinity;
  for (const mark of marks)
    for (const box of mark.boxes) {
      if (x < box.x || x > box.x + box.w || y < box.y || y > box.y + box.h) continue;
      const distance = Math.hypot(x - box.x - box.w / 2, y - box.y - box.h / 2);
      if (distance < least) [best, least] = [mark, distance];
    }
  return best;
}

export function outline(mark) {
  const x = Math.min(...mark.boxes.map((box) => box.x));
  const y = Math.min(...mark.boxes.map((box) => box.y));
  const right = Math.max(...mark.boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...mark.boxes.map((box) => box.y + box.h));
  return { x, y, w: right - x, h: bottom - y };
}

function pointsOf(plot, trace, number) {
  const [x, y] = axesOf(plot, trace);
  if (trace.type === "heatmap") return cellsOf(trace, x, y);
  if (trace.type === "bar") return barsOf(plot, trace, number, x, y);
  return dotsOf(trace, x, y);
}

function cellsOf(trace, x, y) {
  return trace.z.flatMap((line, row) =>
    Array.from(line, (_, column) => ({
      data: trace.customdata[row][column],
      box: cell(x, y, trace.x[column], trace.y[row]),
      text: plain(trace.hovertext[row][column]),
    })).map((point) => ({ ...point, at: middle(point.box) })),
  );
}

// A row or column belongs to its bar as a whole, label and number included, unless bars are stacked in it.
function barsOf(plot, trace, number, x, y) {
  const lying = trace.orientation === "h";
  const stacked = plot._fullLayout.barmode === "stack" && plot._fullData.filter((t) => t.type === "bar").length > 1;
  const [along, across] = lying ? [x, y] : [y, x];
  const points = [];
  plot.calcdata[number].forEach((bar, index) => {
    const sides = [pixel(across, bar.p - 0.5), pixel(across, bar.p + 0.5)].sort((a, b) => a - b);
    const ends = [pixel(along, bar.s0 ?? bar.b), pixel(along, bar.s1 ?? bar.b + bar.s)].sort((a, b) => a - b);
    const at = lying ? { x: (ends[0] + ends[1]) / 2, y: (sides[0] + sides[1]) / 2 } : null;
    const whole = lying ? [0, plot._fullLayout.width] : [along._offset, along._offset + along._length];
    const [from, to] = stacked && lying ? ends : whole;
    if (stacked && lying && to - from < 1) return;
    const box = lying
      ? { x: from, y: sides[0], w: to - from, h: sides[1] - sides[0] }
      : { x: sides[0], y: from, w: sides[1] - sides[0], h: to - from };
    points.push({
      data: trace.customdata[index],
      box,
      at: at ?? { x: (sides[0] + sides[1]) / 2, y: (ends[0] + ends[1]) / 2 },
      text: plain(trace.hovertext?.[index]),
    });
  });
  return points;
}

function dotsOf(trace, x, y) {
  const points = [];
  trace.customdata.forEach((data, index) => {
    const [across, up] = [trace.x[index], trace.y[index]];
    if (across === null || across === undefined || up === null || up === undefined) return;
    const at = { x: pixel(x, across), y: pixel(y, up) };
    const box =
      trace.mode === "text"
        ? cell(x, y, across, up)
        : { x: at.x - LEAST / 2, y: at.y - LEAST / 2, w: LEAST, h: LEAST };
    points.push({ data, box, at, text: plain(trace.hovertext?.[index]) });
  });
  return points;
}

function pixel(axis, value) {
  return axis._offset + axis.d2p(value);
}

function cell(x, y, across, down) {
  const [left, right] = [pixel(x, across - 0.5), pixel(x, across + 0.5)].sort((a, b) => a - b);
  const [top, bottom] = [pixel(y, down - 0.5), pixel(y, down + 0.5)].sort((a, b) => a - b);
  return { x: left, y: top, w: right - left, h: bottom - top };
}

function middle(box) {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

function plain(text) {
  return String(text ?? "").replace(/<br>/g, " ").replace(/<[^>]*>/g, "");
}
