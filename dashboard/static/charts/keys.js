// The marks of a chart as a list for the keyboard and for screen readers: arrows move, Enter sets the filter.

import { outline } from "./marks.js";

const ROOM = 3; // pixels between a mark and the line around it

export class Keys {
  constructor(root, choose) {
    this.plot = root.querySelector(".chart-plot");
    this.list = root.querySelector(".chart-marks");
    this.ring = root.querySelector(".chart-ring");
    this.choose = choose;
    this.marks = [];
    this.now = 0;
    this.list.addEventListener("focus", () => this.move(this.now));
    this.list.addEventListener("blur", () => this.rest());
    this.list.addEventListener("keydown", (event) => this.pressed(event));
  }

  // chosen: for every item that a click sends, the values that are chosen now (null: the filter is off)
  offer(marks, alt, chosen) {
    this.marks = marks;
    this.now = Math.min(this.now, Math.max(marks.length - 1, 0));
    this.list.hidden = marks.length === 0;
    this.list.setAttribute("aria-label", `${alt}方向键移动，回车按所在项筛选。`);
    this.list.replaceChildren(
      ...marks.map((mark, index) => {
        const option = document.createElement("div");
        option.id = `${this.list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-label", mark.text);
        option.setAttribute("aria-selected", String(isChosen(mark, chosen)));
        return option;
      }),
    );
    if (document.activeElement === this.list) this.move(this.now);
  }

  pressed(event) {
    const last = this.marks.length - 1;
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 10, PageUp: -10 };
    if (event.key in steps) this.move(Math.min(Math.max(this.now + steps[event.key], 0), last));
    else if (event.key === "Home") this.move(0);
    else if (event.key === "End") this.move(last);
    else if (event.key === "Enter" || event.key === " ") this.choose(this.marks[this.now], event.ctrlKey);
    else return;
    event.preventDefault();
  }

  move(index) {
    const mark = this.marks[index];
    if (!mark) return;
    this.now = index;
    this.list.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    const box = outline(mark);
    Object.assign(this.ring.style, {
      left: `${box.x - ROOM}px`,
      top: `${box.y - ROOM}px`,
      width: `${box.w + 2 * ROOM}px`,
      height: `${box.h + 2 * ROOM}px`,
    });
    this.ring.hidden = false;
    window.Plotly.Fx.hover(this.plot, mark.hover.at, mark.hover.panel);
  }

  rest() {
    this.ring.hidden = true;
    window.Plotly.Fx.unhover(this.plot);
  }
}

function isChosen(mark, chosen) {
  const set = mark.values.map((value, index) => [value, chosen[index]]).filter(([, known]) => known);
  return set.length > 0 && set.every(([value, known]) => known.includes(value));
}
