import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '@ticketing/testing';

/** The same hold as a script of Redis: four seats or none, the limit, who has them and until when. */
const holdScript = `
local n = tonumber(ARGV[1])
local show = math.floor(n / 15000)
local seats, people, ends = 'seats:' .. show, 'people:' .. show, 'ends:' .. show
local first = (n % 15000) * 4
for seat = first, first + 3 do
  if redis.call('HEXISTS', seats, seat) == 1 then return 'SEATS_TAKEN' end
end
local had = tonumber(redis.call('HGET', people, ARGV[2]) or '0')
if had + 4 > 20 then return 'LIMIT_EXCEEDED' end
local hold = 'hld_' .. ARGV[1] .. ARGV[2]
for seat = first, first + 3 do redis.call('HSET', seats, seat, hold) end
redis.call('HINCRBY', people, ARGV[2], 4)
redis.call('ZADD', ends, 1800000000 + n, hold)
return hold`;

const requests = 60_000;
const randomMax = 30_000_000;
const ask = promisify(execFile);

/** Undefined where Redis is not installed. */
export interface RedisPeer {
  /** Scripts a second by redis-benchmark with so many clients. */
  measure(clients: number): Promise<number>;
  close(): Promise<void>;
}

export function hasRedis(): boolean {
  try {
    execFileSync('redis-benchmark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @param durable every write is forced to disk (`appendfsync always`); otherwise nothing is kept. */
export async function startRedisPeer(port: number, durable: boolean): Promise<RedisPeer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-redis-'));
  const keeping = durable
    ? ['--appendonly', 'yes', '--appendfsync', 'always']
    : ['--appendonly', 'no'];
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const server: ChildProcess = spawn('redis-server', [...options, ...keeping], { stdio: 'ignore' });
  const client = (...words: string[]) => ask('redis-cli', ['-p', String(port), ...words]);
  await waitUntil(async () => (await client('ping')).stdout.includes('PONG'), { withinMs: 10_000 });
  const sha = (await client('script', 'load', holdScript)).stdout.trim();
  return {
    async measure(clients) {
      await client('flushall');
      const load = ['-p', String(port), '-c', String(clients), '-n', String(requests)];
      const command = ['evalsha', sha, '0', '__rand_int__', 'acc___rand_int__'];
      const { stdout } = await ask('redis-benchmark', [
        ...load,
        '-r',
        String(randomMax),
        '--csv',
        ...command,
      ]);
      const rate = /^"evalsha[^"]*","([\d.]+)"/m.exec(stdout)?.[1];
      if (rate === undefined) throw new Error(`redis-benchmark said: ${stdout}`);
      return Number(rate);
    },
    async close() {
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
