// The page's own script: the interface language, the tabs, the markers. It runs before anything of Gradio's.
(() => {
  "use strict";

  const TAGS = ["zh-Hant", "zh-Hans", "en"];
  const GRADIO = { "zh-Hant": "zh-TW", "zh-Hans": "zh-CN", en: "en" };
  const KEPT = "yinzheng.language";
  const WORDS = window.yinzhengStrings;

  // --- language ---------------------------------------------------------------------------------------------------

  function tagOf(locale) {
    const name = String(locale || "").toLowerCase().replaceAll("_", "-");
    if (!/^zh(-|$)/.test(name)) return name.startsWith("en") ? "en" : null;
    if (/-hans(-|$)/.test(name)) return "zh-Hans";
    return /-(hant|tw|hk|mo)(-|$)/.test(name) ? "zh-Hant" : "zh-Hans";
  }

  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null; // storage may be forbidden
    }
  }

  function chosen() {
    const asked = tagOf(new URLSearchParams(location.search).get("lang"));
    if (asked) return asked;
    if (TAGS.includes(kept())) return kept();
    for (const locale of navigator.languages || [navigator.language]) {
      const tag = tagOf(locale);
      if (tag) return tag;
    }
    return "en";
  }

  let language = chosen();
  // Gradio has words of its own in zh-TW and zh-CN, and knows no other name for them.
  Object.defineProperty(navigator, "language", { get: () => GRADIO[language], configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => [GRADIO[language]], configurable: true });

  function say(key, n, values) {
    const table = WORDS[language];
    let words = table[key] ?? table[`${key}.${Number(n) === 1 ? "one" : "other"}`] ?? "";
    for (const [name, value] of Object.entries(values ? JSON.parse(values) : {}))
      words = words.replaceAll(`{${name}}`, () => value);
    return n === undefined ? words : words.replace("{n}", n);
  }

  function put(node, value) {
    if (node.textContent !== value) node.textContent = value;
  }

  function name(node, attribute, value) {
    if (node && node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
  }

  function translate() {
    const all = (css) => document.querySelectorAll(css);
    for (const node of all("[data-i18n]")) {
      put(node, say(node.dataset.i18n, node.dataset.n, node.dataset.values));
      name(node, "lang", language);
    }
    for (const node of all("[data-i18n-label]")) name(node, "aria-label", say(node.dataset.i18nLabel));
    for (const node of all("[data-i18n-title]")) name(node, "title", say(node.dataset.i18nTitle));
    for (const node of all("[data-language]"))
      name(node, "aria-pressed", String(node.dataset.language === language));
  }

  // Gradio's own parts: the words change, its nodes stay.
  function nameParts() {
    const box = document.querySelector("#box textarea");
    name(box, "placeholder", say("placeholder"));
    name(box, "aria-label", say("question"));
    name(box, "lang", language);
    const ask = document.querySelector("#ask");
    const label = ask && [...ask.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
    if (label && label.data !== say("ask")) label.data = say("ask");
    const log = document.querySelector("#chat [role=log]");
    name(log, "aria-label", say("talk"));
    for (const who of ["user", "bot"])
      for (const node of document.querySelectorAll(`#chat [data-testid=${who}]`))
        name(node, "aria-label", say(who === "user" ? "question" : "answer"));
  }

  function speak(tag) {
    language = tag;
    document.documentElement.lang = tag;
    translate();
    nameParts();
  }

  // --- the right side ---------------------------------------------------------------------------------------------

  const narrow = matchMedia("(max-width: 720px)");
  let cameFrom = null;
  let awaited = null;
  let focused = "";
  let send = () => {};

  function show(tab, { raise = true } = {}) {
    for (const button of document.querySelectorAll("[data-tab]")) {
      const on = button.dataset.tab === tab;
      name(button, "aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      document.getElementById(button.dataset.tab)?.classList.toggle("shown", on);
    }
    if (raise) document.body.classList.add("raised");
  }

  function lower() {
    document.body.classList.remove("raised");
    if (cameFrom?.isConnected) cameFrom.focus({ preventScroll: true });
    cameFrom = null;
  }

  function marks(key) {
    return document.querySelectorAll(`#source mark[data-cite~="${CSS.escape(key)}"]`);
  }

  function light(key, { raise, focus }) {
    const found = marks(key);
    if (!found.length) return false;
    show("source", { raise });
    for (const mark of document.querySelectorAll("#source mark.lit")) mark.classList.remove("lit");
    for (const mark of found) mark.classList.add("lit");
    for (const seal of document.querySelectorAll(".seal.current")) seal.classList.remove("current");
    const [turn, marker] = key.split("-");
    document.querySelector(`.seal[data-turn="${turn}"][data-marker="${marker}"]`)?.classList.add("current");
    const panel = document.getElementById("source");
    const middle = found[0].getBoundingClientRect().top - panel.getBoundingClientRect().top;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    panel.scrollTo({ top: panel.scrollTop + middle - panel.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
    if (focus) found[0].focus({ preventScroll: true });
    return true;
  }

  function cite(button, event, data, key) {
    cameFrom = button;
    if (light(key, { raise: true, focus: true })) return;
    awaited = key;
    show("source");
    send(event, data);
  }

  // A document newly shown says which of its marks is meant.
  function arrived() {
    const key = document.querySelector("#source .document")?.dataset.focus ?? "";
    if (key === focused) return;
    focused = key;
    if (!key) return;
    const wanted = awaited === key;
    awaited = null;
    requestAnimationFrame(() => light(key, { raise: wanted, focus: wanted }));
  }

  function counted() {
    const n = document.querySelector("#passages [data-count]")?.dataset.count;
    const place = document.querySelector("#tab-passages .number");
    if (place && n !== undefined) put(place, n === "0" ? "" : n);
  }

  // A new turn comes into view from its question on, however long the answer.
  let newest = "";
  function follow() {
    const rows = document.querySelectorAll("#chat .message-row");
    const last = rows[rows.length - 1];
    const state = `${rows.length} ${last?.textContent}`;
    if (!last || state === newest) return;
    newest = state;
    requestAnimationFrame(() => {
      const log = document.querySelector("#chat [role=log]");
      const asked = [...rows].reverse().find((row) => row.matches(".user-row"));
      const first = rows.length > 1 ? (asked ?? last) : last;
      log.scrollTop += first.getBoundingClientRect().top - log.getBoundingClientRect().top - 18;
    });
  }

  function dress() {
    for (const [id, tab] of [["source", "tab-source"], ["passages", "tab-passages"], ["library", "tab-library"]]) {
      const panel = document.getElementById(id);
      name(panel, "role", "tabpanel");
      name(panel, "aria-labelledby", tab);
      if (panel) panel.tabIndex = 0;
    }
    if (!document.querySelector("#side .shown")) show("source", { raise: false });
  }

  // --- what people do ---------------------------------------------------------------------------------------------

  const number = (value) => Number.parseInt(value, 10);

  function press(event) {
    const button = event.target.closest?.("button");
    if (!button) return;
    const { turn, marker, passage, open, ask, alone, tab, language: tag } = button.dataset;
    if (button.matches(".seal")) {
      cite(button, "cite", { turn: number(turn), marker: number(marker) }, `${turn}-${marker}`);
    } else if (passage !== undefined) {
      cite(button, "passage", { turn: number(turn), passage: number(passage) }, `${turn}-p${passage}`);
    } else if (open !== undefined) {
      show("source");
      document.getElementById("source").scrollTop = 0;
      send("open", { document: open });
    } else if (ask !== undefined) {
      send("example", { question: ask });
    } else if (alone !== undefined) {
      send("alone", { turn: number(alone) });
    } else if (button.matches("[data-stop]")) {
      if (event.detail === 0) send("stop", {}); // by the keyboard; `down` has taken the pointer's
    } else if (tab !== undefined) {
      show(tab);
    } else if (button.matches("[data-close]")) {
      lower();
    } else if (button.matches("[data-new]")) {
      send("restart", {});
      document.querySelector("#box textarea")?.focus();
    } else if (TAGS.includes(tag)) {
      try {
        localStorage.setItem(KEPT, tag);
      } catch {
        // the choice then lasts as long as the page
      }
      speak(tag);
    }
  }

  // What is being written is drawn anew many times a second: the button may be another one before the press is over.
  function down(event) {
    if (event.button === 0 && event.target.closest?.("[data-stop]")) send("stop", {});
  }

  function key(event) {
    if (event.target.closest?.("dialog")) return; // it has keys of its own
    const tab = event.target.closest?.("[role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (tab && step) {
      const all = [...document.querySelectorAll("[role=tab]")];
      const next = all[(all.indexOf(tab) + step + all.length) % all.length];
      show(next.dataset.tab, { raise: document.body.classList.contains("raised") });
      next.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && (document.body.classList.contains("raised") || cameFrom)) {
      lower();
    }
  }

  // The Enter that ends a composition picks characters; it must not send. Safari fires it after `compositionend`.
  let composed = 0;
  function composing(event) {
    const picking = event.isComposing || event.keyCode === 229 || event.timeStamp - composed < 30;
    if (event.key === "Enter" && event.target.matches?.("#box textarea") && picking) event.stopImmediatePropagation();
  }

  addEventListener("compositionend", (event) => (composed = event.timeStamp), true);
  addEventListener("keydown", composing, true);
  addEventListener("keypress", composing, true);
  addEventListener("click", press);
  addEventListener("pointerdown", down);
  addEventListener("keydown", key);

  // Gradio rewrites nodes in place as often as it replaces them, so everything is looked over; what is right stays.
  const others = [];
  function changed() {
    for (const look of others) look();
    translate();
    nameParts();
    dress();
    counted();
    follow();
    arrived();
  }

  document.addEventListener("DOMContentLoaded", () => {
    speak(language);
    // Gradio writes its own name for the language there.
    new MutationObserver(() => name(document.documentElement, "lang", language)).observe(document.documentElement, {
      attributeFilter: ["lang"],
    });
    new MutationObserver(changed).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  document.documentElement.lang = language;

  window.yinzheng = {
    connect(trigger) {
      send = trigger;
    },
    send(event, data) {
      send(event, data);
    },
    onChange(look) {
      others.push(look);
    },
  };
})();
