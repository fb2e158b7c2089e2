import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/messages.ts';
import { frameMessages } from '../layout/frame-messages.ts';
import { classNames } from './class-names.ts';
import { uiMessages } from './messages.ts';

/** A grey block in the place and size of what is coming; size it by class names. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={classNames('skeleton block', className)} />
);

/** After this long, silence would look like a fault. */
const slowAfterMs = 4_000;

/** Tells screen readers that something is loading, and everyone when it takes unusually long. */
export function LoadingNote() {
  const t = useMessages(uiMessages);
  const frame = useMessages(frameMessages);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" className={slow ? 'py-3 text-sm text-quiet' : 'sr-only'}>
      {slow ? frame('slow') : t('loading')}
    </p>
  );
}

/** Stands in for a page whose code is still on its way. */
export const PageSkeleton = () => (
  <div className="page min-h-[70dvh] py-10">
    <LoadingNote />
    <Skeleton className="h-10 w-2/3 max-w-md" />
    <Skeleton className="mt-6 h-5 w-full max-w-2xl" />
    <Skeleton className="mt-3 h-5 w-5/6 max-w-xl" />
  </div>
);
