import { FAULTS_FOUND_MAX, type Fault, pointerPart } from './faults.ts';

/** Nothing of ours is nested this deep. */
const DEPTH_MAX = 40;

/**
 * Texts anywhere in a JSON value that PostgreSQL cannot keep: with a NUL character, or with half of
 * a surrogate pair (RFC 8259, section 8.2, lets both pass).
 */
export function findTextFaults(value: unknown, pointer: string): Fault[] {
  const faults: Fault[] = [];
  collect(value, pointer, DEPTH_MAX, faults);
  return faults;
}

function collect(value: unknown, pointer: string, depth: number, faults: Fault[]): void {
  if (faults.length >= FAULTS_FOUND_MAX) return;
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      faults.push({ pointer, detail: 'contains a character that is not text' });
    }
  } else if (typeof value === 'object' && value !== null) {
    if (depth === 0) {
      faults.push({ pointer, detail: 'is nested too deep' });
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'number') continue;
      collect(member, `${pointer}/${pointerPart(name)}`, depth - 1, faults);
    }
  }
}
