import type { LocalizedText, SeatMap } from '../../../packages/contracts/src/index.ts';
import { rectangle } from '../geometry.ts';
import { text } from '../words.ts';

/**
 * A gallery with timed entry: each entry time admits two counted pools, with and without an audio guide.
 * The 'stage' is the gallery itself.
 */
export function timedEntry(room: LocalizedText, general: number, guided: number): SeatMap {
  return {
    name: text('시간제 입장', 'Timed entry'),
    stage: { outline: rectangle(-120, 0, 120, 70), label: room, focus: [0, 70] },
    sections: [
      {
        id: 'general',
        kind: 'standing',
        name: text('일반 입장', 'General admission'),
        outline: rectangle(-120, 84, 26, 150),
        capacity: general,
      },
      {
        id: 'guided',
        kind: 'standing',
        name: text('오디오 가이드 포함', 'With audio guide'),
        outline: rectangle(34, 84, 120, 150),
        capacity: guided,
      },
    ],
  };
}
