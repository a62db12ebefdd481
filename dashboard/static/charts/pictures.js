// PNG and SVG of a chart, made in the reader's browser: title, subtitle, the picture, and where the numbers are from.

import { chartOf } from "./chart.js";
import { CONFIG, FONT, INK, MUTED } from "./house.js";
import { plotly } from "./plotly.js";

const DENSITY = 2; // pixels of a PNG per point, for print and large screens
const NARROWEST = 560;
const SPACE = 24;
const LINES = {
  title: { size: 18, weight: 600, colour: INK, step: 26 },
  subtitle: { size: 13, weight: 400, colour: MUTED, step: 20 },
  note: { size: 12, weight: 400, colour: MUTED, step: 18 },
};

// caption: {title, subtitle, notes: […]}
async function drawing(chart, caption) {
  const Plotly = await plotly();
  const figure = JSON.parse(chart.data.figure);
  const width = Math.max(chart.root.clientWidth, NARROWEST);
  const height = figure.layout.height;
  const layout = { ...figure.layout, width, autosize: false };
  const data = await Plotly.toImage({ data: figure.data, layout, config: CONFIG }, { format: "svg", width, height });
  const inner = decodeURIComponent(data.slice(data.indexOf(",") + 1));
  const parts = [];
  let y = SPACE;
  const write = (text, style) => {
    const { size, weight, colour, step } = LINES[style];
    for (const line of wrapped(text, width, `${weight} ${size}px ${FONT}`)) {
      y += step;
      parts.push(
        `<text x="${SPACE}" y="${y - step / 4}" font-size="${size}" font-weight="${weight}" fill="${colour}">` +
          `${escaped(line)}</text>`,
      );
    }
  };
  write(caption.title, "title");
  write(caption.subtitle, "subtitle");
  y += SPACE / 2;
  parts.push(`<svg x="${SPACE}" y="${y}" width="${width}" height="${height}">${inner}</svg>`);
  y += height + SPACE / 2;
  for (const note of caption.notes) write(note, "note");
  y += SPACE;
  const whole = { width: width + 2 * SPACE, height: y };
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${whole.width}" ` +
    `height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" font-family="${escaped(FONT)}">` +
    `<title>${escaped(caption.title)}</title><rect width="100%" height="100%" fill="#FFFFFF"/>${parts.join("")}</svg>`;
  return { text, ...whole };
}

function wrapped(text, width, font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [""];
  for (const piece of text.match(/[A-Za-z0-9.,%+−-]+|./gsu) ?? []) {
    if (pen.measureText(lines.at(-1) + piece).width > width) lines.push("");
    lines[lines.length - 1] += piece;
  }
  return lines;
}

function escaped(text) {
  const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => named[sign]);
}

async function png({ text, width, height }) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(width * DENSITY),
    height: Math.round(height * DENSITY),
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

const MAKERS = {
  png,
  svg: async ({ text }) => new Blob([text], { type: "image/svg+xml" }),
};

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// data: {charts (keys, the first that is shown is taken), stem, title, subtitle, notes}
export default function show({ data, parentElement }) {
  const said = parentElement.querySelector("[role=status]");
  for (const button of parentElement.querySelectorAll("button[data-kind]"))
    button.onclick = async () => {
      const chart = chartOf(data.charts);
      button.disabled = true;
      said.textContent = "";
      try {
        if (!chart) throw new Error("no chart is shown");
        const kind = button.dataset.kind;
        save(await MAKERS[kind](await drawing(chart, data)), `${data.stem}.${kind}`);
      } catch (error) {
        console.error(error);
        said.textContent = "图片没有生成，请刷新页面后重试。";
      } finally {
        button.disabled = false;
      }
    };
}
