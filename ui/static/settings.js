// The settings: a dialog over the page, filled with the parts that the server keeps in #settings.
(() => {
  "use strict";

  const { send, onChange } = window.yinzheng;
  const dialog = document.createElement("dialog");
  dialog.className = "settings";

  const part = (name) => dialog.querySelector(`[data-part=${name}]`);
  const kind = () => part("status")?.dataset.kind ?? "";
  const over = () => ["done", "failed"].includes(kind());

  // How an earlier change ended is told once.
  let told = null;

  function fill(fresh) {
    let place = part(fresh.dataset.part);
    if (!place) dialog.append((place = fresh.cloneNode(false)));
    else if (place.dataset.key === fresh.dataset.key) return;
    Object.assign(place.dataset, fresh.dataset);
    place.replaceChildren(...fresh.cloneNode(true).childNodes);
    if (["status", "acts"].includes(fresh.dataset.part)) requestAnimationFrame(() => place.scrollIntoView({ block: "nearest" }));
  }

  function draw() {
    const parts = [...document.querySelectorAll("#settings [data-part]")];
    if (!parts.length) return;
    const inside = dialog.contains(document.activeElement);
    const names = parts.map((each) => each.dataset.part);
    for (const place of dialog.querySelectorAll("[data-part]"))
      if (!names.includes(place.dataset.part)) place.remove();
    parts.forEach(fill);
    dialog.querySelector("h2").id = "settings-title";
    told ??= over() ? part("status").dataset.key : "";
    if (part("status")) part("status").hidden = over() && part("status").dataset.key === told;
    dialog.querySelector(".use")?.setAttribute("aria-disabled", String(kind() === "busy"));
    // What had the focus may have gone.
    if (inside && dialog.open && !dialog.contains(document.activeElement))
      (dialog.querySelector(".use") ?? dialog.querySelector("[data-shut]")).focus();
  }

  function use(event) {
    event.preventDefault();
    if (kind() === "busy") return;
    const given = new FormData(event.target);
    const spec = given.get("who") === "none" ? "none" : given.get("spec");
    send("use", { spec, seconds: Number(given.get("seconds")) });
  }

  function press(event) {
    const button = event.target.closest?.("button");
    if (button?.matches("[data-settings]")) {
      send("settings", {});
      dialog.showModal();
    } else if (event.target === dialog || button?.matches("[data-shut]")) {
      dialog.close();
    } else if (button?.matches("[data-agree]")) {
      send("agree", { words: button.dataset.agree });
    } else if (button?.matches("[data-halt]")) {
      send("cancel", {});
    } else if (button?.matches("[data-example]")) {
      const field = dialog.querySelector("[name=spec]");
      field.value = button.textContent;
      field.focus();
    }
  }

  function closed() {
    if (over()) told = part("status").dataset.key;
    document.querySelector("[data-settings]")?.focus();
  }

  addEventListener("click", press);
  dialog.addEventListener("submit", use);
  dialog.addEventListener("close", closed);
  dialog.setAttribute("aria-labelledby", "settings-title");
  document.addEventListener("DOMContentLoaded", () => document.body.append(dialog));
  onChange(draw);
})();
