// Pictures of figures for documents, drawn by the dashboard's own scripts; the same figure always gives the same bytes.

import { drawn, framed, png } from "./framed.js";
import { FONT } from "./house.js";

const SIDE = 40; // pixels of the square in which a character is looked at
const UNASSIGNED = ["\u{10FFFD}", "\u{0378}"]; // no font has them: they come out as a box or as nothing

// Returns {svg, png (base64), framedSvg, framedPng, lacking}; the framed ones are null without a caption.
// caption: {title, subtitle, notes: […]}
export async function take({ key, figure, width, density, caption }) {
  Math.random = seeded(key); // Plotly makes the names of its clip paths from it
  const bare = unlinked(await drawn(figure, width));
  const whole = caption && framed(bare, caption);
  return {
    svg: bare.text,
    png: await encoded(bare, density),
    framedSvg: whole && whole.text,
    framedPng: whole && (await encoded(whole, density)),
    lacking: lacking(wordsOf((whole ?? bare).text)),
  };
}

// Plotly makes links of names that look like HTML; a picture has none.
function unlinked(picture) {
  if (!/<a[\s>]/.test(picture.text)) return picture;
  const tree = new DOMParser().parseFromString(picture.text, "image/svg+xml");
  for (const link of tree.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  return { ...picture, text: new XMLSerializer().serializeToString(tree) };
}

// Characters that come out like one that no font has.
export function lacking(text) {
  const boxes = UNASSIGNED.map(look);
  return [...new Set(text)].filter((sign) => !/[\p{Z}\p{Cc}\p{Cf}\p{M}]/u.test(sign) && boxes.includes(look(sign)));
}

function look(sign) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `28px ${FONT}`;
  pen.fillText(sign, 4, 30);
  return pen.getImageData(0, 0, SIDE, SIDE).data.join();
}

function wordsOf(text) {
  const picture = new DOMParser().parseFromString(text, "image/svg+xml");
  return [...picture.querySelectorAll("text, title")].map((element) => element.textContent).join("");
}

async function encoded(picture, density) {
  const blob = await png(picture, density);
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.readAsDataURL(blob);
  });
}

// mulberry32, started with a hash of the figure's key, so that two figures in one document share no names.
function seeded(key) {
  let state = 2166136261;
  for (const sign of key) state = Math.imul(state ^ sign.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
