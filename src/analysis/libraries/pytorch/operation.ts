import { booleanOf, none, sizeOf, type TensorValue, type Value } from '../../domain/values.js';
import type { Size } from '../../domain/sizes.js';
import { bind, type Argument, type Bound, type Call, type Entry } from '../library.js';
import { asMethod } from '../tensorFunctions.js';
import { operationOf } from '../shapeReports.js';
import { torchTensor } from './tensors.js';
import { checkTupleInput } from './tuples.js';

/** An operation on a tensor, a function `torch.cumsum(x, 1)` and a method `x.cumsum(1)` alike. */
export interface Operation {
  readonly call: Call;
  readonly bound: Bound;
  /** The first argument, or what the method belongs to. */
  readonly x: TensorValue;
  /** None where it is not given. */
  readonly value: (name: string) => Value;
  readonly size: (name: string) => Size;
  /** Null where nobody knows; what is not given is false. */
  readonly truth: (name: string) => boolean | null;
  /** Positional arguments from a place on: the sizes of `view(2, 3)`. */
  readonly from: (index: number) => readonly Argument[];
}

export type Run = (operation: Operation) => Value;

/** `parameters` without the tensor itself. */
export function operation(parameters: readonly string[], run: Run): (call: Call) => Value {
  const all = ['input', ...parameters];
  return (call) => {
    const bound = bind(call, all);
    const value = (name: string) => bound.value(name, none);
    const given = bound.get('input')?.value;
    if (given && mayBeWrong(given) && !call.receiver) {
      const name = operationOf(call);
      if (!name.startsWith('atleast_')) checkTupleInput(call, given, name);
    }
    return run({
      call,
      bound,
      x: torchTensor(bound.get('input')?.value ?? bound.get('self')?.value),
      value,
      size: (name) => sizeOf(value(name)),
      truth: (name) => booleanOf(value(name)),
      from: (index) => call.args.slice(index),
    });
  };
}

function mayBeWrong({ kind }: Value): boolean {
  return kind === 'tuple' || kind === 'object' || kind === 'list' || kind === 'tensor';
}

/** Under `torch.X`, `torch.Tensor.X` and, in place, `torch.X_` and `torch.Tensor.X_`. */
export function operationEntries(table: Readonly<Record<string, (call: Call) => Value>>): [string, Entry][] {
  return Object.entries(table).flatMap(([name, entry]): [string, Entry][] => [
    [`torch.${name}`, entry],
    [`torch.${name}_`, entry],
    [`torch.Tensor.${name}`, asMethod(entry)],
    [`torch.Tensor.${name}_`, asMethod(entry)],
  ]);
}

/** As `operationEntries`; in place they change the shape of the tensor itself: `x.transpose_(0, 1)`. */
export function arrangingEntriesOf(table: Readonly<Record<string, (call: Call) => Value>>): [string, Entry][] {
  return operationEntries(table).map(([path, entry]): [string, Entry] =>
    path.endsWith('_') && typeof entry === 'function' ? [path, (call) => changed(call, entry(call))] : [path, entry],
  );
}

function changed(call: Call, made: Value): Value {
  const self = call.receiver ?? call.args[0]?.value;
  if (self?.kind !== 'tensor' || made.kind !== 'tensor') return made;
  call.evaluation.setAxes(self, made.axes);
  return self;
}

/** Methods alone. */
export function methodEntries(table: Readonly<Record<string, (call: Call) => Value>>): [string, Entry][] {
  return Object.entries(table).map(([name, entry]) => [`torch.Tensor.${name}`, asMethod(entry)]);
}

/** Properties: `x.T`. */
export function propertyEntries(
  table: Readonly<Record<string, (x: TensorValue, call: Call) => Value>>,
): [string, Entry][] {
  return Object.entries(table).map(([name, read]) => [
    `torch.Tensor.${name}:get`,
    (call) => read(torchTensor(call.receiver ?? undefined), call),
  ]);
}
