import { openRedisKeyValueStore } from '../src/redis.ts';

/** What the parent is told: that the loading began here, or what came of it. */
export type LoadReport = 'loading' | { readonly value: string };

/** Loads a value into the shared cache, in the time that it is given, and tells what it got. */
const [url = '', key = '', loadMs = '0'] = process.argv.slice(2);
const { cache, close } = await openRedisKeyValueStore({ url });
const tell = (report: LoadReport): void => void process.send?.(report);
const value = await cache.getOrLoad(key, 60, async () => {
  tell('loading');
  await new Promise((resolve) => setTimeout(resolve, Number(loadMs)));
  return `of ${process.pid}`;
});
tell({ value });
await close();
process.disconnect();
