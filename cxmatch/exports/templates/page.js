"use strict";
(() => {
  const table = document.getElementById("pairings");
  const body = table.tBodies[0];
  const said = document.getElementById("said");
  const rows = Array.from(body.rows);
  document.querySelectorAll(".tools").forEach((tools) => { tools.hidden = false; });

  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLocaleLowerCase();
    let left = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
      left += row.hidden ? 0 : 1;
    }
    said.textContent = `${left} of ${rows.length} ${rows.length === 1 ? "pairing" : "pairings"} shown`;
  });

  const key = (row, place, isNumber) => {
    const text = row.cells[place].textContent.trim();
    return isNumber ? parseFloat(text) : text.toLocaleLowerCase();
  };
  const sort = (head, place) => {
    const isNumber = head.classList.contains("n");
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort((one, other) => {
      const a = key(one, place, isNumber), b = key(other, place, isNumber);
      return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
    });
    body.append(...rows);
    said.textContent = `Sorted by ${head.textContent.trim()}, ${down ? "descending" : "ascending"}`;
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, place));
  });

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
  open();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of closed) one.open = false; });
})();
