import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJsonFolder } from './json-folder.ts';

const Item = Type.Object({ text: Type.String() }, { additionalProperties: false });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was saved is there for whoever opens the folder next, until it is removed', async () => {
  const items = await openJsonFolder(folder, Item);
  await items.save('a', { text: '한글' });
  await items.save('b', { text: 'b' });
  await items.save('a', { text: '다시' });
  const again = await openJsonFolder(folder, Item);
  expect(await again.read('a')).toEqual({ text: '다시' });
  expect(await again.readAll()).toHaveLength(2);
  await again.remove('a');
  await again.remove('a');
  expect(await again.read('a')).toBeUndefined();
});

test('an id cannot lead out of the folder', async () => {
  await writeFile(`${folder}.json`, '{"text":"outside"}');
  const items = await openJsonFolder(folder, Item);
  const outside = `../${folder.split('/').pop()}`;
  expect(await items.read(outside)).toBeUndefined();
  await expect(items.save(outside, { text: 'a' })).rejects.toThrow(TypeError);
  await rm(`${folder}.json`);
});

test('files that are not ours are passed over', async () => {
  const items = await openJsonFolder(folder, Item);
  await writeFile(join(folder, 'a.json'), '{"other":1}');
  await writeFile(join(folder, 'half.part'), '{"te');
  expect(await items.readAll()).toEqual([]);
});

test('two who save one id at once leave one whole record and nothing beside it', async () => {
  const items = await openJsonFolder(folder, Item);
  await Promise.all(['a', 'b', 'c'].map((text) => items.save('same', { text })));
  expect(await readdir(folder)).toEqual(['same.json']);
  expect(['a', 'b', 'c']).toContain((await items.read('same'))?.text);
});
