import type { FunctionValue, InstanceValue, Scope, TensorValue, Value } from '../domain/values.js';
import type { Expression, Statement } from '../syntax/program.js';
import { evaluate } from './expressions.js';
import { recurrentCalledBy } from './layerCalls.js';
import { quietly, type Machine } from './machine.js';
import { boundIn } from './nameUse.js';

type Assignment = Statement & { kind: 'assign' };

/**
 * A recurrent layer that is called step by step, each time with the same state; or one whose function returns the state
 * that it was given. Nothing fails, and no step knows of those before it.
 */
export function checkCarried(machine: Machine, statement: Assignment, value: Value, scope: Scope): void {
  const old = machine.module === null ? machine.oldStates().get(statement) : undefined;
  if (!old || !statement.value) return;
  const isOld =
    old.cause === 'returned'
      ? isLayer(statement.value, value, undefined)
      : isCell(machine, statement.value) ||
        (old.cause === 'loop' ? isLayer(statement.value, value, old.step) : isOwnCell(machine, statement, scope));
  if (!isOld) return;
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

/** Of one step, where `step` says along which axis the source cuts it out: null where it does not. */
function isLayer({ span }: Expression, value: Value, step: number | null | undefined): boolean {
  const outputs = value.kind === 'tuple' ? value.items[0] : value;
  if (outputs?.kind !== 'tensor' || outputs.isSequence !== true || outputs.library !== 'torch') return false;
  // A module of the source that calls the layer may keep its state itself.
  if (outputs.origin?.start !== span.start) return false;
  return step === undefined || isOneStep(outputs, step);
}

/** By the size of the axis; else by where the source cut out a step, if that is where the layer has its steps. */
function isOneStep({ axes }: TensorValue, step: number | null): boolean {
  if (axes?.length !== 3) return false;
  const at = axes.findIndex(({ role }) => role === 'time');
  const size = axes[at]?.size;
  return size === 1 || (at >= 0 && typeof size !== 'number' && at === step);
}

/** `nn.GRUCell` and its like, which take a single step. */
function isCell(machine: Machine, call: Expression): boolean {
  return recurrentCalledBy(machine, call)?.kind.endsWith('Cell') === true;
}

/**
 * A recurrent module of the source, whose `forward` takes the state by name and sets no attribute, so that it keeps none
 * itself. Of `out, new = module(x, h)` the new state may be carried in other ways.
 */
function isOwnCell(machine: Machine, { targets, value }: Assignment, scope: Scope): boolean {
  if (targets[0]?.kind !== 'name' || value?.kind !== 'call' || value.args.length !== 2) return false;
  const callee = quietly(machine, () => evaluate(machine, value.callee, scope));
  if (callee.kind !== 'instance' || !isRecurrent(callee)) return false;
  const forward = forwardOf(callee);
  const [, , state] = forward?.parameters ?? [];
  if (!forward?.statement || state?.target.kind !== 'name' || !stateName.test(state.target.name)) return false;
  return !boundIn(forward.statement.body).has('self');
}

const stateName = /^(h|hx|h_?prev|prev_?h|h_?0|(prev_)?hidden(_states?)?|hidden_?0)$/i;

function isRecurrent({ class: { name }, attributes }: InstanceValue): boolean {
  const isLayer = (value: Value) => value.kind === 'object' && /^torch\.nn\.(RNN|LSTM|GRU)(Cell)?$/.test(value.type);
  return /RNN|LSTM|GRU/i.test(name) || [...attributes.values()].some(isLayer);
}

function forwardOf({ class: own }: InstanceValue): FunctionValue | null {
  const forward = own.attributes.get('forward');
  return forward?.kind === 'function' ? forward : null;
}
