import { describe, expect, test } from 'vitest';
import { FAULTS_FOUND_MAX } from './faults.ts';
import { parseCatalogueFile } from './parse-catalogue-file.ts';
import { findTextFaults } from './text-faults.ts';

describe('a file of rubbish', () => {
  test('as large as a body may be is refused without running out of anything', () => {
    const rows = new Array(1_000).fill(0);
    const sections = new Array(400).fill({ kind: 'seated', rows });
    const venues = new Array(500).fill({ seatMaps: new Array(200).fill({ sections }) });
    const { pieces, faults } = parseCatalogueFile({ venues, events: new Array(100_000).fill(1) });
    expect(pieces.organizer).toBeUndefined();
    expect(faults).toHaveLength(FAULTS_FOUND_MAX);
  });

  test('nested as deep as JSON can be is refused', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(findTextFaults({ venues: deep }, '#')).toMatchObject([{ detail: 'is nested too deep' }]);
  });

  test('has pointers that JSON pointer readers understand', () => {
    const { faults } = parseCatalogueFile({ 'a/b~c': 1 });
    expect(faults.map(({ pointer }) => pointer)).toContain('#/a~1b~0c');
  });
});
