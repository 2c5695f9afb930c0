import type { Size } from '../../domain/sizes.js';
import { divideExactly, multiplySizes } from '../../domain/sizes.js';
import { axis, sizeOf, stringOf, type Axis, type Value } from '../../domain/values.js';
import { bind, type Call, type Entry } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { reportRule } from './reports.js';
import { isTensor, result, torchTensor } from './tensors.js';

/** https://einops.rocks/api/rearrange/ */
export const einopsEntries: [string, Entry][] = [['einops.rearrange', rearranged]];

/** The names of one axis of a pattern: one, or several that are merged, none for an axis of 1. */
type Group = readonly string[];

/** `rearrange(x, 'b (h d) -> b h d', h=4)`; patterns with `...` are not followed. */
function rearranged(call: Call): Value {
  const bound = bind(call, ['tensor', 'pattern']);
  const given = bound.get('tensor')?.value;
  const x = torchTensor(given);
  const [left, right, ...others] = (stringOf(bound.get('pattern')?.value) ?? '').split('->').map(groupsOf);
  if (!left || !right || others.length > 0 || !isTensor(given) || given.library !== 'torch' || !x.axes)
    return result(call, null, [x]);
  if (left.length !== x.axes.length) {
    if (!x.isAssumed) {
      const [expected, found] = [left.length, x.axes.length];
      const raises = `Wrong shape: expected ${expected} dims. Received ${found}-dim tensor.`;
      const facts = { layer: 'rearrange', expected, found, shape: shapeOf(x.axes) };
      reportRule(call, { code: 'layer-input-rank', raises, facts }, { tensors: [x] });
    }
    return result(call, null, [x]);
  }
  const named = new Map<string, Axis>();
  for (const [index, group] of left.entries()) nameAxes(call, group, x.axes[index]!, named);
  return result(
    call,
    right.map((group) => merged(group.map((name) => named.get(name) ?? axis(null)))),
    [x],
  );
}

/** The axes of one side of a pattern; null where it is no plain one. */
function groupsOf(text: string): readonly Group[] | null {
  const parts = text.trim().match(/\([^()]*\)|[^\s()]+/g) ?? [];
  const groups = parts.map((part) =>
    part
      .replace(/[()]/g, ' ')
      .split(/\s+/)
      .filter((name) => name !== '' && name !== '1'),
  );
  return groups.flat().every((name) => /^[A-Za-z_]\w*$/.test(name)) ? groups : null;
}

/** Of the parts of an axis one may be left to what the others say. */
function nameAxes(call: Call, group: Group, whole: Axis, named: Map<string, Axis>): void {
  const [only] = group;
  if (group.length === 1 && only !== undefined) {
    named.set(only, whole);
    return;
  }
  const sizes = group.map((name): Size | undefined => {
    const given = call.keywords.get(name)?.value;
    return given && sizeOf(given);
  });
  const known = sizes.filter((size) => size !== undefined).reduce<Size>(multiplySizes, 1);
  const isWhole = sizes.filter((size) => size === undefined).length === 1;
  group.forEach((name, index) => {
    const size = sizes[index];
    named.set(name, axis(size === undefined ? (isWhole ? divideExactly(whole.size, known) : null) : size));
  });
}

function merged(axes: readonly Axis[]): Axis {
  const [only] = axes;
  if (axes.length === 1 && only) return only;
  return axis(axes.map(({ size }) => size).reduce<Size>(multiplySizes, 1));
}
