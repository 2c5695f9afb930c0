import type { Role } from '../analysis/domain/values.js';
import type { Framework, Layer, NamedSize, NamedTensor, Network, ShapedPlace, Span } from '../analysis/model.js';
import { codeSpan, escapeMarkdown, markdownTable } from './markdown.js';
import { grouped, layerFlowText, parametersText, shapeText } from './shapes.js';

/** How a place of the source is called, as Markdown: `[line 12](…)`. */
export type PlaceText = (span: Span) => string;

/** A variable or a call: its shape and what each axis is. */
export function tensorHover(tensor: NamedTensor | ShapedPlace): string {
  const title = 'name' in tensor ? `**${escapeMarkdown(tensor.name)}** ` : '';
  return paragraphs(`${title}${codeSpan(shapeText(tensor.shape))}`, axes(tensor));
}

function axes({ shape, roles, isAssumed }: ShapedPlace): string | false {
  const known = shape.map((_, axis) => roles[axis] ?? null);
  const text = paragraphs(
    known.some((role) => role !== null) &&
      markdownTable(
        ['axis', 'size', ''],
        shape.map((size, axis) => [String(axis), codeSpan(String(size ?? '?')), roleText(known[axis] ?? null)]),
      ),
    isAssumed &&
      'Nothing in the source says how many axes it has; this is what is usual. The last one follows from the layers.',
  );
  return text !== '' && text;
}

/** What an axis is, in a few words. */
function roleText(role: Role | null): string {
  return role === null ? '' : roleTexts[role];
}

const roleTexts: Readonly<Record<Role, string>> = {
  batch: 'batch: the samples, side by side',
  time: 'time: the steps',
  features: 'features: the numbers of one step',
  units: 'units: the size of the hidden state',
  classes: 'classes',
  layers: 'layers and directions',
  channels: 'channels',
};

/** A name that stands for a size, and where it got its value. */
export function sizeHover({ name, size, from }: NamedSize, placeText: PlaceText): string {
  const value = codeSpan(`${name} = ${size}`);
  return from ? `${value} · ${placeText(from)}` : value;
}

/** A layer at its constructor: what goes in and comes out, its state, weights, options, calls, and its sizes' sources. */
export function layerHover(
  layer: Layer,
  framework: Framework,
  sizes: readonly NamedSize[],
  placeText: PlaceText,
): string {
  const { name, kind, parameters, weights, calls } = layer;
  const facts = [codeSpan(kind), frameworkNames[framework], ...(parameters ? [parametersOf(parameters)] : [])];
  return paragraphs(
    `**${escapeMarkdown(name)}** · ${facts.join(' · ')}`,
    shapeLine(layer),
    optionLine(layer, framework),
    weights.length > 0 && weightTable(weights),
    calls.length > 1 && callList(calls, placeText),
    sizes.length > 0 && [...new Set(sizes.map((size) => sizeHover(size, placeText)))].join('  \n'),
  );
}

/** A place where a layer is applied: what went in there and what came out, and the axes of that. */
export function callHover(
  layer: Layer,
  call: Layer['calls'][number],
  result: ShapedPlace | undefined,
  placeText: PlaceText,
): string {
  return paragraphs(
    `**${escapeMarkdown(layer.name)}** · ${codeSpan(layer.kind)} · ${placeText(layer.span)}`,
    shapeLine(call),
    result !== undefined && axes(result),
  );
}

/** A model of code: its layers with their shapes. */
export function modelHover(network: Network): string {
  const parameters = parametersText(network);
  return paragraphs(
    [
      `**${escapeMarkdown(network.name)}**`,
      frameworkNames[network.framework],
      ...(parameters ? [parameters] : []),
    ].join(' · '),
    markdownTable(
      ['layer', '', 'shapes', 'parameters'],
      network.layers.map((layer) => [
        escapeMarkdown(layer.name),
        escapeMarkdown(layer.kind),
        codeSpan(layerFlowText(layer)),
        layer.parameters === null ? '?' : layer.parameters === 0 ? '' : grouped(layer.parameters),
      ]),
    ),
  );
}

/** A layer as rows of a plain text table: itself, its state and its weights. */
export function layerRows(layer: Layer): string[][] {
  const { name, kind, state, weights } = layer;
  return [
    [name, layer.input || layer.output ? layerFlowText(layer) : '', kind],
    ...state.map((shape) => ['  state', shapeText(shape), '']),
    ...weights.map((weight) => [`  ${weight.name}`, shapeText(weight.shape), '']),
  ];
}

export const frameworkNames: Readonly<Record<Framework, string>> = {
  config: 'config',
  keras: 'Keras',
  pytorch: 'PyTorch',
  tensorflow1: 'TensorFlow',
  tfjs: 'TensorFlow.js',
  'keras-json': 'Keras',
  jax: 'JAX',
};

function shapeLine({ input, output, state }: Pick<Layer, 'input' | 'output' | 'state'>): string | false {
  const flow = input || output ? codeSpan(layerFlowText({ input, output })) : '';
  const states = state.length > 0 ? `state ${state.map((shape) => codeSpan(shapeText(shape))).join(', ')}` : '';
  return flow !== '' || states !== '' ? [flow, states].filter((part) => part !== '').join(' · ') : false;
}

/** The options that say something: sizes, and what is other than off. */
function optionLine({ options }: Layer, framework: Framework): string | false {
  // Where the framework has a word of its own for the size of the state, that one is enough.
  const named = options['hiddenSize'] === undefined ? options : { ...options, units: null };
  const shown = Object.entries(named).filter(([, value]) => value !== null && value !== false && value !== 0);
  const texts = shown.map(([name, value]) => codeSpan(optionText(optionName(name, framework), value, framework)));
  return texts.length > 0 && texts.join(' · ');
}

function optionText(name: string, value: unknown, framework: Framework): string {
  const word = typeof value === 'boolean' && framework !== 'tfjs' ? (value ? 'True' : 'False') : String(value);
  return framework === 'tfjs' ? `${name}: ${word}` : `${name}=${word}`;
}

/** The framework's own word for an option; in tf.js those are the model's own. */
function optionName(name: string, framework: Framework): string {
  if (framework === 'tfjs') return name;
  if (framework === 'pytorch' && name === 'units') return 'hidden_size';
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const shownWeights = 12;

function weightTable(weights: Layer['weights']): string {
  const rows = weights
    .slice(0, shownWeights)
    .map(({ name, shape }) => [escapeMarkdown(name), codeSpan(shapeText(shape))]);
  const more = weights.length - shownWeights;
  return markdownTable(['weight', 'shape'], more > 0 ? [...rows, [`… ${more} more`, '']] : rows);
}

const shownCalls = 6;

function callList(calls: Layer['calls'], placeText: PlaceText): string {
  const lines = calls.slice(0, shownCalls).map((call) => `- ${placeText(call.span)}: ${codeSpan(layerFlowText(call))}`);
  const more = calls.length - shownCalls;
  return ['Called on', '', ...lines, ...(more > 0 ? [`- … ${more} more`] : [])].join('\n');
}

function parametersOf(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

function paragraphs(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\n\n');
}
