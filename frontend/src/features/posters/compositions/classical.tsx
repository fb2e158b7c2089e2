import { between } from '../seeded-random.ts';
import { at, type Composition } from './composition.ts';

const lines = 5;

/** 클래식/무용: five lines that take flight, and the notes that ride on them. */
export const classical: Composition = ({ width, height, inks, random }) => {
  const rise = between(random, 0.62, 0.82) * height;
  const start = between(random, 0.7, 0.8) * height;
  const bow = between(random, 0.28, 0.5) * height * (random() < 0.5 ? 1 : -1);
  const narrow = height * 0.035;
  const broad = height * between(random, 0.1, 0.125);
  /** The point of line `line` at `t` from left (0) to right (1), on a cubic from edge to edge. */
  const point = (line: number, t: number): readonly [number, number] => {
    const gap = narrow + (broad - narrow) * t;
    const y0 = start - rise * t + bow * 4 * t * (1 - t) * (0.5 - t);
    return [width * t, y0 + (line - 2) * gap];
  };
  const staff = Array.from({ length: lines }, (_, line) => {
    const steps = 14;
    const path = Array.from({ length: steps + 1 }, (_, step) =>
      at(...point(line, -0.04 + (step / steps) * 1.08)),
    ).join('L');
    return (
      <path
        key={path}
        d={`M${path}`}
        fill="none"
        stroke={inks.ink}
        strokeWidth={at(1.4 + line * 0.35)}
        strokeLinejoin="round"
      />
    );
  });
  const notes = [0.14, 0.34, 0.52, 0.78].map((place, index) => {
    const t = place + between(random, -0.05, 0.05);
    const line = Math.floor(random() * 4) + (index === 3 ? 0.5 : 0);
    const [x, y] = point(line, t);
    const head = (narrow + (broad - narrow) * t) * (index === 3 ? 1.15 : 0.62);
    const stem = head * (index === 3 ? 4.2 : 5.4);
    const colour = index % 2 === 1 ? inks.main : index === 2 ? inks.ink : inks.second;
    const down = t > 0.6 ? 1 : -1;
    const side = down === 1 ? -1 : 1;
    return (
      <g key={place} fill={colour} transform={`translate(${at(x, y)})`}>
        <ellipse rx={at(head * 1.18)} ry={at(head * 0.84)} transform="rotate(-22)" />
        <path
          d={`M${at(side * head * 1.06, -head * 0.3 * side)}v${at(down * stem)}`}
          stroke={colour}
          strokeWidth={at(Math.max(1.6, head * 0.17))}
        />
      </g>
    );
  });
  return (
    <>
      <circle
        cx={at(width * between(random, 0.22, 0.4))}
        cy={at(height * between(random, 0.24, 0.34))}
        r={at(Math.min(width, height) * between(random, 0.17, 0.23))}
        fill={inks.soft}
      />
      {staff}
      {notes}
    </>
  );
};
