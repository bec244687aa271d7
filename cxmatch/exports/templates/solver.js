// The best pairs, in whole numbers: a circulation of least cost from a root through mentors and proteges and back. What counts first
// (`hi`) and what counts next (`lo`) are two numbers, compared one after the other, so that no sum outgrows what a float holds exactly.
const solver = (() => {
  const circulation = ({ n, m, supply, demand, first, hi, lo, allowed }, pairs) => {
    const state = {
      n, m, hi, lo, first, root: n + m,
      seats: Int32Array.from([...supply, ...demand]), used: new Int32Array(n + m),
      open: Uint8Array.from(allowed), chosen: new Uint8Array(n * m),
      high: new Float64Array(n + m + 1), low: new Float64Array(n + m + 1),
    };
    for (const cell of pairs) {
      state.chosen[cell] = 1;
      state.used[Math.floor(cell / m)] += 1;
      state.used[n + (cell % m)] += 1;
    }
    return state;
  };

  const copied = (state) => {
    const fresh = { ...state };
    for (const name of ["used", "open", "chosen", "high", "low"]) fresh[name] = state[name].slice();
    return fresh;
  };

  // Send one more from a node to another: a pair is made or taken out, a seat filled or given back.
  const flip = (state, from, to) => {
    const { n, m, root, chosen, used } = state;
    if (from === root) used[to] += to < n ? 1 : -1;
    else if (to === root) used[from] += from < n ? -1 : 1;
    else if (from < n) chosen[from * m + to - n] = 1;
    else chosen[to * m + from - n] = 0;
  };

  // Tell every way that one more can go from a node, with the two parts of its cost: between pairs, and to and from the root.
  const swaps = ({ n, m, root, hi, lo, open, chosen }, from, tell) => {
    if (from < n) {
      for (let j = 0, cell = from * m; j < m; j += 1, cell += 1) if (open[cell] && !chosen[cell]) tell(n + j, -hi[cell], -lo[cell]);
    } else if (from < root) {
      for (let i = 0, cell = from - n; i < n; i += 1, cell += m) if (open[cell] && chosen[cell]) tell(i, hi[cell], lo[cell]);
    }
  };
  const ends = ({ n, m, root, used, seats, first }, from, tell) => {
    if (from < n) {
      if (used[from] > 0) tell(root, 0, 0);
    } else if (from < root) {
      if (used[from] < seats[from]) tell(root, used[from] ? 0 : -first[from - n], 0);
    } else {
      for (let i = 0; i < n; i += 1) if (used[i] < seats[i]) tell(i, 0, 0);
      for (let j = 0; j < m; j += 1) if (used[n + j] > 0) tell(n + j, used[n + j] === 1 ? first[j] : 0, 0);
    }
  };

  const roundTrip = (before) => {
    const seen = new Int32Array(before.length);
    for (let start = 0; start < before.length; start += 1) {
      let node = start;
      while (node >= 0 && !seen[node]) {
        seen[node] = start + 1;
        node = before[node];
      }
      if (node < 0 || seen[node] !== start + 1) continue;
      const trip = [node];
      for (let next = before[node]; next !== node; next = before[next]) trip.push(next);
      return trip.reverse();
    }
    return null;
  };

  // Take every round trip that gains something (Bellman 1958, Klein 1967); what is left are the potentials that prove the plan best.
  const improve = (state, each, high, low) => {
    const before = new Int32Array(state.root + 1).fill(-1);
    for (let changed = true; changed;) {
      changed = false;
      each((from, to, costHigh, costLow) => {
        const a = high[from] + costHigh, b = low[from] + costLow;
        if (a < high[to] || (a === high[to] && b < low[to])) {
          high[to] = a;
          low[to] = b;
          before[to] = from;
          changed = true;
        }
      });
      const trip = changed ? roundTrip(before) : null;
      if (!trip) continue;
      trip.forEach((node, place) => flip(state, node, trip[(place + 1) % trip.length]));
      before.fill(-1);
    }
  };
  const best = (state) => {
    const each = (tell) => {
      for (let node = 0; node <= state.root; node += 1) {
        swaps(state, node, (to, a, b) => tell(node, to, a, b));
        ends(state, node, (to, a, b) => tell(node, to, a, b));
      }
    };
    improve(state, each, state.high, state.low);
    return state;
  };

  // Go from a node to another at the least cost (Dijkstra 1959, with potentials), and move everybody on the way.
  const reroute = (state, start, end) => {
    const { root, high, low } = state, size = root + 1;
    const far = new Float64Array(size).fill(Infinity), near = new Float64Array(size).fill(Infinity);
    const done = new Uint8Array(size), before = new Int32Array(size).fill(-1);
    far[start] = near[start] = 0;
    let node = start;
    const tell = (to, costHigh, costLow) => {
      if (done[to]) return;
      const a = far[node] + costHigh + high[node] - high[to], b = near[node] + costLow + low[node] - low[to];
      if (a < far[to] || (a === far[to] && b < near[to])) {
        far[to] = a;
        near[to] = b;
        before[to] = node;
      }
    };
    while (node !== end) {
      done[node] = 1;
      swaps(state, node, tell);
      ends(state, node, tell);
      node = -1;
      for (let other = 0; other < size; other += 1) {
        if (done[other] || far[other] === Infinity) continue;
        if (node < 0 || far[other] < far[node] || (far[other] === far[node] && near[other] < near[node])) node = other;
      }
      if (node < 0) return false;
    }
    for (let other = 0; other < size; other += 1) {
      high[other] += done[other] ? far[other] : far[end];
      low[other] += done[other] ? near[other] : near[end];
    }
    for (let to = end; to !== start; to = before[to]) flip(state, before[to], to);
    return true;
  };

  const forbid = (state, cell) => {
    const was = state.chosen[cell] && state.open[cell];
    state.open[cell] = 0;
    if (!was) return;
    state.chosen[cell] = 0;
    reroute(state, Math.floor(cell / state.m), state.n + (cell % state.m));
  };
  const lock = (state, cell) => {
    const had = state.chosen[cell];
    state.open[cell] = 0;
    if (had) return;
    state.chosen[cell] = 1;
    reroute(state, state.n + (cell % state.m), Math.floor(cell / state.m));
  };

  // Among all best plans take the one whose pairs weigh most, by two numbers one after the other: only along ways that cost nothing.
  const settle = (state, weight) => {
    const { n, m, root, hi, lo, open, chosen, high, low } = state, tight = [];
    for (let i = 0, cell = 0; i < n; i += 1) {
      for (let j = n; j < n + m; j += 1, cell += 1) {
        const free = open[cell] && high[j] - high[i] === -hi[cell] && low[j] - low[i] === -lo[cell];
        if (free) tight.push([i, j, cell, ...weight(cell)]);
      }
    }
    const each = (tell) => {
      for (const [i, j, cell, a, b] of tight) {
        if (chosen[cell]) tell(j, i, a, b);
        else tell(i, j, -a, -b);
      }
      for (let node = 0; node <= root; node += 1) {
        ends(state, node, (to, a, b) => {
          if (high[to] - high[node] === a && low[to] - low[node] === b) tell(node, to, 0, 0);
        });
      }
    };
    improve(state, each, new Float64Array(root + 1), new Float64Array(root + 1));
    return state;
  };
  return { circulation, copied, best, forbid, lock, settle };
})();
