// What if: the panel in which decisions are made, the plan that is best under all of them, two mentors compared, and the proof added up.
(() => {
  const home = document.getElementById("what-if");
  if (!home || !home.dataset.board) return;
  const board = boardOf(JSON.parse(home.dataset.board)), planner = plannerOf(board);
  const { data, m, points, allowed, at } = board;

  const make = (tag, settings = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(settings)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false) made.setAttribute(name, value);
    }
    made.append(...inside);
    return made;
  };
  const shown = (name) => data.shown[name] ?? name;
  const decimal = (amount, unit) => {
    const size = Math.abs(amount), sign = amount < 0 ? "-" : "";
    if (!/^10*$/.test(String(unit))) {
      const tenths = Math.floor((size * 20 + unit) / (2 * unit));
      return amount && !tenths ? "less than 0.1" : sign + decimal(tenths, 10);
    }
    const rest = String(size % unit).padStart(String(unit).length - 1, "0").replace(/0+$/, "");
    return `${sign}${Math.floor(size / unit)}${rest ? `.${rest}` : ""}`;
  };
  const fit = (amount) => decimal(amount, data.unit);
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const by = (names) => names.map((name, place) => [shown(name), place]).sort(([one], [other]) => one.localeCompare(other, undefined, { numeric: true }));
  const table = (caption, heads, rows, settings = {}) => make("table", { class: "stack loose", ...settings }, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first),
      ...rest.map((cell, place) => make("td", { "data-head": heads[place + 1] }, cell))))));
  const choice = (id, label, options) => {
    const select = make("select", { id }, ...options.map(([words, value]) => make("option", { value }, words)));
    return [make("p", {}, make("label", { for: id }, label), " ", select), select];
  };

  // What was decided is kept beside the page where the browser allows that, so that it survives a reload.
  const KEY = `cxmatch ${Array.from(sha256(new TextEncoder().encode(home.dataset.board)), (word) => word.toString(16)).join("-")}`;
  const stored = () => {
    try {
      const { decisions, fewest } = JSON.parse(localStorage.getItem(KEY));
      if (decisions.every((one) => [one.mentor, one.protege, one.decision].every((text) => typeof text === "string"))) return { decisions, fewest };
    } catch { /* nothing was kept, or nothing may be */ }
    return { decisions: [], fewest: false };
  };
  let { decisions, fewest } = stored();
  const keep = () => { try { localStorage.setItem(KEY, JSON.stringify({ decisions, fewest })); } catch { /* then it lasts as long as the page */ } };

  const same = (one, other) => one.mentor === other.mentor && one.protege === other.protege;
  const decide = (mentor, protege, decision) => {
    const made = { mentor, protege, decision };
    decisions = decisions.filter((one) => !same(one, made));
    if (decision !== "Open") decisions.push(made);
    refresh();
  };
  const words = ({ mentor, protege, decision }) => `${decision}: ${shown(mentor)} with ${shown(protege)}`;

  // The file that  rerun --decisions  reads: as all tables are written, with a mark in front of what a spreadsheet would run.
  const csv = () => {
    const defused = (cell) => (/^[=+\-@\t\r]/.test(cell.slice(0, 1).normalize("NFKC")) ? `'${cell}` : cell);
    const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const rows = [["mentor", "protege", "decision"], ...decisions.map((one) => [one.mentor, one.protege, one.decision])];
    return `\ufeff${rows.map((row) => row.map((cell) => quoted(defused(cell))).join(",")).join("\r\n")}\r\n`;
  };
  const noted = make("p", { "aria-live": "polite" });
  const note = (text) => { noted.textContent = text; };
  const save = () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([csv()], { type: "text/csv" })), download: "decisions.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    note(`decisions.csv is saved, with ${counted(decisions.length, "decision")}.`);
  };
  // The record of this very run, as far as the page knows where it lies: the folder alone would stand for the latest run.
  const record = () => {
    let parts = [];
    try { parts = decodeURIComponent(location.pathname).split("/").slice(0, -1); } catch { /* a name that is no text */ }
    const own = parts.splice(/^(keep|run \d+)$/.test(parts.at(-1)) ? -2 : -1).filter(Boolean);
    return own.length && !/["$`\\!]/.test(own.join()) ? `"${[...own, "run.json"].join("/")}"` : "RUN";
  };
  const line = () => `cxmatch rerun ${record()} --decisions decisions.csv${fewest ? "" : " --afresh"}`;

  // One decision: a protege, a mentor in order of name with the fit, and what to do with the two.
  const now = new Set(board.pairs);
  const mentors = (j) => by(data.mentors).filter(([, i]) => allowed[at([i, j])] || now.has(at([i, j])))
    .map(([name, i]) => [`${name}, fit ${fit(points[at([i, j])])}${now.has(at([i, j])) ? ", now" : ""}`, i]);
  const [protegeField, protege] = choice("wi-protege", "Protege", by(data.proteges));
  const [mentorField, mentor] = choice("wi-mentor", "Mentor", []);
  const offer = () => {
    mentor.replaceChildren(...mentors(Number(protege.value)).map(([text, value]) => make("option", { value }, text)));
    const own = [...mentor.options].find((one) => now.has(at([Number(one.value), Number(protege.value)])));
    if (own) mentor.value = own.value;
  };
  protege.addEventListener("change", offer);
  const press = (decision) => () => {
    if (mentor.value !== "") decide(data.mentors[mentor.value], data.proteges[protege.value], decision);
    else note(`No mentor may be paired with ${shown(data.proteges[protege.value])}.`);
  };
  const button = (text, onclick, settings = {}) => make("button", { type: "button", onclick, ...settings }, text);
  const oneByOne = make("details", { ontoggle: () => { if (oneByOne.open) listPairs(); } }, make("summary", {}, "Keep or Never, pairing by pairing"));
  const listPairs = () => {
    const rows = board.pairs.map((cell, number) => {
      const names = [data.mentors[Math.floor(cell / m)], data.proteges[cell % m]], [one, other] = names.map(shown);
      const decision = (decisions.find((made) => same(made, { mentor: names[0], protege: names[1] })) ?? { decision: "Open" }).decision;
      const radios = ["Open", "Keep", "Never"].flatMap((word) => [make("label", {}, make("input", {
        type: "radio", name: `wi-${number}`, value: word, checked: word === decision, onchange: () => decide(...names, word),
      }), ` ${word}`), " "]);
      const group = make("fieldset", {}, make("legend", {}, `${one} mentors ${other}`), ...radios);
      return make("li", {}, group);
    });
    if (oneByOne.children.length > 1) oneByOne.lastChild.remove();
    oneByOne.append(make("ul", { class: "wi-pairs" }, ...rows));
  };

  const list = make("ol", { class: "wi-made" });
  const title = make("h3", { tabindex: "-1" }, "Decisions so far");
  const undoAll = button("Undo all", () => { decisions = []; refresh(); title.focus(); });
  const undoLast = button("Undo the last", () => { decisions.pop(); refresh(); if (!decisions.length) title.focus(); });
  const listDecisions = () => {
    list.replaceChildren(...decisions.map((one, place) => make("li", {}, words(one), " ",
      button("Undo", () => {
        decisions.splice(place, 1);
        refresh();
        (list.querySelectorAll("button")[Math.min(place, decisions.length - 1)] ?? title).focus();
      }, { "aria-label": `Undo ${words(one)}` }))));
    for (const one of [undoAll, undoLast, saveButton]) one.hidden = !decisions.length;
    none.hidden = decisions.length > 0;
    made.hidden = !decisions.length;
    command.textContent = line();
  };
  const none = make("p", {}, "None yet. Choose a protege and a mentor above.");
  const saveButton = button("Save decisions.csv", save);
  const command = make("code", {});
  const made = make("p", {}, "Save it where you type commands. This line then makes it a run, with the same result: ", command);

  const told = make("p", { "aria-live": "polite", class: "wi-told" });
  const moves = make("div", {}), figures = make("div", {});
  const radio = (value, text) => make("p", {}, make("label", {}, make("input", {
    type: "radio", name: "wi-plan", value, checked: (value === "fewest") === fewest, onchange: () => { fewest = value === "fewest"; refresh(); },
  }), ` ${text}`));
  const which = make("fieldset", {}, make("legend", {}, "Which plan"), radio("best", "The best plan"),
    radio("fewest", "The fewest changes that pair as many proteges"));

  const partners = (cells, side) => {
    const found = new Map();
    for (const cell of cells) {
      const [own, other] = side ? [cell % m, Math.floor(cell / m)] : [Math.floor(cell / m), cell % m];
      found.set(own, [...(found.get(own) ?? []), other]);
    }
    return found;
  };
  const listMoves = (cells) => {
    const [was, is] = [board.pairs, cells].map((each) => partners(each, 1)), named = (places) => places?.map((i) => shown(data.mentors[i])).join(", ") || "waits";
    const worth = (places, j) => fit((places ?? []).reduce((sum, i) => sum + points[at([i, j])], 0));
    const rows = by(data.proteges).filter(([, j]) => String(was.get(j)?.sort()) !== String(is.get(j)?.sort()))
      .map(([name, j]) => [name, named(was.get(j)), named(is.get(j)), worth(was.get(j), j), worth(is.get(j), j)]);
    const [had, has] = [board.pairs, cells].map((each) => partners(each, 0));
    const freed = by(data.mentors).filter(([, i]) => had.has(i) && !has.has(i)).map(([name]) => name);
    const come = by(data.mentors).filter(([, i]) => !had.has(i) && has.has(i)).map(([name]) => name);
    const also = [["No protege any more", freed], ["A protege, and had none", come]].filter(([, names]) => names.length);
    moves.replaceChildren(
      ...(rows.length ? [table("Everybody who moves", ["Protege", "Mentor now", "Mentor then", "Fit now", "Fit then"], rows)] : []),
      ...also.map(([head, names]) => make("p", {}, `${head}: ${names.join(", ")}.`)),
    );
    return rows.length;
  };
  const difference = (was, is) => (was === is ? "as now" : `${fit(Math.abs(was - is))} ${was > is ? "lost" : "gained"}`);
  const listFigures = (plan, was) => figures.replaceChildren(table("In figures", ["", "Now", "Then"], [
    ["Proteges paired", `${was.paired} of ${m}`, `${plan.paired} of ${m}`],
    ...(data.led_first ? [["Led in what they asked for first", String(was.led), String(plan.led)]] : []),
    ["Total fit", fit(was.points), `${fit(plan.points)} (${difference(was.points, plan.points)})`],
  ]));
  const result = (plan) => {
    const changed = listMoves(plan.cells), was = planner.now;
    listFigures(plan, was);
    const proven = fewest ? "No plan that pairs as many changes fewer pairings, and none with so few changes is better."
      : "No plan under these decisions is better, and none as good changes fewer pairings.";
    const moved = changed ? `${counted(changed, "protege")} ${changed === 1 ? "gets" : "get"} another mentor or none` : "nobody moves";
    return `${plan.paired} of ${m} proteges paired, total fit ${difference(was.points, plan.points)}; ${moved}. ${proven}`;
  };
  const single = () => {
    const rows = data.prices.map((one) => [shown(one.protege), shown(one.mentor), one.words]);
    return rows.length ? [table("What one other mentor costs, by itself", ["Protege", "Other mentor", "Cost"], rows)] : [];
  };
  // A rerun may have taken a plan with few changes: the best one is then another, with no decision too.
  const unchanged = () => {
    const fresh = data.rerun && !planner.why(false) ? planner.plan([]) : { moves: 0 };
    const better = fresh.moves ? ` A fresh start would change ${counted(fresh.moves, "pairing")}: total fit ${difference(planner.now.points, fresh.points)}.` : "";
    return `With no decision the plan stays as it is.${better}`;
  };
  const answer = () => {
    home.classList.remove("wi-refused");
    moves.replaceChildren();
    figures.replaceChildren();
    if (data.search) moves.replaceChildren(...single());
    try {
      if (!decisions.length && !data.search) return unchanged();
      const plan = planner.plan(decisions, { fewest });
      const passed = plan.passed.map((text) => ` ${text}`).join("");
      if (plan.why) return `${plan.why} The page does not plan again; the line beside the file does.${data.prices.length ? " Prices are shown one at a time." : ""}${passed}`;
      return result(plan) + passed;
    } catch (problem) {
      home.classList.add("wi-refused");
      return problem.message;
    }
  };
  const refresh = () => {
    keep();
    listDecisions();
    told.textContent = answer();
    noted.textContent = "";
    if (oneByOne.open && !oneByOne.contains(document.activeElement)) listPairs();
  };

  // Two mentors for one protege, area by area, from the ledger.
  const level = (scale, value) => (value === null ? "-" : data.scales[scale].labels[value - 1] ?? decimal(value, data.scales[scale].unit));
  const compared = make("div", {});
  const [comparedProtege, whom] = choice("wi-whom", "Protege", by(data.proteges));
  const [oneField, one] = choice("wi-one", "First mentor", []), [otherField, other] = choice("wi-other", "Second mentor", []);
  const cells = (line_) => {
    if (line_.preference) return ["", "", fit(line_.points)];
    if (line_.unanswered) return [level(0, line_.mentor), "", "not answered"];
    return [level(0, line_.mentor), decimal(line_.lead, data.scales[0].unit), fit(line_.points)];
  };
  const compare = () => {
    const j = Number(whom.value), pair = [one, other].map((select) => Number(select.value));
    if (one.value === "" || other.value === "") { compared.replaceChildren(make("p", {}, "No two mentors may be paired with it.")); return; }
    const [left, right] = pair.map((i) => board.ledger(i, j)), names = pair.map((i) => shown(data.mentors[i]));
    const heads = ["Practice area", "Need", "Protege", ...["First", "Second"].flatMap((who) => [`${who}: level`, `${who}: lead`, `${who}: points`])];
    const rows = left.map((own, place) => {
      const need = own.preference ? "" : own.need === null ? "-" : decimal(own.need - data.scales[1].bottom, data.scales[1].unit);
      return [own.term, need, own.preference ? "" : level(0, own.protege), ...cells(own), ...cells(right[place])];
    });
    const total = pair.flatMap((i) => ["", "", fit(points[at([i, j])])]);
    rows.push(["Fit", "", "", ...total]);
    compared.replaceChildren(table(`${shown(data.proteges[j])}: first ${names[0]}, second ${names[1]}`, heads, rows));
  };
  const offerTwo = () => {
    const options = mentors(Number(whom.value));
    for (const select of [one, other]) select.replaceChildren(...options.map(([text, value]) => make("option", { value }, text)));
    const best = options.map(([, i]) => i).sort((a, b) => Number(now.has(at([b, Number(whom.value)]))) - Number(now.has(at([a, Number(whom.value)])))
      || points[at([b, Number(whom.value)])] - points[at([a, Number(whom.value)])]);
    if (best.length) one.value = best[0];
    if (best.length > 1) other.value = best[1];
    compare();
  };
  whom.addEventListener("change", offerTwo);
  for (const select of [one, other]) select.addEventListener("change", compare);

  // The proof, added up where the reader sees it.
  const proof = make("div", { "aria-live": "polite" });
  const prove = () => {
    const sum = proofOf(board);
    if (!sum) {
      proof.replaceChildren(make("p", {}, "This plan is not proven by prices alone: cxmatch verify checks its proof."));
      return;
    }
    const text = (number) => number.toLocaleString("en-US");
    const rows = [
      [`${counted(sum.seats.mentors, "mentor seat")}, each times its price`, text(sum.mentors)],
      [`${counted(sum.seats.proteges, "protege seat")}, each times its price`, text(sum.proteges)],
      ["What allowed pairs bring above their two prices", text(sum.above)],
      ["The sum: no plan within the rules is worth more", text(sum.most)],
      ["This plan is worth", text(sum.plan)],
    ];
    const verdict = sum.negative ? "A price is below 0, so that the sum proves nothing."
      : sum.most === sum.plan ? "The two are equal: no plan is better."
        : `They differ by ${text(sum.most - sum.plan)}: this does not prove the plan.`;
    proof.replaceChildren(table("The proof, added up from the prices of the record", ["What", "Points"], rows), make("p", {}, verdict, " ", worths()));
  };
  const worths = () => {
    const { bonus, led, scale, keep: kept } = data.proof, parts = [];
    if (scale > 1) parts.push(`every point counts ${scale} times`);
    if (bonus) parts.push(`the first mentor of a protege counts ${bonus.toLocaleString("en-US")} on top, so that as many as can be are paired`);
    if (led) parts.push(`a mentor that leads in what was asked for first counts ${(led * scale).toLocaleString("en-US")} on top`);
    if (kept) parts.push(`a pairing that is kept counts ${kept.toLocaleString("en-US")} on top`);
    if (data.locked.length) parts.push("locked pairs and their seats are left out");
    return parts.length ? `In it ${parts.join("; ")}.` : "";
  };

  home.querySelector(".needs-script").remove();
  home.append(
    make("p", {}, "Decide on pairs, and see the best plan under all decisions so far. Keep makes a pair, also one that is not there yet; Never forbids it. Nothing leaves this page."),
    make("div", { class: "wi-two" },
      make("div", {}, make("h3", {}, "Decide"), protegeField, mentorField,
        make("p", {}, button("Keep this pair", press("Keep")), " ", button("Never this pair", press("Never"))),
        title, none, list, make("p", {}, undoLast, " ", undoAll, " ", saveButton), noted, made, oneByOne),
      make("div", {}, make("h3", {}, "What comes of it"), told, which, figures, moves)),
    make("h3", {}, "Compare two mentors"), make("div", { class: "wi-three" }, comparedProtege, oneField, otherField), compared,
    make("h3", {}, "Check the proof"), make("p", {}, button("Add up the prices", prove)), proof,
  );
  offer();
  offerTwo();
  refresh();
  setTimeout(() => { if (!planner.why(false)) planner.plan([]); }); // so that the first decision is answered as quickly as the next
  window.cxmatch = { ...window.cxmatch, plan: (given, options = {}) => {
    const { cells: _, ...plan } = planner.plan(given, options);
    return plan;
  } };
})();
