import { dictOf, none, type InstanceValue, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';

/** The class of Lightning's modules. */
export const lightningModule = 'pytorch_lightning.LightningModule';

/** https://lightning.ai/docs/pytorch/stable/common/hyperparameters.html */
export const hyperparameterEntries: [string, Entry][] = [[`${lightningModule}.save_hyperparameters`, save]];

/** What the constructors of an instance were given, by the names of their parameters. */
const given = new WeakMap<InstanceValue, Map<string, Value>>();

/** Remembers what a constructor has for its parameters; what a derived class was given comes first. */
export function rememberHyperparameters(instance: InstanceValue, values: ReadonlyMap<string, Value>): void {
  given.set(instance, new Map([...values, ...(given.get(instance) ?? [])]));
}

/** `self.hparams` holds all arguments of the constructor, or the one thing that is given: a dict, a namespace. */
function save(call: Call): Value {
  const { receiver, args, evaluation } = call;
  if (receiver?.kind !== 'instance') return none;
  const [first] = args;
  const isWhole = first === undefined || first.value.kind === 'string';
  evaluation.setField(receiver, 'hparams', isWhole ? dictOf([...(given.get(receiver) ?? [])]) : first.value);
  return none;
}
