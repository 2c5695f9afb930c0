import type { LayerRecord } from './domain/records.js';
import { symbolSize } from './domain/sizes.js';
import { listOf, unknown, type ObjectValue, type Value } from './domain/values.js';
import { kerasLibrary } from './libraries/keras/library.js';
import type { Call, Evaluation } from './libraries/library.js';

/** Calls of the Keras table for what is no code. */

export function callOf(
  path: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  receiver: Value | null,
  span: Call['span'],
  evaluation: Evaluation,
): Call {
  const argument = (value: Value) => ({ value, span: null, valueSpan: null });
  return {
    path,
    args: args.map(argument),
    keywords: new Map([...keywords].map(([name, value]) => [name, argument(value)] as const)),
    isOpen: false,
    receiver,
    span,
    nameSpan: span,
    evaluation,
  };
}

/** A saved model ran already: there is nothing to report, and no code to call. */
export function evaluationFor(records: LayerRecord[]): Evaluation {
  let symbols = 0;
  const evaluation: Evaluation = {
    language: 'python',
    isAssuming: false,
    isPython2: false,
    errors: 0,
    floats: null,
    forgetFloats: () => undefined,
    report: () => undefined,
    quietly: (run) => run(),
    call(callee, args, { span }) {
      const path = callee.kind === 'object' ? `${callee.type}.__call__` : null;
      const entry = path === null ? undefined : kerasLibrary.entries.get(path);
      return typeof entry === 'function' && path !== null
        ? entry(callOf(path, args, new Map(), callee, span, evaluation))
        : unknown;
    },
    attribute: () => unknown,
    subscript: () => unknown,
    symbol: (name) => symbolSize(`k${++symbols}`, name),
    recordLayer(layer) {
      const record: LayerRecord = { ...layer, name: null, calls: [] };
      records.push(record);
      return record;
    },
    setField(object, name, value) {
      fieldsOf(object)?.set(name, value);
    },
    removeEntry: () => undefined,
    openDict(dict) {
      dict.isOpen = true;
    },
    appendTo(list, item) {
      if (list.kind !== 'list') return;
      list.items?.push(item);
      list.length = list.items?.length ?? null;
    },
    setItems: () => undefined,
    setAxes: () => undefined,
    forget: () => undefined,
    each: (list) => (list.kind === 'list' ? list : listOf([])),
    textOf: () => '',
    textBefore: () => '',
  };
  return evaluation;
}

function fieldsOf(object: Value): ObjectValue['fields'] | null {
  return object.kind === 'object' ? object.fields : null;
}
