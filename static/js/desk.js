// The desk's own script. Everything works without it: it adds keys, the moving row, live sums and fresh counts.

import { install, uninstall } from "../vendor/hotkey-3.1.4.js";
import "../vendor/relative-time-element-5.3.1.js";

const POLL_MILLISECONDS = 30_000;
const sheet = document.getElementById("shortcuts");

function inTextField(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function installKeys(root) {
  for (const element of root.querySelectorAll("[data-hotkey]")) {
    uninstall(element);
    install(element, element.dataset.hotkey);
  }
}

// A key that would fire while a dialog is open belongs to the dialog, not to the page behind it.
document.addEventListener(
  "hotkey-fire",
  (event) => {
    const outside = document.querySelector("dialog[open]:not(:has([data-hotkey]))") && !event.target.closest("dialog");
    if (outside) event.preventDefault();
  },
  true,
);

// --- the sheet of shortcuts: written from what the page really has

function fillSheet() {
  const list = sheet.querySelector("dl");
  const seen = new Set();
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-hotkey], [data-key-help]")) {
    const keys = element.dataset.hotkey || element.dataset.keys;
    if (seen.has(keys)) continue;
    seen.add(keys);
    const term = document.createElement("dt");
    for (const key of keys.split(",")[0].split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key.replace("Mod", "Ctrl");
      term.append(cap, " ");
    }
    const meaning = document.createElement("dd");
    meaning.textContent = element.dataset.keyHelp || element.textContent.trim().replace(/\s+/g, " ");
    list.append(term, meaning);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-sheet]")) {
    event.preventDefault();
    fillSheet();
    sheet.showModal();
  }
  if (event.target.closest("[data-close-sheet]") || event.target === sheet) sheet.close();
});

// --- the queue: j and k move a row that Enter or o opens

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.querySelector("a[data-open]"));
}

function moveRow(step) {
  const all = rows();
  if (all.length === 0) return;
  const now = all.findIndex((row) => row.classList.contains("here"));
  const then = Math.min(all.length - 1, Math.max(0, now + step));
  all.forEach((row, index) => row.classList.toggle("here", index === then));
  all[then].querySelector("a[data-open]").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey) {
    const primary = event.key === "Enter" && document.querySelector("[data-primary]:not(:disabled)");
    if (primary && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      primary.click();
    }
    return;
  }
  if (event.altKey || inTextField(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "j") moveRow(1);
  if (event.key === "k") moveRow(-1);
  if (event.key === "x") document.querySelector("tr.here input[type=checkbox]")?.click();
  if (event.key === "o") document.querySelector("tr.here a[data-open]")?.click();
});

// --- a fine: so many times so much

function addUp(form) {
  const output = form.querySelector("output[data-cents]");
  if (!output) return;
  const count = form.querySelectorAll("input[name=charged]:checked").length;
  const money = new Intl.NumberFormat("en-US", { style: "currency", currency: output.dataset.currency });
  const each = Number(output.dataset.cents) / 100;
  output.textContent = `${count} × ${money.format(each)} = ${money.format(count * each)}`;
}

// --- an outcome shows only the questions that belong to it

function showQuestions(form) {
  const chosen = form.querySelector("input[name=outcome]:checked")?.value;
  for (const part of form.querySelectorAll("[data-only-for]")) {
    part.hidden = !chosen || !part.dataset.onlyFor.split(" ").includes(chosen);
  }
}

function prepare(root) {
  installKeys(root);
  for (const form of root.querySelectorAll("form[data-decision]")) {
    addUp(form);
    showQuestions(form);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of event.target.form.querySelectorAll("input[name=case]")) box.checked = event.target.checked;
  }
  const form = event.target.closest("form[data-decision]");
  if (form) {
    addUp(form);
    showQuestions(form);
  }
});

// A second press of a button that already sent its form sends nothing; coming back by the Back button makes it work again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  if (form.dataset.busy !== undefined) event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

document.body.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
setInterval(() => {
  if (document.visibilityState === "visible") document.body.dispatchEvent(new Event("desk:poll"));
}, POLL_MILLISECONDS);

prepare(document);
document.querySelector("[data-focus]")?.focus();
