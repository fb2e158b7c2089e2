import { RotateCw } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { type ErrorText, loadErrorTexts, useErrorTexts } from '../i18n/error-messages.ts';
import { useLocale } from '../i18n/locale.ts';
import { useMessages } from '../i18n/messages.ts';
import { frameMessages } from '../layout/frame-messages.ts';
import { Button } from './Button.tsx';
import { uiMessages } from './messages.ts';

/** The words for anything that was thrown: a problem by its code, all else as a fault of ours. */
export function useErrorText(): (error: unknown) => ErrorText {
  const locale = useLocale();
  const textOf = useErrorTexts(locale);
  useEffect(() => {
    loadErrorTexts(locale).catch(() => undefined);
  }, [locale]);
  return (error) => textOf(error instanceof ApiProblem ? error.code : 'internal_error');
}

const RequestNumber = ({ error }: { error: unknown }) => {
  const t = useMessages(frameMessages);
  if (!(error instanceof ApiProblem) || error.requestId === undefined) return null;
  return <p className="mt-2 text-xs text-quiet">{t('requestId', { id: error.requestId })}</p>;
};

export interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** Another way on, beside trying again. */
  readonly action?: ReactNode;
  readonly className?: string;
  /** `h1` when it takes the place of the whole page. */
  readonly heading?: 'h1' | 'h2';
}

/** Takes the place of what could not be loaded: what happened, what to do, whom to tell. */
export function ErrorState({
  error,
  onRetry,
  action,
  className,
  heading: Heading = 'h2',
}: ErrorStateProps) {
  const t = useMessages(uiMessages);
  const text = useErrorText()(error);
  return (
    <div role="alert" className={`border-t border-line py-10 ${className ?? ''}`}>
      <Heading className="text-xl">{text.title}</Heading>
      <p className="mt-2 max-w-prose text-quiet">{text.body}</p>
      <RequestNumber error={error} />
      <div className="mt-6 flex flex-wrap gap-2">
        {onRetry !== undefined && (
          <Button onClick={onRetry}>
            <RotateCw aria-hidden="true" className="size-4" />
            {t('retry')}
          </Button>
        )}
        {action}
      </div>
    </div>
  );
}

/** One line inside a form or a panel: what went wrong and what to do. Renders nothing without `error`. */
export function ErrorNote({ error, className }: { error: unknown; className?: string }) {
  const describe = useErrorText();
  if (error === null || error === undefined) return null;
  const text = describe(error);
  return (
    <div role="alert" className={`border-l-4 border-signal py-1 pl-4 ${className ?? ''}`}>
      <p className="font-semibold">{text.title}</p>
      <p className="text-sm text-quiet">{text.body}</p>
      <RequestNumber error={error} />
    </div>
  );
}
