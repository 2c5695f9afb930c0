/** Numbers for people: a proper minus sign, four decimals, and the exact float32 value for those who ask. */

const minus = '\u2212';

/**
 * Four decimals where that says enough, else four digits and a power of ten; whole numbers stay whole, so that the
 * inputs of a lecture read as they were written.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? `${minus}∞` : '∞';
  const magnitude = Math.abs(value);
  return withSign(value, Number.isInteger(value) && magnitude < 1e7 ? String(magnitude) : formatMagnitude(magnitude));
}

/** The shortest decimal that is this float32 and no other, as written in code but for the minus sign. */
export function exactNumber(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const single = Math.fround(value);
  const magnitude = Math.abs(single);
  // Nine significant digits tell any two float32 apart.
  for (let digits = 1; digits <= 9; digits++) {
    const text = magnitude.toPrecision(digits);
    if (Math.fround(Number(text)) === magnitude) return withSign(single, String(Number(text)));
  }
  return withSign(single, String(magnitude));
}

/** An index as it stands in a subscript: `2`, `−1`. */
export function formatIndex(index: number): string {
  return withSign(index, String(Math.abs(index)));
}

/** A part of a whole: `42 %`. */
export function formatFraction(fraction: number): string {
  return `${Math.round(Math.max(0, Math.min(1, fraction)) * 100)} %`;
}

function formatMagnitude(magnitude: number): string {
  if (magnitude >= 0.0001 && magnitude < 10_000) return magnitude.toFixed(4);
  const [digits = '', exponent = '0'] = magnitude.toExponential(3).split('e');
  return `${digits}e${formatIndex(Number(exponent))}`;
}

function withSign(value: number, magnitude: string): string {
  return value < 0 ? minus + magnitude : magnitude;
}
