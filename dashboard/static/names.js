// Streamlit names its own controls in English for those who listen to a page, and has no setting for it: here they are
// in Chinese. Icons, which repeat the words beside them, are left out.

const NAMES = {
  "Add files": "添加文件",
  "App pages": "页面",
  "Clear value": "清除",
  Close: "关闭",
  "Collapse sidebar": "收起筛选栏",
  Copied: "已复制",
  "Copy to clipboard": "复制",
  Decrement: "减一",
  Dismiss: "关闭",
  "Expand sidebar": "打开筛选栏",
  "file upload": "选择文件",
  Increment: "加一",
  Logo: "标志",
  "Main menu": "菜单",
  "Navigate to home page": "回到首页",
  Notifications: "通知",
  Open: "展开选项",
  "Scroll tabs left": "标签页向左",
  "Scroll tabs right": "标签页向右",
  "Scrollable table": "可滚动的表格",
  "Selected values": "已选",
  Sidebar: "筛选栏",
  "Stop script": "停止",
};
const STARTS = { "Help for ": "说明：", "Remove ": "移除", "Upload ": "上传" };
const PICTURES = /^\w+ icon$/;
const NAMED = "[aria-label], img[alt]";

function inChinese(name) {
  if (Object.hasOwn(NAMES, name)) return NAMES[name];
  const start = Object.keys(STARTS).find((words) => name.startsWith(words));
  return start ? STARTS[start] + name.slice(start.length) : name;
}

function translate() {
  for (const element of document.querySelectorAll(NAMED)) {
    const attribute = element.hasAttribute("aria-label") ? "aria-label" : "alt";
    const name = element.getAttribute(attribute);
    if (PICTURES.test(name) && !element.matches("a, button, input")) element.setAttribute("aria-hidden", "true");
    else if (inChinese(name) !== name) element.setAttribute(attribute, inChinese(name));
  }
}

let isWaiting = false;
function soon() {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    translate();
  });
}

new MutationObserver(soon).observe(document.documentElement, {
  subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "alt"],
});
soon();
