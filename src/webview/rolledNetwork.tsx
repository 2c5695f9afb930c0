import { shapeText } from '../wording/shapes.js';
import { layerOf, type Choice, type Sizes } from './choice.js';
import type { CellPictureProps } from './cellPicture.js';
import { Equations } from './equations.js';
import { GruPicture } from './gruPicture.js';
import { keyMove } from './keyMoves.js';
import { LstmPicture } from './lstmPicture.js';
import { onwardOf, type Onward } from './onward.js';
import type { Palettes } from './palette.js';
import type { Numbers, PanelEvent } from './panelState.js';
import type { PanelLayer, PanelNetwork } from './protocol.js';
import { SimpleRnnPicture } from './simpleRnnPicture.js';
import { StackPicture } from './stackPicture.js';

interface Props {
  readonly network: PanelNetwork;
  /** null where the network does not name its sizes. */
  readonly sizes: Sizes | null;
  readonly choice: Choice;
  readonly shown: Numbers | null;
  readonly palettes: Palettes;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/** The chosen cell, which feeds itself, and beside it the equations that hold at every step; before it, all layers. */
export function RolledNetwork({ network, sizes, choice, shown, palettes, width, dispatch }: Props) {
  const { layer: index, direction } = choice;
  const layer = network.layers[index] ?? network.layers.at(-1);
  if (layer === undefined) return null;
  const onward = sizes === null ? onwardOfOne(network, layer) : onwardOf(network, sizes, index);
  const cell = network.cell ?? 'simple_rnn';
  const activation = network.activation ?? 'f';
  const { gateActivation, resetAfter, biases } = network;
  const [batch = null, steps = null] = network.input;
  const view = shown?.step?.layer === index && shown.step.direction === direction ? shown.step : null;
  const picture: CellPictureProps = {
    direction,
    input: layer.input,
    state: [batch, layer.units],
    outputs: onward.toLayer === null ? network.outputs : [batch, steps, joinedUnits(layer)],
    onward,
    weights: new Map(layer.weights.map(({ name, shape }) => [name, shapeText(shape)])),
    activation,
    gateActivation,
    colors: { view, numbers: shown, palettes },
    width,
  };
  const isStack = sizes !== null && (sizes.layers.length > 1 || layerOf(sizes, index).directions > 1);
  return (
    <section
      class="picture rolled"
      aria-label="The network rolled up"
      onKeyDown={(event) => {
        const action = keyMove(event.key, 'line');
        if (action === null) return;
        event.preventDefault();
        dispatch(action);
      }}
    >
      {isStack && <StackPicture sizes={sizes} choice={choice} dispatch={dispatch} />}
      {cell === 'lstm' ? (
        <LstmPicture {...picture} />
      ) : cell === 'gru' ? (
        <GruPicture {...picture} />
      ) : (
        <SimpleRnnPicture {...picture} />
      )}
      <div class="rolled-words">
        <p class="lead">
          {isStack ? 'At every step of this layer and direction' : 'At every step'}, the same cell and the same weights:
        </p>
        <Equations step="t" {...{ cell, direction, activation, gateActivation, resetAfter, biases, onward }} />
        <table class="weights">
          <caption class="visually-hidden">Weights and their shapes</caption>
          <tbody>
            {layer.weights.map(({ name, shape }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{shapeText(shape)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {cell !== 'simple_rnn' && (
          <p class="lead gate-order">
            The weights of the gates stand side by side: {cell === 'lstm' ? 'i, f, g, o' : 'z, r, n'}.
          </p>
        )}
      </div>
    </section>
  );
}

/** Of a network whose sizes are not known: as if it had one layer. */
function onwardOfOne({ outputIsState }: PanelNetwork, { directions }: PanelLayer): Onward {
  return { toLayer: null, directions: directions ?? 1, outputIsState, lastOf: null };
}

function joinedUnits({ units, directions }: PanelLayer): number | null {
  return typeof units === 'number' && directions !== null ? units * directions : null;
}
