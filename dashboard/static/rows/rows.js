// A trail of links and a table whose rows are links. A plain click goes to the server as a message and the page stays;
// a click with a key held, or the menu of the browser, uses the link as any other.

function element(name, parts = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(parts)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function link(item, send) {
  if (!item.href) return document.createTextNode(item.text);
  const made = element("a", {href: item.href, "aria-label": item.name}, [item.text]);
  if (item.go)
    made.addEventListener("click", event => {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      send(item.go);
    });
  return made;
}

function trail(items, label, kind, send) {
  const steps = items.map((item, number) => {
    const isLast = number === items.length - 1;
    return element("li", isLast ? {"aria-current": "location"} : {}, [link(item, send)]);
  });
  return element("nav", {"aria-label": label, class: kind}, [element("ol", {}, steps)]);
}

function table(given, send) {
  const head = given.columns.map(column =>
    element("th", {scope: "col", class: column.numeric ? "rows-number" : null}, [column.name]));
  const body = given.rows.map(row => {
    const cells = row.cells.map((cell, number) => {
      const kind = given.columns[number].numeric ? "rows-number" : null;
      return element(number ? "td" : "th", {scope: number ? null : "row", class: kind}, [link(cell, send)]);
    });
    return element("tr", {class: row.kind ? `rows-${row.kind}` : null}, cells);
  });
  const made = element("table", {}, [
    element("caption", {}, [given.caption]),
    element("thead", {}, [element("tr", {}, head)]),
    element("tbody", {}, body),
  ]);
  return element("div", {class: "rows-table", tabindex: "0", role: "region", "aria-label": given.caption}, [made]);
}

export default function ({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector(".rows");
  const hadFocus = root.contains(document.activeElement);
  const send = go => setTriggerValue("go", go);
  root.replaceChildren(...[
    data.trail ? trail(data.trail, "位置", "rows-trail", send) : null,
    data.table ? table(data.table, send) : null,
    data.pages ? trail(data.pages, "翻页", "rows-trail rows-pages", send) : null,
  ].filter(Boolean));
  if (hadFocus) root.querySelector("a")?.focus();
}
