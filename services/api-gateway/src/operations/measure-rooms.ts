import { readAtScrape } from '@ticketing/service-kit';
import { Gauge, type Registry } from 'prom-client';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { calledPerMinute } from '../domain/room-state.ts';

interface RoomReading {
  readonly performance: string;
  readonly waiting: number;
  readonly shoppers: number;
  readonly calledPerMinute: number;
}

/**
 * Adds the figures of the rooms in use, by performance; all gateways see the same rooms. A room that
 * nobody has used lately is left out, which bounds the series.
 */
export function measureRooms(registry: Registry, dependencies: WaitingRoomDependencies): void {
  const read = readAtScrape(() => readRooms(dependencies));
  const gauges: [name: string, help: string, key: Exclude<keyof RoomReading, 'performance'>][] = [
    ['waiting_room_waiting', 'People in line', 'waiting'],
    ['waiting_room_shoppers', 'People inside, and places kept for those called', 'shoppers'],
    ['waiting_room_called_per_minute', 'How fast the line moves', 'calledPerMinute'],
  ];
  for (const [name, help, key] of gauges) {
    new Gauge({
      name,
      help: `${help}, by performance in use`,
      labelNames: ['performance'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const room of (await read()) ?? []) {
          this.set({ performance: room.performance }, room[key]);
        }
      },
    });
  }
}

function readRooms({
  rooms,
  keyValueStore,
  clock,
}: Pick<WaitingRoomDependencies, 'rooms' | 'keyValueStore' | 'clock'>): Promise<RoomReading[]> {
  const { waitingRooms } = keyValueStore;
  const second = Math.floor(clock.now().getTime() / 1000);
  return Promise.all(
    rooms.inUse().map(async ({ performanceId, state }) => {
      const [last, serving, shoppers] = await Promise.all([
        waitingRooms.lastPosition(performanceId),
        waitingRooms.serving(performanceId),
        waitingRooms.activeSessions(performanceId),
      ]);
      return {
        performance: performanceId,
        waiting: Math.max(0, last - serving),
        shoppers,
        calledPerMinute: calledPerMinute(state, second),
      };
    }),
  );
}
