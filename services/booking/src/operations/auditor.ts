import type { AuditFinding, getAudit, ReplyOf } from '@ticketing/contracts';
import type { Clock, Logger } from '@ticketing/service-kit';
import { auditFirstPauseSeconds, auditRetrySeconds, findingsMax } from '../domain/limits.ts';
import type { AuditMetrics } from './audit-metrics.ts';
import { type AuditDependencies, type AuditRound, auditSales } from './audit-sales.ts';

export interface AuditSettings {
  /** A round begins this long after the one before began, or when that is over. */
  readonly roundSeconds: number;
  /** What is wrong is looked at again after this long. */
  readonly graceSeconds: number;
  /** Of the time, 1 to 100: how much a round may work. */
  readonly workPercent: number;
}

export interface AuditorDependencies extends AuditDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly auditMetrics: AuditMetrics;
}

export type AuditReport = ReplyOf<typeof getAudit>;

/** Goes round over all sales for ever, and knows what it found. */
export interface Auditor {
  report(): AuditReport;
  /** Resolves when the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export function createAuditor(dependencies: AuditorDependencies, settings: AuditSettings): Auditor {
  const { clock, logger, auditMetrics } = dependencies;
  let report: AuditReport = {
    rounds: 0,
    bookingsLookedAt: 0,
    performancesLookedAt: 0,
    paymentsLookedAt: 0,
    findings: [],
  };
  let known: ReadonlyMap<string, AuditFinding> = new Map();

  /** What stands since an earlier round keeps its time; what is new is told in the log. */
  function note(round: AuditRound, startedAt: Date): void {
    const now = clock.now();
    const found = new Map<string, AuditFinding>();
    for (const [name, fault] of round.faults) {
      if (found.size === findingsMax) break;
      const before = known.get(name);
      found.set(name, { ...fault, firstSeenAt: before?.firstSeenAt ?? now.toISOString() });
      if (before !== undefined) continue;
      const { invariant, subject, detail } = fault;
      const named = subject.startsWith('bkg_') ? { bookingId: subject } : { subject };
      logger.warn({ invariant, ...named, detail }, 'the audit found what must never be');
    }
    known = found;
    const { bookingsLookedAt, performancesLookedAt, paymentsLookedAt } = round;
    report = {
      rounds: report.rounds + 1,
      lastRoundEndedAt: now.toISOString(),
      lastRoundSeconds: (now.getTime() - startedAt.getTime()) / 1000,
      bookingsLookedAt,
      performancesLookedAt,
      paymentsLookedAt,
      findings: [...found.values()],
    };
    auditMetrics.noteRound(report.findings);
  }

  /** Sleeps after each step, so long that the steps are the agreed share of the time. */
  function createRest(signal: AbortSignal): () => Promise<void> {
    let workedSinceMs = clock.now().getTime();
    return async () => {
      const workedMs = clock.now().getTime() - workedSinceMs;
      await clock.sleep(workedMs * (100 / settings.workPercent - 1), signal);
      signal.throwIfAborted();
      workedSinceMs = clock.now().getTime();
    };
  }

  /** Answers how long to wait for the next one. */
  async function goRound(signal: AbortSignal): Promise<number> {
    const startedAt = clock.now();
    try {
      const rest = createRest(signal);
      const grace = () => clock.sleep(settings.graceSeconds * 1000, signal);
      note(await auditSales(dependencies, { rest, grace }), startedAt);
    } catch (error) {
      if (signal.aborted) return 0;
      logger.warn({ err: error }, 'an audit was not finished; trying again');
      return Math.min(auditRetrySeconds, settings.roundSeconds) * 1000;
    }
    const tookMs = clock.now().getTime() - startedAt.getTime();
    return Math.max(0, settings.roundSeconds * 1000 - tookMs);
  }

  return {
    report: () => report,
    async run(signal) {
      let pauseMs = Math.min(auditFirstPauseSeconds, settings.roundSeconds) * 1000;
      while (!signal.aborted) {
        await clock.sleep(pauseMs, signal).catch(() => undefined);
        if (!signal.aborted) pauseMs = await goRound(signal);
      }
    },
  };
}
