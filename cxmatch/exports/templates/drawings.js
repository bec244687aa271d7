"use strict";
(() => {
  const box = document.getElementById("find-office");
  if (!box) return;
  const field = document.getElementById("office"), list = document.getElementById("offices");
  const said = box.querySelector("[role=status]"), shown = box.lastElementChild;
  const offices = new Map();
  const known = (name) => offices.get(name) || offices.set(name, { mentors: [], proteges: [] }).get(name);
  for (const row of document.getElementById("pairings").tBodies[0].rows) {
    const cell = (head) => Array.from(row.cells).find((one) => one.dataset.head === head);
    const protege = cell("Protege").textContent.trim(), mentor = cell("Mentor").textContent.trim();
    const href = row.querySelector("a").getAttribute("href");
    known(protege).mentors.push({ name: mentor, href });
    known(mentor).proteges.push({ name: protege, href });
  }
  const names = Array.from(offices.keys()).sort((one, other) => one.localeCompare(other));
  const added = (parent, kind, text) => {
    const made = parent.appendChild(document.createElement(kind));
    made.textContent = text || "";
    return made;
  };
  for (const name of names) added(list, "option", "").value = name;
  const partners = (parent, noun, found) => {
    const part = added(parent, "div");
    if (found.length) added(part, "p", noun + (found.length > 1 ? "s" : ""));
    for (const { name, href } of found) added(added(part, "p"), "a", name).href = href;
  };
  const arrow = (parent, found) => added(parent, "p", found.length ? "\u2192" : "").setAttribute("aria-hidden", "true");
  const show = (name) => {
    const drawn = added(shown, "div"), { mentors, proteges } = offices.get(name);
    drawn.className = "one";
    partners(drawn, "Mentor", mentors);
    arrow(drawn, mentors);
    added(added(drawn, "div"), "strong", name);
    arrow(drawn, proteges);
    partners(drawn, "Protege", proteges);
  };
  const most = 5;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    const like = names.filter((name) => name.toLocaleLowerCase().includes(wanted));
    const same = like.filter((name) => name.toLocaleLowerCase() === wanted);
    const found = same.length ? same : wanted ? like : [];
    shown.replaceChildren();
    found.slice(0, most).forEach(show);
    said.textContent = !wanted ? "" : `${found.length} ${found.length === 1 ? "office" : "offices"} found${found.length > most ? `, the first ${most} are shown` : ""}`;
  });
  box.hidden = false;
})();
