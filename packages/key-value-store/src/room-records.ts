/** What must survive of a waiting room. */
export interface RoomRecord {
  readonly room: string;
  /** No position above this one was given; after a restart all up to it count as given. */
  readonly reservedPosition: number;
  readonly serving: number;
  readonly state?: string;
  /** The day (since 1970) on which somebody was there, for forgetting. */
  readonly touchedDay: number;
}

/** Where room records are kept. */
export interface RoomRecords {
  /** What was kept when the store opened. */
  readonly loaded: readonly RoomRecord[];
  /** Resolves when this or a later record of the room survives a crash. */
  save(record: RoomRecord): Promise<void>;
  forget(room: string): void;
  /** Waits for what is being saved. */
  close(): Promise<void>;
}

/** Keeps nothing: for tests, and where a restart may begin anew. */
export function openNoRoomRecords(): RoomRecords {
  return { loaded: [], save: async () => {}, forget: () => {}, close: async () => {} };
}
