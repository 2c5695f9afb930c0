import { useLayoutEffect, useRef } from 'preact/hooks';
import { layerOf, type Choice, type Sizes } from './choice.js';
import { foldSteps } from './foldSteps.js';
import type { PanelEvent } from './panelState.js';
import { Arrow } from './pictureParts.js';
import { directionArrow } from './symbols.js';

interface Props {
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly dispatch: (event: PanelEvent) => void;
}

const width = 230;
const middle = width / 2;
const rowHeight = 74;
const boxHeight = 44;
/** The most layers that are drawn; others are folded. */
const mostRows = 5;

/** All layers from the input up to the output, with their directions; the chosen one is marked, and one chooses here. */
export function StackPicture({ sizes, choice, dispatch }: Props) {
  const items = foldSteps(sizes.layers.length, choice.layer, mostRows).reverse();
  const height = items.length * rowHeight + 74;
  const group = useRef<SVGSVGElement>(null);
  const followFocus = useRef(false);
  useLayoutEffect(() => {
    if (followFocus.current) group.current?.querySelector<SVGGElement>('[aria-checked="true"]')?.focus();
    followFocus.current = false;
  }, [choice.layer, choice.direction]);
  const choose = (layer: number, direction: number) =>
    dispatch({ type: 'choose', choice: { layer: Math.max(0, Math.min(sizes.layers.length - 1, layer)), direction } });
  return (
    <svg
      class="stack-picture"
      ref={group}
      width={width}
      viewBox={`0 0 ${width} ${height}`}
      role="radiogroup"
      aria-label="Layers and directions"
      onKeyDown={(event) => {
        const layerBy = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const direction = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
        if (layerBy === undefined && direction === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        followFocus.current = true;
        if (layerBy !== undefined) choose(choice.layer + layerBy, choice.direction);
        else if (layerOf(sizes, choice.layer).directions > 1) choose(choice.layer, direction ?? 0);
      }}
    >
      <text class="end-label" x={middle} y={18}>
        <tspan class="svg-variable">Output</tspan>
      </text>
      {items.map((item, row) => {
        const top = 56 + row * rowHeight;
        if (item.kind === 'fold')
          return (
            <text key={`fold ${row}`} class="axis-words" x={middle} y={top + boxHeight / 2 + 4}>
              … {item.to - item.from} more layers
            </text>
          );
        const { directions, units } = layerOf(sizes, item.step);
        const below = items[row + 1]?.kind === 'step' ? layerOf(sizes, item.step - 1).directions : 1;
        return Array.from({ length: directions }, (_, direction) => (
          <LayerBox
            key={`${item.step} ${direction}`}
            layer={item.step}
            direction={direction}
            directions={directions}
            units={units}
            top={top}
            below={below}
            isTop={row === 0}
            chosen={item.step === choice.layer && direction === choice.direction}
            onChoose={() => choose(item.step, direction)}
          />
        ));
      })}
      <text class="end-label" x={middle} y={height - 4}>
        <tspan class="svg-variable">x</tspan>
      </text>
    </svg>
  );
}

interface LayerBoxProps {
  readonly layer: number;
  readonly direction: number;
  readonly directions: number;
  readonly units: number;
  readonly top: number;
  /** How many things it reads: the directions of the layer below, or the input. */
  readonly below: number;
  readonly isTop: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function LayerBox({ layer, direction, directions, units, top, below, isTop, chosen, onChoose }: LayerBoxProps) {
  const boxWidth = directions === 1 ? 150 : 106;
  const x = middleOfBox(direction, directions);
  const name = `Layer ${layer}${directions === 1 ? '' : direction === 0 ? ', forward' : ', backward'}`;
  return (
    <g
      class={chosen ? 'cell chosen' : 'cell'}
      role="radio"
      tabindex={chosen ? 0 : -1}
      aria-checked={chosen}
      aria-label={name}
      data-testid={`layer-${layer}-${direction}`}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        onChoose();
      }}
    >
      {Array.from({ length: below }, (_, one) => (
        <Arrow
          key={one}
          from={{ x: middleOfBox(one, below), y: top + rowHeight }}
          to={{ x: x + 10 * Math.sign(middleOfBox(one, below) - x), y: top + boxHeight }}
        />
      ))}
      {isTop && <Arrow from={{ x, y: top }} to={{ x: middle + 10 * Math.sign(x - middle), y: 26 }} />}
      <rect class="box" x={x - boxWidth / 2} y={top} width={boxWidth} height={boxHeight} rx={8} />
      <text class="end-label" x={x} y={top + 19}>
        layer {layer}
        {directions > 1 && ` ${directionArrow(direction)}`}
      </text>
      <text class="axis-words" x={x} y={top + 35}>
        {units} units
      </text>
    </g>
  );
}

function middleOfBox(direction: number, directions: number): number {
  return directions === 1 ? middle : middle + (direction === 0 ? -1 : 1) * 60;
}
