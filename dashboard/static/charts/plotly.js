// Plotly is loaded once, from our own server, and speaks Chinese.

import { LOCALE, PLOTLY_FILE } from "./house.js";

let loading = null;

export function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(PLOTLY_FILE, import.meta.url);
    script.onload = () => {
      window.Plotly.register({ moduleType: "locale", name: "zh-CN", ...LOCALE });
      resolve(window.Plotly);
    };
    script.onerror = () => {
      loading = null; // the next chart tries again
      script.remove();
      reject(new Error(`${script.src} did not load`));
    };
    document.head.append(script);
  });
  return loading;
}
