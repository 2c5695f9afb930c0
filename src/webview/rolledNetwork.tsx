import { shapeText } from '../wording/shapes.js';
import type { Choice } from './choice.js';
import { keyMove } from './keyMoves.js';
import type { Palette } from './palette.js';
import { stateColumn, type Numbers, type PanelEvent } from './panelState.js';
import { Arrow, ArrowHead, StateStrip } from './pictureParts.js';
import type { PanelNetwork } from './protocol.js';
import { Equations, SvgVariable } from './symbols.js';

interface Props {
  readonly network: PanelNetwork;
  readonly choice: Choice;
  readonly shown: Numbers | null;
  readonly palette: Palette;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

const pictureWidth = 350;
const pictureHeight = 330;
const cell = { left: 76, top: 122, width: 132, height: 92, middle: 142 };
const cellRight = cell.left + cell.width;
const cellBottom = cell.top + cell.height;
/** The loop leaves the cell's right side above its middle and comes back below it. */
const loop = { right: cellRight + 44, leaves: cell.top + 26, enters: cellBottom - 26, corner: 12 };

/** One cell that feeds itself, and beside it the equations that hold at every step. */
export function RolledNetwork({ network, choice, shown, palette, width, dispatch }: Props) {
  const shapes = new Map(network.weights.map(({ name, shape }) => [name, shapeText(shape)]));
  const states = shown === null ? null : stateColumn(shown, choice.step);
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
      <svg
        width={Math.min(width, pictureWidth)}
        viewBox={`0 0 ${pictureWidth} ${pictureHeight}`}
        tabindex={0}
        role="img"
        aria-label={
          `One cell takes x ${shapeText(network.input)} and its own state ${shapeText(network.state)} ` +
          `and gives the outputs ${shapeText(network.outputs)}`
        }
      >
        <text class="end-label" x={cell.middle} y={22}>
          <tspan class="svg-variable">Output</tspan>
          <tspan class="shape" dx={8}>
            {shapeText(network.outputs)}
          </tspan>
        </text>
        <text class="axis-words" x={cell.middle} y={40}>
          batch, steps, {network.outputIsState ? 'units' : 'outputs'}
        </text>
        <Arrow from={{ x: cell.middle, y: cell.top }} to={{ x: cell.middle, y: 52 }} />
        <WeightLabel name="o_w" shape={shapes.get('o_w')} x={cell.middle + 12} y={92} />

        <rect class="box" x={cell.left} y={cell.top} width={cell.width} height={cell.height} rx={12} />
        <text class="cell-label large" x={cell.middle} y={cell.top + 42}>
          <SvgVariable name="S" step="t" />
        </text>
        <StateStrip
          states={states}
          palette={palette}
          extent={shown?.heatmap?.extent ?? 1}
          x={cell.left + 16}
          y={cellBottom - 32}
          width={cell.width - 32}
          height={16}
        />

        <path
          class="wire"
          d={
            `M${cellRight} ${loop.leaves} H${loop.right - loop.corner} q${loop.corner} 0 ${loop.corner} ${loop.corner} ` +
            `V${loop.enters - loop.corner} q0 ${loop.corner} ${-loop.corner} ${loop.corner} H${cellRight + 7}`
          }
        />
        <ArrowHead at={{ x: cellRight, y: loop.enters }} along={{ x: -1, y: 0 }} />
        <text class="loop-label" x={loop.right + 12} y={loop.leaves + 8}>
          <SvgVariable name="S" step="t−1" />
        </text>
        <text class="loop-label shape" x={loop.right + 12} y={loop.leaves + 26}>
          {shapeText(network.state)}
        </text>
        <WeightLabel name="h_w" shape={shapes.get('h_w')} x={loop.right + 12} y={loop.enters + 8} />

        <Arrow from={{ x: cell.middle, y: 282 }} to={{ x: cell.middle, y: cellBottom }} />
        <WeightLabel name="i_w" shape={shapes.get('i_w')} x={cell.middle + 12} y={254} />
        <text class="end-label" x={cell.middle} y={302}>
          <tspan class="svg-variable">x</tspan>
          <tspan class="shape" dx={8}>
            {shapeText(network.input)}
          </tspan>
        </text>
        <text class="axis-words" x={cell.middle} y={320}>
          batch, steps, features
        </text>
      </svg>
      <div class="rolled-words">
        <p class="lead">At every step, the same cell and the same weights:</p>
        <Equations step="t" activation={network.activation ?? 'f'} outputIsState={network.outputIsState} />
        <table class="weights">
          <caption class="visually-hidden">Weights and their shapes</caption>
          <tbody>
            {network.weights.map(({ name, shape }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{shapeText(shape)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function WeightLabel({ name, shape, x, y }: { name: string; shape: string | undefined; x: number; y: number }) {
  if (shape === undefined) return null;
  return (
    <text class="weight-label" x={x} y={y}>
      {name} <tspan class="shape">{shape}</tspan>
    </text>
  );
}
