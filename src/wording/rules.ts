import type { Facts, RelatedPlace, RuleCode, RuleDetail } from '../analysis/domain/rules.js';
import type { Fix, Problem, Shape } from '../analysis/model.js';
import { grouped, shapeText } from './shapes.js';
import { typeAdvice } from './typeAdvice.js';

/**
 * A problem of code in words: what the framework itself says when the line runs, then one line that says what to do.
 * Where the framework says nothing, that line also tells what happens in silence.
 */
export function ruleMessage({ code, raises, facts, fixes }: RuleDetail & { readonly fixes: readonly Fix[] }): string {
  const advice = sentences[code](readFacts(facts, fixes));
  return raises === null ? advice : `${raises}\n${advice}`;
}

/** Whether it is a rule for code that found the problem. */
export function isRuleProblem(problem: Problem): problem is Extract<Problem, RuleDetail> {
  return 'raises' in problem;
}

/** What a related place has to do with the problem. */
export function relatedNote({ what, shape }: RelatedPlace): string {
  const subject = shape ? shapeText(shape) : what === 'size-from' ? 'This size' : 'This shape';
  if (what === 'defined') return 'It is defined here';
  return what === 'layer-made' ? 'The layer was made here' : `${subject} comes from here`;
}

/** The facts of a case as words. What is missing has words of its own, so that a sentence is always whole. */
export interface FactWords {
  /** A name, a number or a shape; `otherwise` where it is not known. */
  readonly of: (name: string, otherwise: string) => string;
  /** Which of the ways to go wrong it is. */
  readonly cause: string | null;
  /** `write` or the change that the quick fix makes, as it is written. */
  readonly write: (otherwise: string) => string;
  readonly number: (name: string) => number | null;
  readonly shape: (name: string) => Shape | null;
}

