import { sizeText } from '../../domain/sizes.js';
import { booleanValue, itemsOf, type Value } from '../../domain/values.js';
import type { Fix } from '../../model.js';
import type { Argument, Call } from '../library.js';
import { nameOf } from './cellCalls.js';

/**
 * `MultiRNNCell([cell] * n)`: one cell several times. Since TensorFlow 1.2 the layers share their weights without a
 * word; 1.1 refuses it. Where the layers' inputs differ in size it fails when the cells are called.
 */
export function checkRepeatedCell(call: Call, given: Argument): void {
  const text = given.valueSpan ? call.evaluation.textOf(given.valueSpan) : '';
  const written = /^\[\s*([^[\]]+?)\s*,?\s*\]\s*\*\s*([\w.()]+)$/s.exec(text);
  const items = itemsOf(given.value);
  const first = items?.[0] ?? (given.value.kind === 'list' ? given.value.element : undefined);
  // Two of which nothing is known are not the same for that.
  const known = items?.filter(({ kind }) => kind !== 'unknown');
  const isRepeated = known ? new Set(known).size < known.length : written !== null;
  const [cell] = first?.kind === 'ambiguous' ? first.options : [first];
  if (!isRepeated || !first || cell?.kind !== 'object') return;
  markCells(call, first);
  const count = items?.length ?? (given.value.kind === 'list' ? sizeText(given.value.length) : null);
  call.evaluation.report({
    code: 'repeated-cell',
    severity: 'warning',
    span: given.valueSpan ?? call.span,
    raises: null,
    facts: { cell: nameOf(cell), count },
    fixes: written && first === cell ? fixesOf(call, given, cell, written[1] ?? '', written[2] ?? '') : [],
    related: cell.layer ? [{ span: cell.layer.span, what: 'layer-made', shape: null }] : [],
  });
}

/** The cell inside wrappers is the one that is called. */
function markCells(call: Call, cell: Value): void {
  if (cell.kind === 'ambiguous') for (const option of cell.options) markCells(call, option);
  if (cell.kind !== 'object') return;
  const inner = cell.fields.get('cell');
  call.evaluation.setField(cell, 'repeated', booleanValue(true));
  if (inner) markCells(call, inner);
}

/** A new cell for each layer, where the text of its constructor can be written in place of its name. */
function fixesOf(call: Call, given: Argument, cell: Value & { kind: 'object' }, element: string, count: string): Fix[] {
  const span = given.valueSpan;
  if (!span) return [];
  let constructor: string | null = null;
  if (/^[\w.]+\(.*\)$/s.test(element)) constructor = element;
  else if (/^\w+$/.test(element) && cell.layer) {
    // Between the two nothing may change the meaning of the constructor's names: no other function begins or ends.
    const before = call.evaluation.textBefore(cell.layer.span, 64);
    const between = call.evaluation.textOf({ start: cell.layer.span.start, end: span.start });
    const assigned = new RegExp(`(^|[\\s;])${element}\\s*=\\s*$`);
    if (between !== '' && assigned.test(before) && !/\b(def|return|lambda|class)\b/.test(between)) {
      constructor = call.evaluation.textOf(cell.layer.span);
    }
  }
  if (constructor === null) return [];
  const text = `[${constructor} for _ in range(${count})]`;
  return [{ action: { kind: 'write', text }, edits: [{ span, text }] }];
}
