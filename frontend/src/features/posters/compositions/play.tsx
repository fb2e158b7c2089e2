import type { ReactNode } from 'react';
import { between, pick } from '../seeded-random.ts';
import { at, type Composition, lightest } from './composition.ts';

// Silhouettes stand on (0, 0) and rise to about 100 units.
const person = (
  <g>
    <circle cy={-90} r={10} />
    <path d="M-15 0-12-58q1-17 12-17t12 17L15 0H5L1-40h-2L-5 0z" />
  </g>
);
/** A chair that waits. */
const chair = <path d="M-24-96h8v46h38q6 0 6 6V0h-8v-34h-36V0h-8z" />;
/** Two who do not look at each other. */
const pair = (
  <g>
    <circle cx={-26} cy={-88} r={10} />
    <path d="M-42 0-39-56q1-17 13-17t13 17L-10 0H-20l-5-38h-2l-5 38z" />
    <circle cx={26} cy={-80} r={9} />
    <path d="M13 0 15-52q1-15 11-15t11 15L40 0z" />
  </g>
);
/** A door left open. */
const door = <path d="M-26-104h44V0h-44zm8 8V-8L10 2v-86z" fillRule="evenodd" />;

/** A title that names the thing gets the thing. */
const named: readonly (readonly [RegExp, ReactNode])[] = [
  [/의자|\bchairs?\b/i, chair],
  [/\bdoors?\b/i, door],
];

/** 연극: one spot, and a shadow longer than what throws it. */
export const play: Composition = ({ width, height, inks, random, words }) => {
  const drawn = pick<ReactNode>(random, [person, chair, pair, door]);
  const silhouette = named.find(([name]) => name.test(words))?.[1] ?? drawn;
  const side = random() < 0.5 ? 1 : -1;
  const unit = Math.min(width, height);
  const floor = height * 0.74;
  const stand = { x: width * (0.5 - side * between(random, 0.06, 0.14)), y: floor };
  const lamp = { x: width * (0.5 - side * between(random, 0.3, 0.42)), y: -height * 0.06 };
  const pool = {
    x: stand.x + side * unit * 0.05,
    y: floor + unit * 0.02,
    rx: unit * 0.4,
    ry: unit * 0.13,
  };
  const scale = (unit * 0.44) / 100;
  const lean = side * between(random, 1.1, 1.5);
  return (
    <>
      <rect width={width} height={height} fill={inks.ground} />
      <rect y={at(height * 0.58)} width={width} height={at(height * 0.42)} fill={inks.soft} />
      <path
        d={`M${at(lamp.x - 4, lamp.y)}L${at(lamp.x + 4, lamp.y)}L${at(pool.x + pool.rx, pool.y)}L${at(pool.x - pool.rx, pool.y)}z`}
        fill={lightest(inks)}
        fillOpacity={0.38}
      />
      <ellipse cx={at(pool.x)} cy={at(pool.y)} rx={at(pool.rx)} ry={at(pool.ry)} fill={inks.main} />
      <g
        fill={inks.deep}
        transform={`matrix(${at(scale)} 0 ${at(-lean * scale)} ${at(-0.62 * scale)} ${at(stand.x, stand.y)})`}
      >
        {silhouette}
      </g>
      <g
        fill={inks.second}
        transform={`matrix(${at(scale)} 0 0 ${at(scale)} ${at(stand.x, stand.y)})`}
      >
        {silhouette}
      </g>
    </>
  );
};
