import { sameSize, type Size } from '../../domain/sizes.js';
import type { Axis } from '../../domain/values.js';
import { broadcastAxes } from './broadcast.js';
import { normalIndex } from './arrange.js';

/** `axes` null: nobody can tell. A mismatch is certain; `part` tells whether it is among the axes before the matrices. */
export type Product =
  | { readonly axes: Axis[] | null }
  | { readonly mismatch: readonly [left: Size, right: Size]; readonly part: 'inner' | 'batch' };

/** `a @ b`, as NumPy, PyTorch and TensorFlow have it; vectors count as a row on the left and a column on the right. */
export function matmulAxes(a: readonly Axis[], b: readonly Axis[]): Product {
  const inner = a.at(-1);
  const otherInner = b.length > 1 ? b.at(-2) : b.at(-1);
  if (!inner || !otherInner) return { axes: null };
  if (sameSize(inner.size, otherInner.size) === false) {
    return { mismatch: [inner.size, otherInner.size], part: 'inner' };
  }
  const before = a.slice(0, -2);
  const otherBefore = b.slice(0, -2);
  const batch = broadcastAxes(before, otherBefore);
  if (batch === null) return { mismatch: firstDifference(before, otherBefore), part: 'batch' };
  const rows = a.length > 1 ? a.slice(-2, -1) : [];
  const columns = b.length > 1 ? b.slice(-1) : [];
  return { axes: [...batch, ...rows, ...columns] };
}

/** `axes`: how many of the last axes of `a` and first ones of `b` are summed over, or which of each. */
export function tensordotAxes(
  a: readonly Axis[],
  b: readonly Axis[],
  axes: number | readonly [readonly number[], readonly number[]],
): Product {
  const [left, right] =
    typeof axes === 'number'
      ? [Array.from({ length: axes }, (_, index) => a.length - axes + index), Array.from({ length: axes }, (_, i) => i)]
      : [axes[0].map((index) => normalIndex(index, a.length)), axes[1].map((index) => normalIndex(index, b.length))];
  if (left.length !== right.length) return { axes: null };
  for (const [position, index] of left.entries()) {
    const one = index === null ? undefined : a[index];
    const other = b[right[position] ?? -1];
    if (!one || !other) return { axes: null };
    if (sameSize(one.size, other.size) === false) return { mismatch: [one.size, other.size], part: 'inner' };
  }
  return { axes: [...a.filter((_, index) => !left.includes(index)), ...b.filter((_, i) => !right.includes(i))] };
}

/** `einsum`, with `...`; null stands for an operand of unknown rank. A rank other than its letters' gives unknown. */
export function einsumAxes(equation: string, operands: readonly (readonly Axis[] | null)[]): Product {
  const parts = equation.replace(/\s/g, '').split('->');
  const inputs = (parts[0] ?? '').split(',');
  if (parts.length > 2 || inputs.length !== operands.length) return { axes: null };
  const letters = new Map<string, Axis>();
  let spread: Axis[] | null = [];
  for (const [index, input] of inputs.entries()) {
    const axes = operands[index];
    const labels = labelsOf(input);
    if (!labels || !axes) {
      spread = null;
      continue;
    }
    const between = axes.length - labels.before.length - labels.after.length;
    if (between < 0 || (between > 0 && !labels.hasDots)) return { axes: null };
    const named = [...axes.slice(0, labels.before.length), ...axes.slice(labels.before.length + between)];
    for (const [position, letter] of [...labels.before, ...labels.after].entries()) {
      const found = named[position]!;
      const known = letters.get(letter);
      const joined: Axis | undefined = known ? broadcastAxes([known], [found])?.[0] : found;
      if (!joined) return { mismatch: [known!.size, found.size], part: 'inner' };
      letters.set(letter, joined);
    }
    const dots = axes.slice(labels.before.length, labels.before.length + between);
    const wider: Axis[] | null = spread && broadcastAxes(spread, dots);
    if (spread && !wider) return { mismatch: firstDifference(spread, dots), part: 'batch' };
    spread = wider;
  }
  return { axes: einsumOutput(parts[1], inputs, letters, spread) };
}

function einsumOutput(
  output: string | undefined,
  inputs: readonly string[],
  letters: ReadonlyMap<string, Axis>,
  spread: readonly Axis[] | null,
): Axis[] | null {
  const labels = labelsOf(output ?? impliedOutput(inputs));
  if (!labels || (labels.hasDots && !spread)) return null;
  const axesOf = (names: readonly string[]): Axis[] =>
    names.map((letter) => letters.get(letter) ?? { size: null, role: null });
  return [...axesOf(labels.before), ...(labels.hasDots ? (spread ?? []) : []), ...axesOf(labels.after)];
}

/** Without `->`: the letters that stand once, in the order of the alphabet, after what the dots stand for. */
function impliedOutput(inputs: readonly string[]): string {
  const all = inputs.join('').replaceAll('.', '');
  const once = Array.from(all)
    .filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter))
    .sort();
  return (inputs.some((input) => input.includes('...')) ? '...' : '') + once.join('');
}

function labelsOf(text: string): { before: string[]; hasDots: boolean; after: string[] } | null {
  const match = /^([a-zA-Z]*)(\.\.\.)?([a-zA-Z]*)$/.exec(text);
  return match && { before: Array.from(match[1]!), hasDots: match[2] !== undefined, after: Array.from(match[3]!) };
}

function firstDifference(a: readonly Axis[], b: readonly Axis[]): [Size, Size] {
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const [left, right] = [a.at(-back)!, b.at(-back)!];
    if (broadcastAxes([left], [right]) === null) return [left.size, right.size];
  }
  return [null, null];
}
