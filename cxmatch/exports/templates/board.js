// What the page carries, made into numbers again: the points of every pair, what bars it, who is led. A cell is row * columns + column.
const boardOf = (told) => {
  const named = (places) => places.map((place) => told.names[place]);
  const data = { ...told, mentors: named(told.mentors), proteges: named(told.proteges) };
  const n = data.mentors.length, m = data.proteges.length;
  const table = ({ kinds, of }) => {
    const rows = kinds.map((runs) => {
      const row = [];
      for (let at = 0; at < runs.length; at += 2) for (let k = 0; k < runs[at + 1]; k += 1) row.push(runs[at]);
      return row;
    });
    return of.map((kind) => rows[kind]);
  };
  const barred = table(data.barred);
  const added = data.added.map(({ term, ...rows }) => ({ term, rows: table(rows) }));
  const [levels, own] = [told.mentors, told.proteges].map((places) => places.map((place) => data.capability[place]));
  const needs = data.need, bottom = data.scales[1].bottom;
  const isLed = (i, j) => data.asked[j].some((a) => levels[i][a] !== null && own[j][a] !== null && levels[i][a] > own[j][a]);

  // The ledger of one pair: a line for each area, then one for each preference; points are the product of the factors.
  const ledger = (i, j) => {
    const lines = data.areas.map((term, a) => {
      const line = { term, mentor: levels[i][a], protege: own[j][a], need: needs[j][a], lead: 0, points: 0 };
      if (line.mentor === null || line.protege === null || line.need === null) return { ...line, unanswered: true };
      line.lead = Math.max(0, line.mentor - line.protege);
      line.points = data.weights[a] * (line.need - bottom) * Math.min(line.lead, data.most_lead) * data.shares[j];
      return line;
    });
    for (const { term, rows } of added) lines.push({ term, points: rows[i][j], preference: true });
    if (data.asked_points && data.asked[j].length) {
      lines.push({ term: "Asked for first", points: isLed(i, j) ? data.asked_points : 0, preference: true });
    }
    return lines;
  };

  const points = new Float64Array(n * m), leads = new Uint8Array(n * m), led = new Uint8Array(n * m);
  for (let j = 0; j < m; j += 1) {
    for (let a = 0; a < data.areas.length; a += 1) {
      const mine = own[j][a], gain = needs[j][a] === null ? 0 : data.weights[a] * (needs[j][a] - bottom) * data.shares[j];
      if (mine === null || gain <= 0) continue;
      for (let i = 0; i < n; i += 1) {
        const level = levels[i][a];
        if (level !== null && level > mine) points[i * m + j] += gain * Math.min(level - mine, data.most_lead);
      }
    }
    for (let i = 0; i < n; i += 1) {
      const cell = i * m + j;
      leads[cell] = points[cell] > 0 ? 1 : 0;
      led[cell] = isLed(i, j) ? 1 : 0;
      for (const { rows } of added) points[cell] += rows[i][j];
      if (data.asked_points) points[cell] += led[cell] * data.asked_points;
    }
  }

  // The words of the rules that bar a pair whatever is decided; the first rule is that of an office itself, the last two go by the fit.
  const bars = (cell) => {
    const i = Math.floor(cell / m), j = cell % m, found = [], last = data.rules.length - 2;
    if (data.mentors[i] === data.proteges[j]) return [data.rules[0]];
    for (let place = 1; place < last; place += 1) if ((barred[i][j] >> place) & 1) found.push(data.rules[place]);
    if (!leads[cell]) found.push(data.rules[last]);
    else if (points[cell] < data.minimum) found.push(data.rules[last + 1]);
    return found;
  };
  const allowed = new Uint8Array(n * m);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      const cell = i * m + j;
      const free = !barred[i][j] && leads[cell] && points[cell] >= data.minimum;
      allowed[cell] = free && data.mentors[i] !== data.proteges[j] ? 1 : 0;
    }
  }
  const at = ([i, j]) => i * m + j;
  return { data, n, m, points, led, allowed, bars, ledger, at, pairs: data.pairs.map(at) };
};

// The proof of the record, added up: what the prices of all seats and what pairs bring above them come to, and what the plan is worth.
const proofOf = (board) => {
  const { data, n, m, points, led, allowed, at, pairs } = board, prices = data.proof;
  if (!prices) return null;
  const supply = [...data.supply], demand = [...data.demand], bonus = new Array(m).fill(prices.bonus);
  const locked = new Set(data.locked.map(at)), out = new Set([...data.forbidden, ...data.changed].map(at));
  for (const [i, j] of data.locked) { supply[i] -= 1; demand[j] -= 1; bonus[j] = 0; }
  const open = (cell) => allowed[cell] && !locked.has(cell) && !out.has(cell);
  const kept = new Set(data.proof.before.map(at).filter((cell) => prices.keep && open(cell)));
  const worth = (cell) => prices.scale * (points[cell] + prices.led * led[cell]) + (kept.has(cell) ? prices.keep : 0);
  const sum = { mentors: 0n, proteges: 0n, above: 0n, plan: 0n };
  prices.mentors.forEach((price, i) => { sum.mentors += BigInt(supply[i]) * BigInt(price); });
  prices.proteges.forEach((price, j) => {
    const more = Math.max(0, price - bonus[j]);
    if (demand[j] > 0) sum.proteges += BigInt(price) + BigInt(demand[j] - 1) * BigInt(more);
  });
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      const over = open(i * m + j) ? worth(i * m + j) + bonus[j] - prices.mentors[i] - prices.proteges[j] : 0;
      if (over > 0) sum.above += BigInt(over);
    }
  }
  const served = new Set();
  for (const cell of pairs) {
    if (locked.has(cell)) continue;
    sum.plan += BigInt(worth(cell)) + (served.has(cell % m) ? 0n : BigInt(bonus[cell % m]));
    served.add(cell % m);
  }
  const seats = { mentors: supply.reduce((a, b) => a + b, 0), proteges: demand.reduce((a, b) => a + b, 0) };
  const lowest = Math.min(0, ...prices.mentors, ...prices.proteges);
  return { ...sum, seats, most: sum.mentors + sum.proteges + sum.above, negative: lowest < 0 };
};
