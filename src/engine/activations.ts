import { activationCodes, type ActivationPlan } from './kernels/kernels.js';
import type { Activation, ActivationName, RecurrentLayer } from './network.js';

/** hard_sigmoid as Keras 2, TensorFlow 1 and ONNX have it: 0.2·x + 0.5. That of Keras 3 and PyTorch is the bare name's. */
export const hardSigmoidKeras2: Activation = { name: 'hard_sigmoid', slope: 0.2, offset: 0.5 };

export function activationName(activation: Activation): ActivationName {
  return typeof activation === 'string' ? activation : activation.name;
}

/** An activation as the kernels take it, the defaults of a bare name filled in. */
export function activationPlan(activation: Activation): ActivationPlan {
  const full = typeof activation === 'string' ? (defaults[activation] ?? { name: activation }) : activation;
  const code = activationCodes[full.name];
  if ('slope' in full) return { code, first: full.slope, second: full.offset };
  return { code, first: 'alpha' in full ? full.alpha : 0, second: 0 };
}

/** A recurrent layer's activations, the defaults filled in. */
export function activationsOf({
  activation = 'tanh',
  recurrentActivation = 'sigmoid',
  stateActivation = activation,
}: RecurrentLayer): Required<Pick<RecurrentLayer, 'activation' | 'recurrentActivation' | 'stateActivation'>> {
  return { activation, recurrentActivation, stateActivation };
}

const defaults: Readonly<Partial<Record<string, Exclude<Activation, string>>>> = {
  hard_sigmoid: { name: 'hard_sigmoid', slope: 1 / 6, offset: 0.5 },
  elu: { name: 'elu', alpha: 1 },
  leaky_relu: { name: 'leaky_relu', alpha: 0.2 },
};