const sentences: Readonly<Record<RuleCode, (words: FactWords) => string>> = {
  'recurrent-input-rank': ({ of, cause, write, number }) => {
    const layer = of('layer', 'The layer');
    const shape = of('shape', 'its input');
    if (cause === 'return-sequences') {
      return `The recurrent layer before ${layer} gives its last step only: write ${write('return_sequences=True')} there, and it gives all of them.`;
    }
    if (cause === 'unbatched') {
      return `${layer} takes two axes for one sequence without a batch, and the first axis of ${shape} is the batch: add a time axis with \`unsqueeze\`.`;
    }
    if (cause === 'cell') {
      return `${layer} reads one step, (batch, features): call it for each step of ${shape}, in a loop over the time axis.`;
    }
    if (of('expected', '') === 'a list of steps') {
      return `${layer} reads a list of steps: cut the tensor along its time axis with \`tf.unstack\`.`;
    }
    const found = number('found');
    const expected = number('expected');
    if (found !== null && expected !== null && found > expected) {
      return `${layer} reads (batch, time, features): join or drop the axes of ${shape} that are too many, with a reshape before it.`;
    }
    return `${layer} reads (batch, time, features): give ${shape} the axis that it lacks, with a reshape before it.`;
  },
  'layer-input-rank': ({ of }) =>
    `${of('layer', 'The layer')} reads ${of('expected', 'another number of')} axes and gets ${of('found', 'others')}, ${of('shape', 'of a shape that does not fit')}: add or drop an axis before it.`,
  'input-size': ({ of, cause, write }) => {
    const found = of('found', 'that of its input');
    const parameter = of('parameter', 'size');
    const change = write(`${parameter}=${found}`);
    const shape = of('shape', 'its input');
    if (cause === 'bidirectional') {
      return `The last axis of ${shape} is twice the declared size, as two directions side by side make it: write ${change}.`;
    }
    if (cause === 'built') {
      return `${of('layer', 'The layer')} has the weights of what it read first, whose last axis is ${of('expected', 'another')}: give it that size, or make a second layer for ${shape}.`;
    }
    if (cause === 'open') {
      return `${of('layer', 'The layer')} makes its weights as wide as ${of('along', 'the last axis')} of what goes in, and of ${shape} that is left open with \`${of('word', 'None')}\`: write the size there.`;
    }
    if (cause === 'flattened') {
      return `${of('layer', 'The layer')} of tf.js counts what it joins, and of ${shape} an axis is left open with \`null\` or -1: write the size there.`;
    }
    return `The last axis of ${shape} is ${found}, not ${of('expected', 'the declared size')}: write ${change}, or change what goes in.`;
  },
  'samples-in-input-shape': ({ of, shape }) =>
    `${of('samples', 'The first number')} is the number of samples, which is no part of the shape of one sample: write ${shape('shape')?.slice(1).length ? `\`${shapeText(shape('shape')?.slice(1) ?? [])}\`` : '(time steps, features) alone'}.`,
  'swapped-axes': ({ of }) =>
    `Time and features look swapped: ${of('found', 'this shape')} stands where ${of('expected', '(batch, time, features)')} is meant. Swap the two numbers, or transpose the data.`,
  'initial-state-shape': ({ of, cause, shape }) => {
    if (cause === 'attention')
      return `${of('layer', 'An AttentionWrapper')} keeps more than the state of the cell inside: write \`cell.zero_state(batch_size, tf.float32).clone(cell_state=…)\`.`;
    return `${of('name', 'The initial state')} must have the shape ${of('expected', 'of the state')}${shape('expected')?.length === 3 ? ', (layers · directions, batch, hidden size)' : ''}, and has ${of('found', 'another')}.`;
  },
  'initial-state-pair': ({ of, cause }) =>
    cause === 'order'
      ? `${of('layer', 'An LSTM')} takes its hidden state first and then its cell state, \`[h, c]\`, and is given ${of('given', '') === 'hc, hc' ? 'both of one direction and then both of the other' : 'the cell state first'}: change their order.`
      : `${of('layer', 'An LSTM')} has two states: give it the hidden and the cell state as a pair, \`(h0, c0)\`.`,
  'state-unpacked-as-pair': ({ of }) =>
    `${of('layer', 'The layer')} returns one state${after(', ', of('state', ''))}, not a pair (h, c): unpacking it cuts it along its first axis. Write \`output, h = …\`.`,
  'state-not-carried': ({ of, cause }) =>
    cause === 'returned'
      ? `\`${of('given', 'The state')}\` is returned as it came in, and nobody reads the new state: return that one.`
      : `Each step of this loop starts from ${of('given', '') === '' ? 'a state of zeros' : `the same \`${of('given', 'state')}\``}, so that none knows of those before it: give it the state that the step before it returned, as in \`${cause === 'step' ? 'h = cell(x_t, h)' : 'out, h = rnn(x_t, h)'}\`.`,
  'states-swapped': ({ of }) =>
    `The hidden state comes first, so that \`${of('cell', 'the first name')}\` has it here and \`${of('hidden', 'the second name')}\` has the cell state: write \`(${of('hidden', 'h')}, ${of('cell', 'c')})\`.`,
  'state-not-detached': ({ of }) =>
    `\`${of('name', 'The state')}\` comes from the turn before, whose graph \`backward\` has freed: \`detach\` it before it is given again, both states of an LSTM.`,
  'state-of-first-layer': ({ of }) =>
    `\`${of('name', 'The state')}\` has the states of ${of('layers', 'several')} layers, the first one’s first, and nothing reads what the others give: the last layer’s is \`${of('name', 'h_n')}[-1]\`.`,
  'tuple-as-tensor': ({ of, cause }) =>
    cause === 'packed'
      ? `${of('use', 'This')} needs a tensor and gets a packed sequence: pad it again first, as in \`output, lengths = pad_packed_sequence(output)\`.`
      : cause === 'list'
        ? `${of('use', 'This')} needs one tensor and gets a list of ${of('count', 'several')}: take one of them, \`outputs[-1]\`, or join them first, as in \`torch.stack(outputs, dim=1)\` or \`tf.stack(outputs, axis=1)\`.`
        : `${of('use', 'This')} needs one tensor and gets a tuple of ${of('count', 'several')}: take it apart first, as in \`output, state = rnn(x)\`.`,
  'recurrent-in-sequential': ({ of, cause }) =>
    cause === 'return-state'
      ? `${of('layer', 'A recurrent layer')} with \`return_state=True\` gives its states as well, which ${of('next', 'the next layer')} of a Sequential cannot read: leave it out, or take the output in a functional model.`
      : `${of('layer', 'A recurrent layer')} returns a tuple (output, state), which ${of('next', 'the next layer')} cannot read: take its output in a module of your own, \`output, _ = self.rnn(x)\`.`,
  'last-step-of-batch-major': ({ of, write, number }) =>
    number('axis') === 2
      ? `The last axis of ${of('shape', 'the outputs')} is that of the units, so this takes the last unit at every step, not the last step: write ${write('[:, -1]')}.`
      : `The first axis of ${of('shape', 'the outputs')} is the batch, so this takes the last sample with all of its steps, not the last step: write ${write('[:, -1]')}.`,
  'last-step-of-padded': ({ of }) =>
    `The shorter sequences end before the last step of ${of('shape', 'the outputs')}, which holds zeros for them: take the last state, \`h_n[-1]\`, or the step at \`lengths - 1\`.`,
  'reshape-mixes-axes': ({ of }) =>
    `This reads the numbers of ${of('found', 'the tensor')} on as ${of('wanted', 'another shape')} without moving any, so time steps of different samples are mixed: use \`transpose\` or \`permute\` to swap axes.`,
  'batch-first': ({ of, cause, write }) =>
    cause === 'named'
      ? `The layer was told by its \`batch_first\` that ${of('shape', 'its outputs')} is what it gives, and their sizes are given names the other way round: change \`batch_first\`, or the names.`
      : cause === 'last-sample'
        ? `The first axis of ${of('shape', 'the outputs')} is the time and the second the batch, so this takes the last sample with all of its steps, not the last step: write ${write('batch_first=True')} where the layer is made if its data has the batch first, or else ${write('[-1]')} here.`
        : `${of('layer', 'The layer')} takes the first axis of ${of('shape', 'its input')} for time, and the data has the batch there: write ${write('batch_first=True')}, or transpose the data. Nothing fails; it learns across samples instead of across time.`,
  'batch-first-mismatch': ({ of }) =>
    `${of('name', 'This call')} and ${of('layer', 'the layer')} disagree on where the batch axis is: give both the same \`batch_first\`.`,
  'target-shape': ({ of, cause }) => {
    if (cause === 'count')
      return `The model has ${of('expected', 'several')} outputs and is given ${of('found', 'another number of')} targets: give a list with one target for each output.`;
    if (cause === 'order')
      return `The rows of the output were made of ${of('output', 'one shape')} and those of the target of ${of('target', 'another')}, so each output is compared with the target of another sample or step: transpose one of the two before its axes are joined.`;
    if (cause === 'swapped')
      return `\`labels\` of ${of('loss', 'the loss')} gets what the network gives, and \`logits\` what is fed: write them the other way round, or the loss has no lower bound.`;
    return `${of('loss', 'The loss')} compares an output of ${of('output', 'one shape')} with a target of ${of('target', 'another')}: give one target for each output, per step or per sequence.`;
  },
  'class-count': ({ of, number }) =>
    `The output has ${of('found', 'another number of')} ${number('found') === 1 ? 'class' : 'classes'} and ${of('loss', 'the loss')} is given ${of('classes', 'others')}: make the last layer as wide as there are classes.`,
  'softmax-of-one-unit': ({ of }) =>
    `A softmax over the one unit of ${of('layer', 'this layer')} gives 1 whatever goes in: use a sigmoid, or one unit for each class.`,
  'softmax-axis': ({ of }) => {
    const over = of('over', 'batch');
    const weighed = over === 'time' ? 'steps' : over === 'layers' ? 'layers' : 'samples';
    return `Axis ${of('axis', 'here')} of ${of('shape', 'the tensor')} is the ${over === 'layers' ? 'one of the layers' : over}, so that ${of('operation', 'the softmax')} weighs the ${weighed} against each other: take the axis of the ${over === 'batch' ? 'steps or of the ' : ''}classes.`;
  },
  'softmax-before-loss': ({ of, cause }) =>
    cause === 'missing'
      ? `${of('loss', 'The loss')} takes probabilities, and nothing makes them of the scores: end with the activation \`${of('given', 'softmax')}\`, or take a loss for scores.`
      : `${of('loss', 'The loss')} takes ${of('wanted', 'scores')}, and a ${of('given', 'softmax')} made probabilities of them: ${of('wanted', '') === 'log-probabilities' ? 'use `log_softmax`' : `leave the ${of('given', 'softmax')} out, the loss has one of its own`}.`,
  'loss-broadcast': ({ of }) =>
    `${of('loss', 'The loss')} broadcasts ${of('output', 'the output')} against ${of('target', 'the target')} to ${of('result', 'a larger shape')} and compares every sample with every other: drop the axis of length 1 with \`squeeze(-1)\`, or add it to the target.`,
  'joined-directions': ({ of, cause }) => {
    if (cause === 'named')
      return `\`Bidirectional\` gives its output, then \`h\` and \`c\` of the forward layer, then those of the backward one, so that \`${of('name', 'this')}\` is the forward layer’s \`c\`: write the names in that order.`;
    if (cause === 'twice')
      return 'One direction is joined with itself here, and what the other one gives is left out: join the two.';
    if (cause === 'reversed')
      return 'The steps of one of these outputs were put the other way round, and those that its network read were not, so that first steps are joined with last ones: reverse both, or neither.';
    return `A layer with \`${of('name', 'go_backwards=True')}\` gives its steps the last one first, so that first steps are joined with last ones: reverse its output before, or let one layer run in both directions.`;
  },
  'repeated-cell': ({ of, write }) =>
    `Every layer is one and the same ${of('cell', 'cell')}, and shares its weights: write ${write(`[Cell() for _ in range(${of('count', 'n')})]`)}, which makes one for each.`,
  'positional-argument': ({ of, write }) =>
    `${of('found', 'This argument')} lands in \`${of('parameter', 'another parameter')}\` of ${of('layer', 'the layer')}, not in \`${of('meant', 'the one that is meant')}\`: give it by its name, ${write(`${of('meant', 'name')}=…`)}.`,
  'dropout-one-layer': ({ of }) =>
    `${of('layer', 'The layer')} applies dropout between its layers, and has only one: ${of('dropout', 'it')} has no effect. Use several layers, or a dropout layer behind it.`,
  'stateful-batch': ({ of, cause }) => {
    if (cause === 'shuffled')
      return `${of('name', '`fit`')} shuffles the samples, so that a stateful ${of('layer', 'layer')} goes on from the state of an unrelated one: ${of('name', '') === '`shuffle`' ? 'leave that out, or the statefulness' : 'write `shuffle=False`'}.`;
    return `A stateful ${of('layer', 'layer')} needs one fixed batch size${after(', ', of('batch', ''))}: give it in the input (\`batch_shape\`), and data whose count it divides${after(', not ', of('found', ''))}.`;
  },
  'window-longer-than-series': ({ of }) =>
    `The window takes ${of('window', 'more')} steps and the series has ${of('length', 'fewer')}, so no window fits: shorten the window or take a longer series.`,
  'matmul-shape': ({ of }) =>
    `The product of ${of('left', 'the left side')} and ${of('right', 'the right side')} needs inner sizes that are equal, and they are ${of('expected', 'one')} and ${of('found', 'another')}: transpose or reshape one of them.`,
  'concat-shape': ({ of }) =>
    `${of('left', 'One tensor')} and ${of('right', 'the next')} are joined along axis ${of('axis', 'given')}: all other axes must be equal.`,
  'reshape-size': ({ of }) =>
    `${of('shape', 'The tensor')} has ${of('elements', 'other')} elements, which do not make ${of('wanted', 'the wanted shape')}: keep the product of the sizes, or let one axis be -1.`,
  'broadcast-shape': ({ of }) =>
    `${of('left', 'The left side')} and ${of('right', 'the right side')} do not broadcast: counted from the last, two axes must be equal or one of them 1.`,
  'axis-out-of-range': ({ of, number }) =>
    number('named') !== null
      ? `${of('shape', 'The tensor')} has ${of('rank', 'other')} ${number('rank') === 1 ? 'axis' : 'axes'}, and \`${of('operation', 'this')}\` takes each of them once, not ${of('named', 'others')}: name them all, or swap two of them alone.`
      : `${of('shape', 'The tensor')} has ${of('rank', 'fewer')} ${number('rank') === 1 ? 'axis' : 'axes'}, so there is no axis ${of('axis', 'of that number')}: they count from 0, or from -1 backwards.`,
  'index-out-of-range': ({ of, number }) =>
    number('size') === 0 && of('shape', '') === ''
      ? `The list is empty, so it has no place ${of('index', 'of that number')} to write to: \`append\` to it.`
      : `This axis of ${of('shape', 'the tensor')} has ${of('size', 'fewer')} entries, so there is no index ${of('index', 'of that number')}: indices count from 0.`,
  'unpack-count': ({ of }) =>
    `There are ${of('found', 'other')} values for ${of('expected', 'the')} names: write as many names as values.`,
  'data-shape': ({ of, number, shape }) => {
    const name = of('name', 'input');
    const isCount = number('expected') !== null || shape('expected')?.length === 1;
    if (isCount) {
      const [found, expected] = ['found', 'expected'].map((fact) => String(shape(fact)?.[0] ?? of(fact, '?')));
      return `${name === 'target' ? 'The target' : name} must have as many samples as the data: there are ${found ?? ''} against ${expected ?? ''}.`;
    }
    return `The data has the shape ${of('found', 'of its own')}, and ${name.startsWith('input') ? 'the model' : name} takes ${of('expected', 'another')}: reshape the data, or change the input.`;
  },
  'wrong-dtype': ({ of, cause, write }) => {
    const [operation, name] = [of('operation', 'What reads it'), of('name', 'tensor')];
    const [expected, found] = [of('expected', 'another type'), of('found', 'of its own type').replace(' | ', ' or ')];
    const how = `${write(of('cast', '.to(dtype)'))} makes it so`;
    if (cause === 'weights')
      return `The weights of ${operation} are floats, ${expected} unless told, and its ${name} is ${found}, which nothing converts on the way in: ${how}.`;
    if (cause === 'indices') return `${operation} looks up rows by whole numbers, and its ${name} is ${found}: ${how}.`;
    if (cause === 'classes')
      return `${operation} takes the classes' numbers as int64, and its ${name} is ${found}: ${how}.`;
    if (cause === 'floats')
      return `${operation} is not defined for whole numbers, and its ${name} is ${found}: ${how}.`;
    if (cause === 'gradients')
      return `Only floats have gradients, and the ${name} is ${found}: write floats, \`1.0\` for \`1\`, or convert it.`;
    if (cause === 'in-place')
      return `\`${operation}\` changes the ${name} in its place, and ${found} has no room for ${expected}: write the operator without \`=\`, or convert it first.`;
    if (cause === 'backward')
      return `The output is ${expected} and the target is ${found}; in many versions \`backward()\` then fails: ${how}.`;
    return `${operation} takes ${expected} here, and the ${name} is ${found}: ${how}.`;
  },
  'invalid-argument': ({ of, cause, write }) => {
    const [layer, parameter] = [of('layer', 'The layer'), of('parameter', '')];
    if (cause === 'call')
      return `\`${parameter}\` is an argument of the call, which comes once the layer is made: write it there, \`${layer}(…)(x)\`.`;
    if (cause === 'module')
      return `\`nn.${layer}(…)\` makes a module, which then is called with the tensor: write \`nn.${layer}(…)(…)\`, or make it once, in \`__init__\`.`;
    if (cause === 'unknown') return `${layer} has no argument \`${parameter}\`: leave it out.`;
    if (cause === 'twice') return `\`${parameter}\` is given by its place already: leave one of the two out.`;
    if (cause === 'extra') return `${layer} takes fewer arguments: leave out what is too many.`;
    if (cause === 'other-library')
      return `${layer} has no argument \`${parameter}\`, which is another library's: leave it out.`;
    if (cause === 'disconnected')
      return 'The outputs are computed from an `Input` that is not among the `inputs` of the model: add it to them, or compute the outputs from those that are.';
    if (cause === 'unused-input')
      return `No output of the model is computed from the input${of('found', '') === '' ? '' : ` \`${of('found', '')}\``} or from what its recurrent layers make of it, so that these learn nothing: give their state to the layers that need it, as in \`initial_state=…\`.`;
    if (cause === 'mask-dropped')
      return 'An `Embedding` does not pass on the mask that it is given, and looks up the padding like any other number: leave `Masking` out, pad with 0 and write `mask_zero=True`.';
    if (cause === 'wrapped') return `${layer} has no argument \`${parameter}\`: give it to the layer inside.`;
    if (of('meant', '') !== '')
      return `${layer} has no argument \`${parameter}\`: write ${write(`${of('meant', '')}=…`)}.`;
    return `\`${parameter || 'This argument'}\` of ${of('layer', 'the layer')} cannot be ${of('found', 'this value')}: ${of('found', '') === 'left out' ? 'give it' : 'choose a value that it takes'}.`;
  },
  'wrong-arguments': ({ of, cause, write }) => {
    const callee = `\`${of('callee', 'this')}\``;
    const names = of('names', 'an argument');
    if (cause === 'missing')
      return `The call of ${callee} leaves out ${names}: give it here, or give it a default there.`;
    if (cause === 'unknown' && of('meant', '') !== '')
      return `${callee} has no parameter ${names}: write ${write(`${of('meant', '')}=`)}.`;
    if (cause === 'unknown') return `${callee} has no parameter ${names}: leave it out here, or add it there.`;
    if (cause === 'twice') return `${names} is given by its place already: leave one of the two out.`;
    if (cause === 'self')
      return `${callee} is a method, which gets the object itself first: make \`self\` its first parameter.`;
    if (cause === 'none')
      return `${callee} has no constructor that takes anything: is its \`__init__\` missing, or written otherwise?`;
    return `The call of ${callee} gives more than it takes: leave out what is too many, or add a parameter there.`;
  },
  'missing-attribute': ({ of, cause, write }) => {
    const [type, name] = [`\`${of('type', 'The object')}\``, `\`${of('name', 'this attribute')}\``];
    if (cause === 'forward')
      return `${type} has no method \`forward\`, which a call of it runs: is it written otherwise, or indented too far?`;
    if (cause === 'call') return `${type} cannot be called: derive it from \`nn.Module\`, or call one of its methods.`;
    if (cause === 'waiting')
      return `Only \`${of('method', 'a method')}\` sets ${name}, and it has not done so before it is read: set ${name} in \`__init__\`.`;
    if (of('meant', '') !== '') return `${type} has no ${name}: write ${write(of('meant', ''))}.`;
    return `Nothing gives ${type} an attribute ${name}: set it in \`__init__\`, or read one that it has.`;
  },
  'value-type': typeAdvice,
  'missing-super-init': ({ of }) =>
    `\`${of('type', 'The class')}\` cannot hold \`${of('name', 'a layer')}\` yet: call \`super().__init__()\` first in its \`__init__\`.`,
  'missing-return': ({ of, cause }) =>
    cause === 'in-place'
      ? `${of('use', 'This')} gets None: \`${of('callee', 'the method')}\` works in place and gives nothing, so call it without assigning its result.`
      : `${of('use', 'This')} needs what \`${of('callee', 'the function')}\` gives, and it has no \`return\`, so that it gives None: return the result there.`,
};

function readFacts(facts: Facts, fixes: readonly Fix[]): FactWords {
  const of = (name: string, otherwise: string) => {
    const fact = facts[name];
    if (fact === null || fact === undefined) return otherwise;
    if (typeof fact === 'object') return shapeText(fact);
    return typeof fact === 'number' && Number.isInteger(fact) ? grouped(fact) : String(fact);
  };
  const { cause } = facts;
  return {
    of,
    cause: typeof cause === 'string' ? cause : null,
    write(otherwise) {
      const written = fixes.map(({ action }) => action).find(({ kind }) => kind === 'write');
      return `\`${written?.kind === 'write' ? written.text : otherwise}\``;
    },
    number(name) {
      const fact = facts[name];
      return typeof fact === 'number' ? fact : null;
    },
    shape(name) {
      const fact = facts[name];
      return typeof fact === 'object' ? fact : null;
    },
  };
}

/** The words with what joins them to a sentence, or nothing where there are none. */
function after(joint: string, words: string): string {
  return words === '' ? '' : joint + words;
}
