// The wall screen: enlarges the scenes to the screen, shows one after the other, keeps the clock, and loads the page
// anew when another release has been published. The scenes themselves are drawn once and stay.

export default function ({ parentElement, data }) {
  const root = document.documentElement;
  const find = (selector) => parentElement.querySelector(selector);
  const clock = find(".wall-clock");
  const lost = find(".wall-lost");
  let scene = 1;
  let isPaused = false;
  let started = performance.now();

  const show = (number) => {
    scene = ((number - 1 + data.scenes) % data.scenes) + 1;
    root.dataset.wallScene = String(scene);
    started = performance.now();
    find(".wall-place").textContent = `第 ${scene} 屏，共 ${data.scenes} 屏`;
  };
  const pause = () => {
    isPaused = !isPaused;
    find("[data-act=pause]").textContent = isPaused ? "继续" : "暂停";
    started = performance.now();
  };
  const leave = () => {
    const kept = new URLSearchParams(location.search);
    for (const key of ["view", "every", "embed", "embed_options"]) kept.delete(key);
    location.assign(location.pathname + (kept.size ? `?${kept}` : ""));
  };
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  const acts = { back: () => show(scene - 1), next: () => show(scene + 1), pause, full, leave };

  const fit = () => {
    const scale = Math.min(innerWidth / data.width, innerHeight / data.height);
    root.style.setProperty("--wall-scale", String(scale));
    root.style.setProperty("--wall-left", `${(innerWidth - data.width * scale) / 2}px`);
    root.style.setProperty("--wall-top", `${(innerHeight - data.height * scale) / 2}px`);
  };
  const tell = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const day = `${now.getMonth() + 1}月${now.getDate()}日 星期${"日一二三四五六"[now.getDay()]}`;
    const words = `${day} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    if (clock.textContent !== words) clock.textContent = words;
    if (!isPaused && data.scenes > 1 && performance.now() - started >= data.seconds * 1000) show(scene + 1);
  };
  const follow = async () => {
    try {
      const answer = await (await fetch("/healthz", { cache: "no-store" })).json();
      if (answer.release && answer.release !== data.release) location.reload();
      else if (!lost.hidden) location.reload(); // the server is back: a new session
    } catch {
      lost.textContent = "与服务器失去联系，显示的是最后收到的数据";
      lost.hidden = false;
    }
  };

  let resting;
  const stir = () => {
    root.dataset.wallBar = "shown";
    clearTimeout(resting);
    resting = setTimeout(() => delete root.dataset.wallBar, 4000);
  };
  const pressed = (event) => {
    const act = { Escape: leave, ArrowLeft: acts.back, ArrowRight: acts.next }[event.key];
    if (event.key === " " && event.target.tagName !== "BUTTON") pause();
    else if (!act) return;
    else act();
    event.preventDefault();
  };
  const leftFull = () => document.fullscreenElement || leave(); // Esc ends full screen without a key press for us

  for (const button of parentElement.querySelectorAll("[data-act]")) button.onclick = acts[button.dataset.act];
  const listening = [
    [window, "resize", fit],
    [window, "keydown", pressed],
    [window, "mousemove", stir],
    [window, "click", stir],
    [document, "fullscreenchange", leftFull],
  ];
  for (const [target, name, act] of listening) target.addEventListener(name, act);
  const timers = [setInterval(tell, 250), setInterval(follow, data.asksEvery)];
  fit();
  show(Number(root.dataset.wallScene) || 1);
  tell();
  return () => {
    for (const [target, name, act] of listening) target.removeEventListener(name, act);
    timers.forEach(clearInterval);
    clearTimeout(resting);
    delete root.dataset.wallScene;
    delete root.dataset.wallBar;
  };
}
