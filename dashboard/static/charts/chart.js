// A chart that stays where it is: new data are drawn into the same picture, which is what makes a filter change quick.

import { CONFIG, ON_DARK } from "./house.js";
import { Keys } from "./keys.js";
import { marksOf, markAt } from "./marks.js";
import { plotly } from "./plotly.js";
import { soon } from "./queue.js";

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("./chart.css", import.meta.url);
document.head.append(style);

const charts = new Map(); // by key, for the downloads of pictures

export function chartOf(keys) {
  return keys.map((key) => charts.get(key)).find((chart) => chart?.isVisible());
}

export class Chart {
  constructor(root) {
    this.root = root;
    this.plot = root.querySelector(".chart-plot");
    this.keys = new Keys(root, (mark, add) => this.choose(mark, add));
    this.drawn = "";
    this.marks = [];
    this.observer = new ResizeObserver(() => this.refresh());
    this.observer.observe(root);
    this.pointing();
  }

  // data: {key, figure (JSON text), alt, click (which items of customdata a click sends), chosen}
  show(data, send) {
    if (this.data && this.data.key !== data.key) charts.delete(this.data.key);
    this.data = data;
    this.send = send;
    charts.set(data.key, this);
    this.plot.setAttribute("aria-label", data.alt);
    this.keys.list.id = `marks-of-${data.key}`;
    this.refresh();
  }

  isVisible() {
    return this.root.clientWidth > 0;
  }

  // Draw again when the data, the width or the ground have changed; a chart that is not shown waits until it is.
  refresh() {
    if (!this.data || !this.isVisible()) return;
    if (this.state() === this.drawn) return;
    this.root.setAttribute("aria-busy", "true");
    soon(this, () => this.draw());
  }

  state() {
    const { figure, click, chosen } = this.data;
    return JSON.stringify([this.root.clientWidth, isDark(this.root), figure, click, chosen]);
  }

  async draw() {
    const Plotly = await plotly();
    if (!this.data || !this.isVisible()) return;
    const state = this.state();
    const text = isDark(this.root) ? onDark(this.data.figure) : this.data.figure;
    const figure = JSON.parse(text);
    const layout = { ...figure.layout, width: this.root.clientWidth, autosize: false };
    await Plotly.react(this.plot, figure.data, layout, CONFIG);
    for (const svg of this.plot.querySelectorAll(".main-svg"))
      svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`); // paper is narrower than the screen
    this.marks = this.data.click.some((use) => use) ? marksOf(this.plot, this.data.click) : [];
    this.keys.offer(this.marks, this.data.alt, this.data.chosen);
    this.root.classList.add("chart-drawn");
    this.root.removeAttribute("aria-busy");
    this.drawn = state;
    if (this.state() !== state) this.refresh(); // something came while this was drawn
  }

  fail() {
    const words = document.createElement("div");
    words.className = "chart-failed";
    words.setAttribute("role", "alert");
    words.textContent = "图没有画出来，请刷新页面；数据见“查看数据”。";
    this.plot.replaceChildren(words);
    this.root.removeAttribute("aria-busy");
  }

  choose(mark, add) {
    this.send({ values: mark.values, add });
  }

  pointing() {
    const under = (event) => {
      const box = this.plot.getBoundingClientRect();
      return markAt(this.marks, event.clientX - box.left, event.clientY - box.top);
    };
    this.plot.addEventListener("mousemove", (event) => {
      this.root.classList.toggle("chart-pointing", under(event) !== undefined);
    });
    this.plot.addEventListener("click", (event) => {
      const mark = under(event);
      if (mark) this.choose(mark, event.ctrlKey || event.metaKey);
    });
  }

  close() {
    this.observer.disconnect();
    if (charts.get(this.data?.key) === this) charts.delete(this.data.key);
    this.data = undefined;
    window.Plotly?.purge(this.plot);
  }
}

const mounted = new WeakMap();

export default function show({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".chart");
  if (!mounted.has(root)) mounted.set(root, new Chart(root));
  const chart = mounted.get(root);
  chart.show(data, (clicked) => setTriggerValue("clicked", clicked));
  return () => {
    chart.close();
    mounted.delete(root);
  };
}

export function isDark(element) {
  const ground = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(ground)?.slice(1).map((hex) => parseInt(hex, 16));
  return channels !== undefined && 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2] < 128;
}

function onDark(text) {
  return text.replace(/#[0-9A-Fa-f]{6}/g, (colour) => ON_DARK[colour.toUpperCase()] ?? colour);
}
