import type { LayerRecord } from '../domain/records.js';
import { booleanValue, stringValue, type FunctionValue, type Value } from '../domain/values.js';
import { spanKey } from '../grouped.js';
import { bindSelf, findInOrder, findMethod } from './attributes.js';
import { callFunction, callMethodOf, instantiate } from './calls.js';
import { quietly, type Asked, type Machine } from './machine.js';
import { given, libraryOf, unknownArguments } from './uncalled.js';

/** At most so many modes of one class or function are looked at. */
const maxModes = 6;

/**
 * Looks once more at the classes and functions that nobody uses and that have recurrent layers in branches which a
 * default rules out: `if kind == 'gru'` with `kind='lstm'`. This time the parameter is what the branch asks for, so that its layers meet
 * their inputs. Only what was not seen before is written down, and nothing is reported.
 */
export function runOtherModes(machine: Machine): void {
  machine.isAssuming = false;
  machine.isUnseen = true;
  for (const [value, asked] of [...machine.modes]) {
    if (value.kind === 'function') {
      runModes(machine, value, asked, (mode) => {
        callFunction(machine, value, ...given(unknownArguments(machine, value, null, mode)));
      });
      continue;
    }
    const constructor = findInOrder(machine, value, machine.language === 'python' ? '__init__' : 'constructor');
    const main = findMethod(value, callMethodOf(machine, value));
    if (constructor?.kind !== 'function' || main?.kind !== 'function') continue;
    runModes(machine, constructor, asked, (mode) => {
      const { nameSpan } = value.statement;
      const made = unknownArguments(machine, constructor, null, mode);
      const bound = bindSelf(main, instantiate(machine, value, made, { span: nameSpan, nameSpan }));
      callFunction(machine, bound, ...given(unknownArguments(machine, bound, libraryOf(machine, value))));
    });
  }
}

function runModes(
  machine: Machine,
  callee: FunctionValue,
  asked: Asked,
  run: (mode: ReadonlyMap<string, Value | null>) => void,
): void {
  for (const mode of modesOf(callee, asked).slice(0, maxModes)) {
    addUnseen(machine, () => {
      quietly(machine, () => {
        run(new Map([mode]));
      });
    });
  }
}

/** A parameter, and what it has instead of its default; null for a name. */
type Mode = readonly [string, Value | null];

/** What the parameters are said to be elsewhere: another word, the other truth value, or a name where it is a number. */
function modesOf({ parameters, defaults }: FunctionValue, asked: Asked): Mode[] {
  return parameters.flatMap(({ target }, index): readonly Mode[] => {
    const name = target.kind === 'name' ? target.name : '';
    const words = asked.get(name);
    const standard = defaults[index];
    if (!words || !standard) return [];
    if (standard.kind === 'boolean') return [[name, booleanValue(standard.value === false)]];
    if (standard.kind !== 'string') return [[name, null]];
    const others = [...words].filter((word) => word !== standard.value);
    return [...others, anyOther].map((word) => [name, stringValue(word)]);
  });
}

/** A word that no branch asks for: what is meant by `else`. */
const anyOther = '';

/** Runs something and keeps the layers that were never called before, and the tensors of places that had none. */
function addUnseen({ records, sizes }: Machine, run: () => void): void {
  const count = { layers: records.layers.length, tensors: records.tensors.length };
  const known = new Map(sizes);
  try {
    run();
  } finally {
    const layers = records.layers.splice(count.layers);
    const called = new Set(records.layers.filter(isCalled).map(layerKey));
    const added = layers.filter((layer) => isCalled(layer) && !called.has(layerKey(layer)));
    const better = new Set(added.map(layerKey));
    const others = records.layers.filter((layer) => !better.has(layerKey(layer)));
    records.layers.splice(0, records.layers.length, ...others, ...added);
    const tensors = records.tensors.splice(count.tensors);
    const places = new Set(records.tensors.map(({ span }) => spanKey(span)));
    records.tensors.push(...tensors.filter(({ span }) => !places.has(spanKey(span))));
    for (const [place, size] of known) sizes.set(place, size);
  }
}

/** Whether it gave something: what a branch that goes with another mode gets may be refused. */
function isCalled({ calls }: LayerRecord): boolean {
  return calls.some(({ output }) => (output?.axes ?? null) !== null);
}

function layerKey({ kind, span }: LayerRecord): string {
  return `${kind} ${spanKey(span)}`;
}
