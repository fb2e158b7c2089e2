import type { ZoneRule } from './levels.ts';

const rule = (level: string, sections: RegExp, rowsMax?: number): ZoneRule =>
  rowsMax === undefined ? { level, sections } : { level, sections, rowsMax };

/** Which parts of the halls the levels of their usual prices cover, best first. */
export const zones = {
  jamsil: [
    rule('LIMITED', /^(10[12]|12[67]|20[1-3]|229|23[01]|30[1-3]|33[1-3])$/),
    rule('VIP', /^field-[ab]/),
    rule('R', /^field/),
    rule('S', /^1/),
    rule('A', /^2/),
    rule('B', /^3/),
  ],
  kspoSeated: [
    rule('LIMITED', /^(101|118|20[12]|22[23])$/),
    rule('VIP', /^floor-[ab]/),
    rule('R', /^(floor|10[2-5]$|11[4-7]$)/),
    rule('S', /^1/),
    rule('A', /^2/),
  ],
  kspoStanding: [
    rule('LIMITED', /^(101|118|20[12]|22[23])$/),
    rule('STANDING', /^standing/),
    rule('R', /^(10[2-5]|11[4-7])$/),
    rule('S', /^1/),
    rule('A', /^2/),
  ],
  gocheokConcert: [
    rule('VIP', /^floor-[ab]/),
    rule('R', /^floor/),
    rule('S', /^[12]/),
    rule('A', /^4/),
  ],
  gocheokBaseball: [
    rule('TABLE', /^1(0[6-9]|1[0-2])$/, 6),
    rule('BLUE', /^1/),
    rule('GREEN', /^2/),
    rule('A', /^4/),
    rule('OUTFIELD', /^9/),
  ],
  sajikConcert: [
    rule('LIMITED', /^(101|118|201|221)$/),
    rule('VIP', /^floor-[ab]/),
    rule('R', /^(floor|10[2-5]$|11[4-7]$)/),
    rule('S', /^1/),
    rule('A', /^2/),
  ],
  sajikCourt: [
    rule('VIP', /^(101|107|108|114)$/, 8),
    rule('R', /^1/),
    rule('S', /^(20[12]|21[0-3]|22[12])$/),
    rule('A', /^2/),
  ],
  rollingHall: [rule('STANDING_A', /^standing-a$/), rule('STANDING_B', /^standing-b$/)],
  blueSquare: [
    rule('VIP', /^f1-b$/, 16),
    rule('VIP', /^f1/, 10),
    rule('R', /^f1/),
    rule('R', /^f2-b$/, 3),
    rule('S', /^f2/),
    rule('A', /^f3/),
  ],
  charlotte: [
    rule('VIP', /^f1-b$/, 15),
    rule('VIP', /^f1/, 9),
    rule('R', /^f1/),
    rule('S', /^f2/, 5),
    rule('A', /^f2/),
  ],
  lgArts: [rule('VIP', /^f1$/, 10), rule('R', /^f1/), rule('S', /^f2/), rule('A', /^f3/)],
  daeguOpera: [
    rule('VIP', /^f1-b$/, 14),
    rule('R', /^f1/),
    rule('S', /^f2-[abc]$/),
    rule('A', /^f[23]/),
  ],
  accTheater: [rule('R', /^f1-[bc]$/, 12), rule('S', /^f1/), rule('A', /^f2/)],
  goyang: [rule('VIP', /^f1-[bcd]$/, 14), rule('R', /^f1/), rule('S', /^f2/), rule('A', /^f3/)],
  studio: [rule('ALL', /./)],
  sejong: [rule('VIP', /^f1-[bcd]$/, 15), rule('R', /^f1/), rule('S', /^f2/), rule('A', /^f3/)],
  sacOpera: [
    rule('VIP', /^f1-[bcd]$/, 15),
    rule('R', /^f1/),
    rule('S', /^f2/),
    rule('A', /^f3/),
    rule('B', /^f4/),
  ],
  sacConcert: [
    rule('R', /^f1-[bcd]$/, 16),
    rule('S', /^f1/),
    rule('A', /^f2/),
    rule('B', /^f3/),
    rule('CHOIR', /^choir/),
  ],
  daejeon: [rule('R', /^f1-b$/), rule('S', /^f1/), rule('A', /^f2/), rule('B', /^f3/)],
  gangneung: [rule('R', /^f1-[bc]$/, 12), rule('S', /^f1/), rule('A', /^f2/)],
  seogwipo: [rule('R', /^f1$/, 9), rule('S', /^f1/), rule('A', /^f2/)],
  gallery: [rule('GUIDED', /^guided$/), rule('GENERAL', /^general$/)],
} satisfies Record<string, readonly ZoneRule[]>;

/** Prices by level code, dearest first: `{ VIP: 170_000, R: 140_000 }`. */
export const prices = (byCode: Record<string, number>) =>
  Object.entries(byCode).map(([code, priceMinor]) => ({ code, priceMinor }));
