import type { TensorValue, Value } from '../domain/values.js';
import type { Statement } from '../syntax/program.js';
import type { Machine } from './machine.js';

/**
 * A recurrent layer that is called step by step, each time with the same state; or one whose function returns the state
 * that it was given. Nothing fails, and no step knows of those before it.
 */
export function checkCarried(machine: Machine, statement: Statement & { kind: 'assign' }, value: Value): void {
  const outputs = value.kind === 'tuple' ? value.items[0] : value;
  if (outputs?.kind !== 'tensor' || outputs.isSequence !== true || outputs.library !== 'torch') return;
  const old = machine.module === null ? machine.oldStates().get(statement) : undefined;
  if (!old || !statement.value) return;
  // A module of the source that calls the layer may keep its state itself.
  if (outputs.origin?.start !== statement.value.span.start) return;
  if (old.cause === 'loop' && !isOneStep(outputs, old.step)) return;
  machine.evaluation.report({
    code: 'state-not-carried',
    severity: 'warning',
    span: statement.value.span,
    raises: null,
    facts: { cause: old.cause, given: old.given },
    fixes: [],
    related: [],
  });
}

/** By the size of the axis; else by where the source cut out a step, if that is where the layer has its steps. */
function isOneStep({ axes }: TensorValue, step: number | null): boolean {
  if (axes?.length !== 3) return false;
  const at = axes.findIndex(({ role }) => role === 'time');
  const size = axes[at]?.size;
  return size === 1 || (at >= 0 && typeof size !== 'number' && at === step);
}
