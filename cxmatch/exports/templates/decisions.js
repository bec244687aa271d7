// Decisions as  rerun --decisions  takes them, in the words of the command line; and the plan that is best under all of them.
const plannerOf = (board) => {
  const { data, n, m, points, led, allowed, bars, at, pairs } = board;
  // By capitals and back, since one capital may be two lower-case ones: a sharp s is SS; the dotless i has none of its own.
  const alike = (text) => text.toLowerCase().toUpperCase().toLowerCase();
  const fold = (text) => text.normalize("NFKC").replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (/\s/u.test(sign) ? " " : "")).trim()
    .replace(/\s+/gu, " ").replace(/[^\u0131]+/gu, alike).normalize("NFKC");
  const sides = [data.mentors, data.proteges].map((names) => new Map(names.map((name, place) => [name, place])));
  const ids = new Map();
  for (const name of new Set([...data.mentors, ...data.proteges, ...data.others])) ids.set(fold(name), [...(ids.get(fold(name)) ?? []), name].sort());
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const WORDS = new Map(["Keep", "Change", "Never"].map((word) => [word.toLowerCase(), word]));

  const read = (decisions) => decisions.map(({ mentor, protege, decision }, number) => {
    const row = `row ${number + 2}`, said = String(decision ?? "").trim(), word = WORDS.get(said.toLowerCase());
    if (!word) throw new Error(`decisions.csv:\n  ${row}: "${said}" is no decision. Write Keep, Change or Never.`);
    const names = [String(mentor), String(protege)];
    const found = names.map((name) => ids.get(fold(name)) ?? []);
    return { names, found, ids: found.map(([name]) => name), word, place: `decisions.csv, ${row}` };
  });

  // Gives the cells that decisions lock and forbid, those of the policy among them, and what was passed over.
  const decided = (decisions) => {
    const all = read(decisions);
    const passed = all.filter((one) => one.ids.includes(undefined)).map((one) => {
      const name = one.names[one.ids.indexOf(undefined)];
      return `${one.place}: ${one.word} is passed over, since no office is called "${name}".`;
    });
    const there = all.filter((one) => !one.ids.includes(undefined));
    const unusable = there.map((one) => [one, one.found.findIndex((found) => found.length > 1)])
      .filter(([one, place]) => place >= 0 || one.ids[0] === one.ids[1])
      .map(([one, place]) => (place < 0 ? `${one.place}: "${one.ids[0]}" is paired with itself.`
        : `${one.place}: Several offices are called "${one.names[place]}": ${one.found[place].map((name) => `"${name}"`).join(", ")}.`));
    if (unusable.length) throw new Error(unusable.join("\n  "));
    const made = new Map(), conflicts = [];
    for (const one of there) {
      const key = JSON.stringify(one.ids), first = made.get(key);
      if (first && first.word !== one.word) {
        conflicts.push(
          `"${one.names[0]}" with "${one.names[1]}" is ${first.word} (${first.place}) and ${one.word} (${one.place}).`,
        );
      }
      if (!first) made.set(key, one);
    }
    if (conflicts.length) throw new Error(["Decisions contradict each other.", ...conflicts].join("\n  "));
    // Where one decision stands twice, the last one says where.
    for (const one of there) made.get(JSON.stringify(one.ids)).place = one.place;
    const order = (one, other) => (one.ids < other.ids ? -1 : 1);
    const keeps = [...made.values()].filter((one) => one.word === "Keep").sort(order);
    const seatless = keeps.filter(({ ids: [mentor, protege] }) => !sides[0].has(mentor) || !sides[1].has(protege));
    if (seatless.length) {
      const words = seatless.map(({ ids: [mentor, protege], place }) =>
        `${place}, Keep: locked: "${mentor}" cannot mentor "${protege}": one of them has no seat for it.`);
      throw new Error(words.join("\n  "));
    }
    const cell = ({ ids: [mentor, protege] }) => at([sides[0].get(mentor), sides[1].get(protege)]);
    const about = [...made.values()].filter(({ ids: [mentor, protege] }) => sides[0].has(mentor) && sides[1].has(protege));
    const cells = new Set(about.map(cell));
    const rest = (listed) => listed.map(at).filter((one) => !cells.has(one));
    const locks = new Map([...rest(data.locked).map((one) => [one, ""]), ...keeps.map((one) => [cell(one), `${one.place}, Keep`])]);
    requireLocks(locks);
    return { locks, bans: [...rest(data.forbidden), ...about.filter((one) => one.word !== "Keep").map(cell)], passed };
  };

  const requireLocks = (locks) => {
    const cells = [...locks.keys()].sort((one, other) => one - other), problems = [];
    for (const cell of cells) {
      const why = bars(cell), where = locks.get(cell) ? ` (${locks.get(cell)})` : "";
      const pair = `"${data.mentors[Math.floor(cell / m)]}" with "${data.proteges[cell % m]}"`;
      if (why.length) problems.push(`The policy locks ${pair}, but another rule bars that pair: ${why.join(", ")}${where}.`);
    }
    const crowded = (names, seats, side, place) => names.forEach((name, number) => {
      const own = [...locks.keys()].filter((cell) => place(cell) === number), room = seats[number];
      if (own.length <= room) return;
      const places = own.sort((one, other) => (pairOf(one) < pairOf(other) ? -1 : 1)).map((cell) => locks.get(cell)).filter(Boolean);
      problems.push(`The policy locks ${counted(own.length, "pair")} for "${name}", which has only ${counted(room, `${side} seat`)}`
        + `${places.length ? ` (${places.join(", ")})` : ""}.`);
    });
    const pairOf = (cell) => [data.mentors[Math.floor(cell / m)], data.proteges[cell % m]];
    crowded(data.mentors, data.supply, "mentor", (cell) => Math.floor(cell / m));
    crowded(data.proteges, data.demand, "protege", (cell) => cell % m);
    if (problems.length) throw new Error(problems.join("\n  "));
  };

  // Why the page cannot plan, "" where it can; sums stay exact below 2 ** 53.
  const seats = Math.min(data.supply.reduce((a, b) => a + b, 0), data.demand.reduce((a, b) => a + b, 0));
  const most = points.reduce((top, value, cell) => (allowed[cell] ? Math.max(top, value) : top), 0), scale = pairs.length + 1;
  const why = (fewest) => {
    if (data.search) return `The policy needs a search: ${data.search}.`;
    if (4 * (seats + 2) * (most + 1) * Math.max(scale, seats + 2) * 2 >= 2 ** 53) return "The fits are too large to be added up in a page.";
    return fewest && !data.first ? "Where the total comes first, only the command line looks for the plan with the fewest changes." : "";
  };

  // Proteges paired, then led, then points, then pairings kept; or with the fewest changes: paired, kept, led, points.
  const starts = {};
  const start = (fewest) => {
    const kept = new Uint8Array(n * m), wide = seats + 1, above = 1 + seats * most;
    for (const cell of pairs) kept[cell] = 1;
    const leads = data.led_first ? led : new Uint8Array(n * m);
    const hi = Float64Array.from(fewest ? kept : leads);
    const lo = points.map((value, cell) => (fewest ? leads[cell] * above + value : value * scale + kept[cell]));
    const first = new Array(m).fill(data.first ? wide : 0);
    return solver.best(solver.circulation({ n, m, supply: data.supply, demand: data.demand, first, hi, lo, allowed }, pairs));
  };
  const key = keysOf(data);

  const plan = (decisions, { fewest = false } = {}) => {
    const { locks, bans, passed } = decided(decisions);
    const stuck = why(fewest);
    if (stuck) return { why: stuck, passed };
    starts[fewest] ??= start(fewest);
    const state = solver.copied(starts[fewest]);
    for (const cell of bans) solver.forbid(state, cell);
    const out = new Set(bans);
    if (!allowed.some((free, cell) => free && !out.has(cell))) {
      throw new Error("No pairing can meet the must-have rules: no mentor may be paired with any protege.");
    }
    for (const cell of locks.keys()) solver.lock(state, cell);
    solver.settle(state, (cell) => [data.led_ties ? led[cell] : 0, key(cell)]);
    requireEveryone(state, out);
    return { ...told(state, out), passed };
  };

  const asks = (j) => {
    return data.need[j].some((level, a) => level !== null && level > data.scales[1].bottom && data.weights[a]);
  };
  // Where everyone must be paired, a protege that waits and all who compete with it have too few seats between them (Hall 1935).
  const requireEveryone = (state, out) => {
    const short = data.everyone ? data.proteges.findIndex((_, j) => !state.used[n + j] && asks(j)) : -1;
    if (short < 0) return;
    const columns = new Set([short]), rows = new Set();
    for (const j of columns) {
      for (let i = 0; i < n; i += 1) {
        if (!allowed[i * m + j] || out.has(i * m + j) || rows.has(i)) continue;
        rows.add(i);
        for (let k = 0; k < m; k += 1) if (state.chosen[i * m + k] && state.open[i * m + k]) columns.add(k);
      }
    }
    const named = (places, names) => [...places].sort((a, b) => a - b).map((place) => names[place]).join(", ");
    const to = rows.size ? `only go to the seats of ${named(rows, data.mentors)}` : "go to no mentor";
    throw new Error("No pairing can meet all must-have rules: everyone must be paired.\n"
      + `${columns.size > 1 ? `These ${columns.size} proteges` : "This protege"} can ${to}: ${named(columns, data.proteges)}.`);
  };

  const figures = (cells) => ({
    paired: new Set(cells.map((cell) => cell % m)).size,
    led: data.led_first ? new Set(cells.filter((cell) => led[cell]).map((cell) => cell % m)).size : 0,
    points: cells.reduce((sum, cell) => sum + points[cell], 0),
  });
  const told = (state, out) => {
    const cells = [];
    for (let j = 0; j < m; j += 1) for (let i = 0; i < n; i += 1) if (state.chosen[i * m + j]) cells.push(i * m + j);
    const pairings = cells.map((cell) => ({
      mentor: data.mentors[Math.floor(cell / m)], protege: data.proteges[cell % m], points: points[cell],
    }));
    const moves = pairs.filter((cell) => !state.chosen[cell] && !out.has(cell)).length;
    return { ...figures(cells), moves, pairings, cells };
  };
  return { plan, why, now: { ...figures(pairs), cells: pairs } };
};
