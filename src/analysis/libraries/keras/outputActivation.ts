import { isJoined } from '../../domain/joined.js';
import { booleanOf, none, type TensorValue, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { layerOf, option, originOf, type Layer } from './layer.js';
import { reportAt } from './layerChecks.js';
import type { Loss, LossFamily } from './losses.js';

/**
 * Looks whether a loss over classes is given what it takes: probabilities, or with `from_logits=True` the scores before
 * them. Of scores Keras cuts off what is below 0 and above 1, and what is left teaches nothing; of positive numbers the
 * losses over classes make probabilities themselves. A generator that ends in a tanh is compiled with a binary loss now
 * and then, and never trained with it.
 * https://keras.io/api/losses/probabilistic_losses/
 */
export function checkOutputActivation(
  loss: Loss,
  output: TensorValue,
  call: Call,
  argument: Argument | undefined,
): void {
  const own = makes[loss.family];
  const found = own && activationOf(output);
  const takesScores = takesScoresOf(argument?.value);
  if (!found || takesScores === null || takesScores !== (found === own)) return;
  if (!takesScores && found !== 'linear' && (found !== 'tanh' || loss.family === 'binary')) return;
  const wanted = takesScores ? 'scores' : 'probabilities';
  const facts = { loss: loss.name, wanted, given: own, cause: takesScores ? null : 'missing' };
  reportAt(
    call,
    { code: 'softmax-before-loss', raises: null, facts },
    { severity: 'warning', span: argument?.span ?? call.span },
  );
}

/** What makes the probabilities of each family. */
const makes: Partial<Record<LossFamily, string>> = { categorical: 'softmax', sparse: 'softmax', binary: 'sigmoid' };

/** The functions and the names of the losses take probabilities. */
function takesScoresOf(loss: Value | undefined): boolean | null {
  if (loss?.kind !== 'object') return false;
  const given = loss.fields.get('from_logits');
  return given ? booleanOf(given) : null;
}

/** The activation of the layer that gave a tensor; null where it is not known, or the layer has none. */
function activationOf(tensor: TensorValue): string | null {
  const origin = isJoined(tensor) ? undefined : originOf(tensor);
  const layer = wrappedIn(layerOf(origin?.layer));
  if (!layer || !/^(Dense|Activation|Softmax|SimpleRNN|LSTM|GRU)$/.test(layer.className)) return null;
  if (layer.className === 'Softmax') return 'softmax';
  const own = nameOf(option(layer, 'activation'));
  const [input] = origin?.inputs ?? [];
  if (layer.className === 'Activation' && own === 'linear') return input ? activationOf(input) : null;
  // The gates of a recurrent layer come between its activation and its output.
  return layer.kind.isRecurrent === true && own !== 'tanh' ? null : own;
}

function wrappedIn(layer: Layer | undefined): Layer | undefined {
  return layer?.className === 'TimeDistributed' ? layerOf(layer.given.value('layer', none)) : layer;
}

function nameOf(activation: Value): string | null {
  switch (activation.kind) {
    case 'none':
      return 'linear';
    case 'string':
      return activation.value;
    case 'path':
      return activation.path.slice(activation.path.lastIndexOf('.') + 1);
    default:
      return null;
  }
}
