import { shapeText } from '../wording/shapes.js';
import { ArrayStrip, CellSvg, InputLabel, OutputLabel, WeightLabel, type CellPictureProps } from './cellPicture.js';
import { Arrow, WirePath } from './pictureParts.js';
import { before, SvgVariable } from './symbols.js';

const cell = { left: 76, top: 122, width: 132, height: 92, middle: 142 };
const cellRight = cell.left + cell.width;
const cellBottom = cell.top + cell.height;
/** The loop leaves the cell's right side above its middle and comes back below it. */
const loop = { right: cellRight + 44, leaves: cell.top + 26, enters: cellBottom - 26, corner: 12 };

/** A simple RNN: one cell that feeds itself. */
export function SimpleRnnPicture(props: CellPictureProps) {
  const { direction, input, state, weights, colors } = props;
  const { corner } = loop;
  return (
    <CellSvg {...props} size={[350, 330]}>
      <OutputLabel {...props} x={cell.middle} y={22} />
      <Arrow from={{ x: cell.middle, y: cell.top }} to={{ x: cell.middle, y: 52 }} />
      <WeightLabel name="o_w" weights={weights} x={cell.middle + 12} y={92} />

      <rect class="box" x={cell.left} y={cell.top} width={cell.width} height={cell.height} rx={12} />
      <text class="cell-label large" x={cell.middle} y={cell.top + 42}>
        <SvgVariable name="S" step="t" />
      </text>
      <ArrayStrip
        array="state"
        colors={colors}
        x={cell.left + 16}
        y={cellBottom - 32}
        width={cell.width - 32}
        height={16}
      />

      <WirePath
        path={
          `M${cellRight} ${loop.leaves} H${loop.right - corner} q${corner} 0 ${corner} ${corner} ` +
          `V${loop.enters - corner} q0 ${corner} ${-corner} ${corner} H${cellRight + 7}`
        }
        end={{ x: cellRight, y: loop.enters }}
        along={{ x: -1, y: 0 }}
      />
      <text class="loop-label" x={loop.right + 12} y={loop.leaves + 8}>
        <SvgVariable name="S" step={before('t', direction)} />
      </text>
      <text class="loop-label shape" x={loop.right + 12} y={loop.leaves + 26}>
        {shapeText(state)}
      </text>
      <WeightLabel name="h_w" weights={weights} x={loop.right + 12} y={loop.enters + 8} />

      <Arrow from={{ x: cell.middle, y: 282 }} to={{ x: cell.middle, y: cellBottom }} />
      <WeightLabel name="i_w" weights={weights} x={cell.middle + 12} y={254} />
      <InputLabel input={input} x={cell.middle} y={302} />
    </CellSvg>
  );
}
