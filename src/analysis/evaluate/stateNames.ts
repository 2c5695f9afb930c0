import type { Value } from '../domain/values.js';
import { areStatesByDirection } from '../libraries/directions.js';
import type { Statement } from '../syntax/program.js';
import type { Machine } from './machine.js';

const forward = /(^|_)(f|fw|fwd|forw|forward)s?(_|\d|$)/i;
const backward = /(^|_)(b|bw|bwd|back|backward|rev|reverse)s?(_|\d|$)/i;

/**
 * `out, forward_h, backward_h, forward_c, backward_c = Bidirectional(…)(x)`: names for the hidden states of both
 * directions, where both states of the forward layer come first. What is joined by these names belongs to one direction.
 */
export function checkStateNames(machine: Machine, { targets }: Statement & { kind: 'assign' }, value: Value): void {
  const [target] = targets;
  if (machine.module !== null || target?.kind !== 'tuple' || !areStatesByDirection(value)) return;
  const names = target.items.map((item) => (item.kind === 'name' || item.kind === 'attribute' ? item.name : ''));
  const [, , second = '', third = ''] = names;
  const isSwapped = backward.test(second) && !forward.test(second) && forward.test(third) && !backward.test(third);
  if (names.length !== 5 || !isSwapped) return;
  machine.evaluation.report({
    code: 'joined-directions',
    severity: 'warning',
    span: target.span,
    raises: null,
    facts: { layer: null, cause: 'named', name: second },
    fixes: [],
    related: [],
  });
}
