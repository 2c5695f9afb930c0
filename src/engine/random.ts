/**
 * Random numbers that are the same on every machine: the state is 32-bit integers, and everything made from it uses
 * `+ - * /` and `Math.sqrt` only, which IEEE 754 rounds correctly. `Math.log`, `Math.cos` and their like differ in the
 * last bit from one JavaScript engine to the next, so nothing here calls them.
 */

/** Each call gives the next 32 bits, as an integer in [0, 2^32). */
export type Random = () => number;

/**
 * The generator xoshiro128** 1.1 of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators"
 * (2021), from four words of state, not all zero.
 */
export function xoshiro128StarStar(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/**
 * A stream of its own for a name under a seed. Any number is a seed: its 64 bits count, so 0.5 and 2^40 are as good
 * as 0 (and -0 is 0).
 */
export function randomStream(seed: number, name: string): Random {
  const words: number[] = [];
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, seed === 0 ? 0 : seed);
  words.push(bits.getUint32(0), bits.getUint32(4));
  for (let i = 0; i < name.length; i++) words.push(name.charCodeAt(i));
  return xoshiro128StarStar([digest(words, 1), digest(words, 2), digest(words, 3), digest(words, 4)]);
}

/** The next number in [0, 1), a multiple of 2^-32. */
export function uniform(random: Random): number {
  return random() / 0x1_0000_0000;
}

/** The next integer in [0, count). */
export function below(random: Random, count: number): number {
  return Math.floor(uniform(random) * count);
}

/**
 * A point on the unit circle, evenly distributed: G. Marsaglia's rejection from the square (1972), which needs no
 * angle and so no sine.
 */
export function unitVector(random: Random): readonly [number, number] {
  for (;;) {
    const x = 2 * uniform(random) - 1;
    const y = 2 * uniform(random) - 1;
    const square = x * x + y * y;
    if (square > 1 || square < 1e-6) continue;
    const length = Math.sqrt(square);
    return [x / length, y / length];
  }
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

/** One word of state from all words of the seed, mixed by MurmurHash3's finaliser (A. Appleby). */
function digest(words: readonly number[], lane: number): number {
  let hash = Math.imul(lane, 0x9e3779b9);
  for (const word of words) hash = mix(Math.imul(hash, 31) ^ word);
  return hash === 0 ? lane : hash;
}

function mix(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
