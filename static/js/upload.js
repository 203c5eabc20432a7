// Adding complaints: one file a request, with its progress. Without this script the form sends all files at once.

const form = document.querySelector("[data-upload]");
const drop = form.querySelector("[data-drop]");
const picker = form.querySelector("input[type=file]");
const list = document.querySelector("[data-upload-list]");
const status = document.querySelector("[data-upload-status]");
const mostBytes = Number(form.dataset.mostBytes);
const waiting = [];
const sums = { files: 0, added: 0, refused: 0 };
let busy = false;

form.querySelector("[data-with-script]").hidden = false;

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function notice(file, text) {
  const section = element("section", "", { class: "notice bad", "data-refused": "1" });
  section.append(element("h2", file.name), element("p", text));
  return section;
}

function add(files) {
  for (const file of files) {
    const row = document.createElement("li");
    row.append(element("strong", file.name), " ", element("span", "waits", { class: "muted small" }));
    row.append(element("progress", "", { max: "1", value: "0", "aria-label": `Progress of ${file.name}` }));
    list.append(row);
    waiting.push({ file, row });
  }
  list.hidden = false;
  next();
}

function next() {
  if (busy) return;
  const one = waiting.shift();
  if (one === undefined) {
    say(`Done: ${sums.files} files, ${sums.added} complaints added, ${sums.refused} not taken.`);
    return;
  }
  if (one.file.size > mostBytes) {
    settle(one, [notice(one.file, "It is too large to be added here. Run “manage.py ingest FILE” on the server.")]);
  } else {
    send(one);
  }
}

function say(text) {
  status.textContent = text;
}

function send(one) {
  const request = new XMLHttpRequest();
  const progress = one.row.querySelector("progress");
  const words = one.row.querySelector("span");
  busy = true;
  words.textContent = "is sent";
  say(`Sending ${one.file.name}.`);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = event.loaded / event.total;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    words.textContent = "is stored";
  });
  request.addEventListener("load", () => settle(one, read(one.file, request)));
  for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => failed(one));
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.send(body(one.file));
}

// In the form's own order: the server takes a last field that is missing for an upload that broke off.
function body(file) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("channel", form.elements.channel.value);
  data.append("files", file, file.name);
  data.append("complete", "1");
  return data;
}

function read(file, request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const found = [...page.querySelectorAll(".notice")];
  if (found.length > 0) return found;
  const text = request.status === 403 ? "You are logged out, or may not add complaints. Reload the page." : "The desk could not take it. Try again.";
  return [notice(file, `${text} (${request.status})`)];
}

function failed(one) {
  const again = element("button", "Try again", { type: "button", class: "secondary" });
  const told = notice(one.file, "The connection broke off, and nothing of it was taken. ");
  again.addEventListener("click", () => {
    told.remove();
    add([one.file]);
  });
  told.append(again);
  settle(one, [told]);
}

function settle(one, told) {
  sums.files += 1;
  for (const section of told) {
    sums.added += Number(section.dataset.added ?? 0);
    sums.refused += Number(section.dataset.refused ?? 1);
  }
  one.row.replaceChildren(...told);
  busy = false;
  next();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  add(picker.files);
  picker.value = "";
});

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
// A file that misses the field would otherwise take the place of the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
  if (busy || waiting.length > 0) event.preventDefault();
});
