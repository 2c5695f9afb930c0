import { stringValue, type Value } from '../../domain/values.js';
import { withOptions, type Argument, type Call } from '../library.js';

/** tf.js' options by Keras' names: `returnSequences` is `return_sequences`, `channelsFirst` is `channels_first`. */
export function kerasOptions(call: Call): Call {
  const given = withOptions(call);
  return { ...given, keywords: renamed(given.keywords) };
}

/** The same of a call whose options come after `count` arguments: `model.fit(x, y, {epochs: 3})`. */
export function kerasOptionsAfter(call: Call, count: number): Call {
  const options = call.args[count];
  if (!options) return call;
  const given = kerasOptions({ ...call, args: [options] });
  return { ...given, args: call.args.slice(0, count) };
}

/** The options with what tf.js takes where they say nothing. */
export function withDefaults(call: Call, defaults: Readonly<Record<string, Value>>): Call {
  if (call.isOpen) return call;
  const standing = Object.entries(defaults).map(([name, value]): [string, Argument] => [name, argumentOf(value)]);
  return { ...call, keywords: new Map([...standing, ...call.keywords]) };
}

export function argumentOf(value: Value): Argument {
  return { value, span: null, valueSpan: null };
}

function renamed(keywords: ReadonlyMap<string, Argument>): Map<string, Argument> {
  // What is undefined counts as not given; null is said on purpose, and both are none here.
  return new Map(
    [...keywords]
      .filter(([name, { value }]) => value.kind !== 'none' || nullable.has(name))
      .map(([name, argument]) => [snakeCase(name), { ...argument, value: keyword(argument.value) }] as const),
  );
}

const nullable: ReadonlySet<string> = new Set(['mergeMode']);

function keyword(value: Value): Value {
  if (value.kind !== 'string') return value;
  return /^channels(First|Last)$/.test(value.value) ? stringValue(snakeCase(value.value)) : value;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
