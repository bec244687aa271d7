// The public tie key of a pair: the first 24 bits of SHA-256 (FIPS 180-4) of the tie seed, the mentor and the protege, a line each.
const sha256 = (() => {
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
  const bits = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  const K = Uint32Array.from(primes, (prime) => bits(Math.cbrt(prime))), H = Uint32Array.from(primes.slice(0, 8), (prime) => bits(Math.sqrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));
  return (bytes) => {
    const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64), view = new DataView(padded.buffer), state = H.slice(), w = new Uint32Array(64);
    padded.set(bytes);
    padded[bytes.length] = 128;
    view.setUint32(padded.length - 4, bytes.length * 8);
    for (let block = 0; block < padded.length; block += 64) {
      for (let t = 0; t < 16; t += 1) w[t] = view.getUint32(block + 4 * t);
      for (let t = 16; t < 64; t += 1) {
        const x = w[t - 15], y = w[t - 2];
        w[t] = w[t - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + w[t - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t += 1) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] += word; });
    }
    return state;
  };
})();
const keysOf = (data) => {
  const text = new TextEncoder(), known = new Map(), m = data.proteges.length;
  return (cell) => {
    if (!known.has(cell)) {
      const bytes = text.encode(`${data.seed}\n${data.mentors[Math.floor(cell / m)]}\n${data.proteges[cell % m]}`);
      known.set(cell, sha256(bytes)[0] >>> 8);
    }
    return known.get(cell);
  };
};
