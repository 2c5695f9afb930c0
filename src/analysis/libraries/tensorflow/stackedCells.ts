import { addSizes, sameSize, type Size } from '../../domain/sizes.js';
import { itemsOf, none, sizeOf, sizeValue, type ObjectValue, type Value } from '../../domain/values.js';
import { shortNameOf } from './cellCalls.js';
import { cellKinds } from './cellKinds.js';

/**
 * What runs in an unrolled cell, as options of its record: how many layers of which cell. Nothing where they are not
 * alike, or where more is in them than a cell: projections, peepholes, attention.
 */
export function stackOptions(cells: readonly Value[]): Record<string, Value> {
  const [first, ...others] = cells.map(stackOf);
  const isOne = first && others.every((other) => other && isAlike(first.cell, other.cell) && isAsMany(first, other));
  if (!first || !isOne) return { cell: none };
  const { activation } = first.cell.layer?.options ?? {};
  return {
    cell: { kind: 'string', value: shortNameOf(first.cell) },
    numLayers: sizeValue(first.count),
    ...(activation && { activation }),
  };
}

interface Stack {
  readonly cell: ObjectValue;
  readonly count: Size;
}

function stackOf(cell: Value): Stack | null {
  if (cell.kind !== 'object') return null;
  const name = shortNameOf(cell);
  const inner = cell.fields.get('cell');
  if (/^(Dropout|Device)Wrapper$/.test(name)) return inner ? stackOf(inner) : null;
  if (name === 'MultiRNNCell') return stackOfAll(cell.fields.get('cells'));
  return name in cellKinds && isPlain(cell) ? { cell, count: 1 } : null;
}

function stackOfAll(cells: Value | undefined): Stack | null {
  const items = itemsOf(cells);
  if (!items) {
    const one = cells?.kind === 'list' ? stackOf(cells.element) : null;
    return one && cells?.kind === 'list' && one.count === 1 ? { cell: one.cell, count: cells.length } : null;
  }
  return items.map(stackOf).reduce((so, next) => {
    if (!so || !next || !isAlike(so.cell, next.cell)) return null;
    return { cell: so.cell, count: addSizes(so.count, next.count) };
  });
}

function isAlike(a: ObjectValue, b: ObjectValue): boolean {
  const [one, other] = [a, b].map((cell) => sizeOf(cell.layer?.options['units']));
  return a === b || (a.type === b.type && sameSize(one ?? null, other ?? null) === true);
}

function isAsMany(a: Stack, b: Stack): boolean {
  return sameSize(a.count, b.count) === true;
}

function isPlain({ layer }: ObjectValue): boolean {
  const { numProj, usePeepholes } = layer?.options ?? {};
  return (
    (!numProj || numProj.kind === 'none') &&
    (!usePeepholes || (usePeepholes.kind === 'boolean' && usePeepholes.value === false))
  );
}
