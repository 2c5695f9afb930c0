import type { CallRecord, LayerRecord, TensorRecord } from '../domain/records.js';
import { groupedBy, spanKey } from '../grouped.js';
import type { Span } from '../model.js';
import type { Machine } from './machine.js';

/**
 * What was written down of a function that nobody had called, with names for what nobody gives. What it called itself
 * was given its arguments as by any other caller, and is none.
 */
export interface Guess {
  readonly layers: readonly LayerRecord[];
  readonly tensors: readonly TensorRecord[];
  /** Of layers that were there before. */
  readonly calls: readonly (readonly [LayerRecord, readonly CallRecord[]])[];
  /** How many records there were when it had run. */
  readonly end: { readonly layers: number; readonly tensors: number };
}

/** Runs a function or makes an instance with names for what nobody gives, and tells what was written down in its own place. */
export function guess({ records }: Machine, place: Span, run: () => void): Guess {
  const before = records.layers.map((layer) => [layer, layer.calls.length] as const);
  const tensors = records.tensors.length;
  run();
  const isOwn = ({ span }: { readonly span: Span }) => place.start <= span.start && span.end <= place.end;
  return {
    layers: records.layers.slice(before.length).filter(isOwn),
    tensors: records.tensors.slice(tensors).filter(isOwn),
    calls: before.flatMap(([layer, count]) => {
      const own = layer.calls.slice(count).filter(isOwn);
      return own.length > 0 ? [[layer, own] as const] : [];
    }),
    end: { layers: records.layers.length, tensors: records.tensors.length },
  };
}

/**
 * Takes back what was guessed of places that ran again afterwards: then the program itself had called them, and its
 * own arguments tell more than names. What ran only once stays.
 */
export function takeBackGuesses({ records }: Machine, guesses: readonly Guess[]): void {
  if (guesses.length === 0) return;
  const lastTensor = new Map(records.tensors.map((record, index) => [tensorKey(record), index] as const));
  const layersAt = groupedBy(records.layers.entries(), ([, record]) => layerKey(record));
  const gone = new Set<TensorRecord | LayerRecord>();
  for (const { layers, tensors, calls, end } of guesses) {
    for (const record of tensors) if ((lastTensor.get(tensorKey(record)) ?? 0) >= end.tensors) gone.add(record);
    for (const [key, same] of groupedBy(layers, layerKey)) {
      const later = (layersAt.get(key) ?? []).filter(([index]) => index >= end.layers);
      const called = new Set(later.flatMap(([, { calls }]) => calls.map(({ span }) => spanKey(span))));
      for (const record of same)
        if (later.length > 0 && record.calls.every(({ span }) => called.has(spanKey(span)))) gone.add(record);
    }
    for (const [record, guessed] of calls) {
      const last = record.calls.indexOf(guessed.at(-1) as CallRecord);
      const called = new Set(record.calls.slice(last + 1).map(({ span }) => spanKey(span)));
      const isGone = new Set(guessed.filter(({ span }) => called.has(spanKey(span))));
      if (last >= 0 && isGone.size > 0) keep(record.calls, (call) => !isGone.has(call));
    }
  }
  keep(records.tensors, (record) => !gone.has(record));
  keep(records.layers, (record) => !gone.has(record));
}

function keep<T>(list: T[], isKept: (item: T) => boolean): void {
  const kept = list.filter(isKept);
  list.length = 0;
  for (const item of kept) list.push(item);
}

function layerKey({ kind, span }: LayerRecord): string {
  return `${kind} ${spanKey(span)}`;
}

function tensorKey({ name, span }: TensorRecord): string {
  return `${name ?? ''} ${spanKey(span)}`;
}
