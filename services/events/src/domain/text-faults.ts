import type { Fault } from './faults.ts';

/**
 * Texts anywhere in a JSON value that PostgreSQL cannot keep: with a NUL character, or with half of a
 * surrogate pair (RFC 8259, section 8.2, lets both pass).
 */
export function findTextFaults(value: unknown, pointer: string): Fault[] {
  const faults: Fault[] = [];
  collect(value, pointer, faults);
  return faults;
}

function collect(value: unknown, pointer: string, faults: Fault[]): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      faults.push({ pointer, detail: 'contains a character that is not text' });
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, `${pointer}/${index}`, faults);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      collect(member, `${pointer}/${name}`, faults);
  }
}
