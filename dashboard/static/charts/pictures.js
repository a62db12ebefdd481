// PNG and SVG of a chart, made in the reader's browser: title, subtitle, the picture, and where the numbers are from.

import { chartOf } from "./chart.js";
import { drawn, framed, png } from "./framed.js";

const DENSITY = 2; // pixels of a PNG per point, for print and large screens
const NARROWEST = 560;

async function drawing(chart, caption) {
  const width = Math.max(chart.root.clientWidth, NARROWEST);
  return framed(await drawn(JSON.parse(chart.data.figure), width), caption);
}

const MAKERS = {
  png: (picture) => png(picture, DENSITY),
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
