import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRecordFile, type RecordFile } from './record-file.ts';

const Item = Type.Object({ text: Type.String() }, { additionalProperties: false });
let folder: string;
let path: string;
let opened: RecordFile[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
  path = join(folder, 'below', 'records.sqlite');
  opened = [];
});
afterEach(async () => {
  for (const file of opened) file.close();
  await rm(folder, { recursive: true, force: true });
});
async function open(): Promise<RecordFile> {
  const file = await openRecordFile(path);
  opened.push(file);
  return file;
}

test('what was saved is there for whoever opens the file next, until it is removed', async () => {
  const items = (await open()).records('item', Item);
  items.save('a', { text: '한글' });
  items.save('b', { text: 'b' });
  items.save('a', { text: '다시' });
  const again = (await open()).records('item', Item);
  expect(again.read('a')).toEqual({ text: '다시' });
  expect([...again.newestFirst()]).toEqual([{ text: 'b' }, { text: '다시' }]);
  again.remove('a');
  again.remove('a');
  expect(again.read('a')).toBeUndefined();
});

test('a record is added once, whoever adds it', async () => {
  const [one, other] = [await open(), await open()].map((file) => file.records('item', Item));
  one?.add('same', { text: 'first' });
  other?.add('same', { text: 'second' });
  expect(other?.read('same')).toEqual({ text: 'first' });
});

test('kinds do not see each other', async () => {
  const file = await open();
  file.records('one', Item).save('a', { text: 'one' });
  const other = file.records('other', Item);
  expect(other.read('a')).toBeUndefined();
  expect([...other.newestFirst()]).toEqual([]);
});

test('records of another form are passed over', async () => {
  const file = await open();
  file.records('item', Type.Object({ other: Type.Number() })).save('a', { other: 1 });
  const items = file.records('item', Item);
  items.save('b', { text: 'b' });
  expect(items.read('a')).toBeUndefined();
  expect([...items.newestFirst()]).toEqual([{ text: 'b' }]);
});

test('a file that is taken away is noticed', async () => {
  const file = await open();
  await file.ping();
  await rename(path, `${path}.away`);
  await expect(file.ping()).rejects.toThrow('ENOENT');
});
