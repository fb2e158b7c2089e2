import type { BodyOf, reportMailProblem as endpoint } from '@ticketing/contracts';
import type { AuthDependencies } from '../dependencies.ts';
import { saveMailProblem } from '../storage/accounts.ts';

/** Notes that mails do not reach an address, which its owner then reads on the account page. */
export async function reportMailProblem(
  { database, clock, logger }: Pick<AuthDependencies, 'database' | 'clock' | 'logger'>,
  report: BodyOf<typeof endpoint>,
): Promise<void> {
  const isNew = await saveMailProblem(database, {
    ...report,
    mailSentAt: new Date(report.mailSentAt),
    at: clock.now(),
  });
  if (isNew) logger.info({ problem: report.problem }, 'mails do not reach an account');
}
