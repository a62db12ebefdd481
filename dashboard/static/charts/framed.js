// A figure as SVG text and as PNG, alone or with its title above and its notes below. A picture is {text, width, height}.

import { CONFIG, FONT, INK, MUTED } from "./house.js";
import { plotly } from "./plotly.js";

const SPACE = 24;
const LINES = {
  title: { size: 18, weight: 600, colour: INK, step: 26 },
  subtitle: { size: 13, weight: 400, colour: MUTED, step: 20 },
  note: { size: 12, weight: 400, colour: MUTED, step: 18 },
};

export async function drawn(figure, width) {
  const Plotly = await plotly();
  const height = figure.layout.height;
  const layout = { ...figure.layout, width, autosize: false };
  const data = await Plotly.toImage({ data: figure.data, layout, config: CONFIG }, { format: "svg", width, height });
  return { text: decodeURIComponent(data.slice(data.indexOf(",") + 1)), width, height };
}

// caption: {title, subtitle, notes: […]}
export function framed(picture, caption) {
  const { width, height } = picture;
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
  parts.push(`<svg x="${SPACE}" y="${y}" width="${width}" height="${height}">${picture.text}</svg>`);
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

// A blob of a picture; density: pixels per point.
export async function png({ text, width, height }, density) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(width * density),
    height: Math.round(height * density),
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
