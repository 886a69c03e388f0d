// Shortens ways that links and forms offer anyway; nothing depends on it.
"use strict";

// Buttons that copy a question or the link of a page: shown only where the browser can copy.
if (navigator.clipboard) {
  for (const place of document.querySelectorAll(".scripted")) place.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-link]");
    if (!button) return;
    const link = button.dataset.copyLink;
    navigator.clipboard.writeText(link ? new URL(link, location.href).href : button.dataset.copy).then(() => {
      button.setAttribute("aria-live", "polite");
      button.textContent = button.dataset.done || "✓";
    });
  });
}

// After an error or an act the focus is where the page tells of it.
const problems = document.querySelector(".problems[tabindex]");
if (problems) problems.focus();

// Keys in the list of people: j and k move between rows, x chooses, / goes to the search. Never in a field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  const links = [...document.querySelectorAll(".people .name")];
  const row = document.activeElement.closest(".people tbody tr");
  const here = row ? links.indexOf(row.querySelector(".name")) : -1;
  if (event.key === "j" && here + 1 < links.length) links[here + 1].focus();
  if (event.key === "k" && here > 0) links[here - 1].focus();
  if (event.key === "x" && row) row.querySelector("input[type=checkbox]").click();
});
