import { argumentFault, type ArgumentFault, type Signature } from '../argumentFaults.js';
import type { Call } from '../library.js';
import { alike } from '../tensorFunctions.js';
import { reportRule } from './reports.js';

/**
 * What the constructors of modules take, in PyTorch 1.13 or in 2: a `*` marks what must be given, and `…` that newer
 * versions may take more. Written down for those of recurrent networks and what stands around them; of all others nobody
 * says what is wrong.
 */
const constructors: Readonly<Record<string, string>> = {
  RNN: 'input_size* hidden_size* num_layers bias batch_first dropout bidirectional proj_size device dtype nonlinearity',
  LSTM: 'input_size* hidden_size* num_layers bias batch_first dropout bidirectional proj_size device dtype',
  GRU: 'input_size* hidden_size* num_layers bias batch_first dropout bidirectional proj_size device dtype',
  RNNCell: 'input_size* hidden_size* bias nonlinearity device dtype',
  LSTMCell: 'input_size* hidden_size* bias device dtype',
  GRUCell: 'input_size* hidden_size* bias device dtype',
  Linear: 'in_features* out_features* bias device dtype',
  Embedding:
    'num_embeddings* embedding_dim* padding_idx max_norm norm_type scale_grad_by_freq sparse _weight _freeze device dtype',
  Dropout: 'p inplace',
  ReLU: 'inplace',
  Conv1d: 'in_channels* out_channels* kernel_size* stride padding dilation groups bias padding_mode device dtype',
  Conv2d: 'in_channels* out_channels* kernel_size* stride padding dilation groups bias padding_mode device dtype',
  ...alike('MaxPool1d MaxPool2d AvgPool1d AvgPool2d', 'kernel_size* …'),
  LayerNorm: 'normalized_shape* …',
  MultiheadAttention: 'embed_dim* num_heads* …',
  TransformerEncoderLayer: 'd_model* nhead* …',
  TransformerEncoder: 'encoder_layer* num_layers* …',
  EmbeddingBag: 'num_embeddings* embedding_dim* …',
  BatchNorm1d: 'num_features* eps momentum affine track_running_stats device dtype bias',
  CrossEntropyLoss: 'weight size_average ignore_index reduce reduction label_smoothing',
  NLLLoss: 'weight size_average ignore_index reduce reduction',
  MSELoss: 'size_average reduce reduction',
  L1Loss: 'size_average reduce reduction',
  BCELoss: 'weight size_average reduce reduction',
  BCEWithLogitsLoss: 'weight size_average reduce reduction pos_weight',
};

/** What a call of a module takes. */
const calls: Readonly<Record<string, string>> = {
  ...alike('RNN LSTM GRU RNNCell LSTMCell GRUCell', 'input* hx'),
  ...alike('Linear Embedding Dropout ReLU Tanh Sigmoid Softmax LogSoftmax Conv1d BatchNorm1d Identity', 'input*'),
  ...alike('CrossEntropyLoss NLLLoss MSELoss L1Loss BCELoss BCEWithLogitsLoss', 'input* target*'),
};

/** Whose constructors these are. */
const bases: Readonly<Record<string, string>> = {
  Dropout: '_DropoutNd',
  BatchNorm1d: '_BatchNorm',
  ...alike('MaxPool1d MaxPool2d', '_MaxPoolNd'),
};

/** What functions of Python take; what those of C++ lack they say in words of their own. */
const functions: Readonly<Record<string, string>> = {
  pack_padded_sequence: 'input* lengths* batch_first enforce_sorted',
  pad_packed_sequence: 'sequence* batch_first padding_value total_length',
  pad_sequence: 'sequences* batch_first padding_value padding_side',
  pack_sequence: 'sequences* enforce_sorted',
};

/** Reports a call of a function with other arguments than it takes. */
export function checkFunction(call: Call, name: string): void {
  const written = functions[name];
  if (written === undefined || !isPlain(call)) return;
  report(call, name, name, faultOf(call, signatureOf(written), 1));
}

/** Reports a constructor's call that gives other arguments than the module takes. */
export function checkConstructor(call: Call, name: string): void {
  const written = constructors[name];
  if (written === undefined || !isPlain(call)) return;
  // The constructors of recurrent layers run that of `RNNBase`, which gets their kind before all else.
  const isSequence = /^(RNN|LSTM|GRU)$/.test(name);
  const signature = signatureOf(isSequence ? `mode* ${written}` : written);
  const fault = faultOf(call, signature, isSequence ? 2 : 1);
  // Where the nonlinearity stands among the others differs by version.
  if (name === 'RNN' && fault?.cause === 'twice' && call.args.length > 3) return;
  const callee = isSequence ? 'RNNBase' : (bases[name] ?? name);
  report(call, name, `${callee}.__init__`, fault);
}

/**
 * Reports a call of a module with other arguments than it takes.
 *
 * @returns the call with what it can take, or null where it fails without telling what it gives
 */
export function withinCall(call: Call, name: string): Call | null {
  const written = calls[name];
  if (written === undefined || !isPlain(call)) return call;
  const fault = faultOf(call, signatureOf(written), 1);
  if (!fault) return call;
  report(call, name, `${name}.forward`, fault);
  // What a recurrent layer gives does not hang on the states that are one too many.
  const isState = fault.cause === 'extra' && written.endsWith('hx');
  return isState ? { ...call, args: call.args.slice(0, 1), keywords: new Map(), isOpen: true } : null;
}

function isPlain({ evaluation, isOpen }: Call): boolean {
  return evaluation.language === 'python' && !isOpen;
}

/** `bound`: how many of the first parameters the call gives by itself. */
function faultOf({ args, keywords }: Call, signature: Signature, bound: number): ArgumentFault | null {
  return argumentFault(signature, args.length + bound, [...keywords.keys()]);
}

function report(call: Call, layer: string, callee: string, fault: ArgumentFault | null): void {
  if (!fault) return;
  const { cause, names, words } = fault;
  const isPair = layer.startsWith('LSTM') && callee.endsWith('.forward') && cause === 'extra' && call.args.length === 3;
  const [parameter = null] = names;
  reportRule(
    call,
    {
      code: isPair ? 'initial-state-pair' : 'invalid-argument',
      raises: `${callee}() ${words}`,
      facts: isPair ? { layer } : { layer, parameter, found: cause === 'missing' ? 'left out' : null, cause },
    },
    { span: (parameter !== null && call.keywords.get(parameter)?.span) || call.span },
  );
}

const signatures = new Map<string, Signature>();

function signatureOf(written: string): Signature {
  const known = signatures.get(written);
  if (known) return known;
  const takesMore = written.endsWith(' …');
  const own = written
    .replace(' …', '')
    .split(' ')
    .map((name) => ({
      name: name.replace('*', ''),
      isRequired: name.endsWith('*'),
      isKeywordOnly: false,
    }));
  const self = { name: 'self', isRequired: true, isKeywordOnly: false };
  const signature: Signature = { parameters: [self, ...own], takesMore, takesAny: takesMore };
  signatures.set(written, signature);
  return signature;
}
