import type { AuditFinding } from '@ticketing/contracts';
import { Gauge, type Registry } from 'prom-client';

const invariants = [
  'I1',
  'I2',
  'I3',
  'I4',
  'I7',
  'I9',
] as const satisfies AuditFinding['invariant'][];

/** What an alert needs to know of the audit. */
export interface AuditMetrics {
  /** A whole round ended with these findings. */
  noteRound(findings: readonly AuditFinding[]): void;
}

export function createAuditMetrics(registry: Registry): AuditMetrics {
  const found = new Gauge({
    name: 'ticketing_audit_findings',
    help: 'What the last whole round of the audit found, by the invariant that does not hold',
    labelNames: ['invariant'],
    registers: [registry],
  });
  let endedAtMs = performance.now();
  new Gauge({
    name: 'ticketing_audit_last_round_age_seconds',
    help: 'Seconds since a round of the audit looked at everything, or since the start',
    registers: [registry],
    collect() {
      this.set((performance.now() - endedAtMs) / 1000);
    },
  });
  const show = (findings: readonly AuditFinding[]): void => {
    for (const invariant of invariants) {
      const count = findings.filter((finding) => finding.invariant === invariant).length;
      found.set({ invariant }, count);
    }
  };
  show([]);
  return {
    noteRound(findings) {
      endedAtMs = performance.now();
      show(findings);
    },
  };
}
