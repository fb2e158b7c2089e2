import type { SqlDatabase } from '@ticketing/sql-database';

/** Enough for all rounds. */
const showsCount = 12;

/** The usual ways of keeping seats as rows, on the same PostgreSQL. */
export interface SqlPeer {
  /** Four chosen seats by one UPDATE, in its own commit. */
  holdFour(): Promise<void>;
  /** The four best neighbours by SKIP LOCKED, then given back. */
  holdBestFour(): Promise<void>;
  /** One place of a counted pool. */
  takePlace(): Promise<void>;
}

export async function createSqlPeer(
  database: SqlDatabase,
  { capacity, isFree }: { capacity: number; isFree: (seatNo: number) => boolean },
): Promise<SqlPeer> {
  await database.query(`
    drop table if exists peer_seats, peer_scattered, peer_pool;
    create table peer_seats (show int, seat_no int, hold_id text, primary key (show, seat_no));
    create table peer_scattered (seat_no int primary key, rank int not null, hold_id text);
    create table peer_pool (id int primary key, places int not null);
    insert into peer_pool values (1, 1000000000)`);
  await database.query(
    `insert into peer_scattered select seat_no, seat_no / 40,
       case when seat_no = any($2::int[]) then null else 'sold' end
     from generate_series(0, $1::int - 1) as seat_no`,
    [capacity, Array.from({ length: capacity }, (_, seatNo) => seatNo).filter(isFree)],
  );
  await database.query('create index on peer_scattered (rank, seat_no) where hold_id is null');
  await database.query('analyze peer_scattered');
  await database.query(
    `insert into peer_seats select show, seat_no
     from generate_series(0, $1::int - 1) as show, generate_series(0, $2::int - 1) as seat_no`,
    [showsCount, capacity],
  );
  await database.query('analyze peer_seats');
  let next = 0;

  return {
    async holdFour() {
      const mine = next;
      next += 4;
      const show = Math.floor(mine / capacity) % showsCount;
      const first = mine % capacity;
      const seats = [first, first + 1, first + 2, first + 3];
      await database.query(
        `update peer_seats set hold_id = $3
         where show = $1 and seat_no = any($2::int[]) and hold_id is null`,
        [show, seats, `hld_${mine}`],
      );
    },
    async holdBestFour() {
      const found = await database.transaction(async (client) => {
        const [row] = await client.query<{ seat_no: number }>(
          `select a.seat_no from peer_scattered a
             join peer_scattered b on b.seat_no = a.seat_no + 1 and b.rank = a.rank
             join peer_scattered c on c.seat_no = a.seat_no + 2 and c.rank = a.rank
             join peer_scattered d on d.seat_no = a.seat_no + 3 and d.rank = a.rank
           where a.hold_id is null and b.hold_id is null and c.hold_id is null and d.hold_id is null
           order by a.rank, a.seat_no limit 1 for update skip locked`,
        );
        if (row === undefined) throw new Error('no four neighbours are left');
        await client.query(
          'update peer_scattered set hold_id = $2 where seat_no between $1 and $1::int + 3',
          [row.seat_no, 'held'],
        );
        return row.seat_no;
      });
      await database.query(
        'update peer_scattered set hold_id = null where seat_no between $1 and $1::int + 3',
        [found],
      );
    },
    async takePlace() {
      await database.query('update peer_pool set places = places - 1 where id = 1 and places > 0');
    },
  };
}
