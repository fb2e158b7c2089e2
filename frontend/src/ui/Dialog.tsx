import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons at the end, the main act last. */
  readonly actions?: ReactNode;
  /** `sheet` comes up from the lower edge on a phone and from the right on a desk. */
  readonly kind?: 'dialog' | 'sheet';
}

const load = () => import('./ModalDialog.tsx');
const ModalDialog = lazy(async () => ({ default: (await load()).ModalDialog }));

/** After the page itself has settled; a press before that waits for the code. */
const settleMs = 2_000;

/**
 * A modal question or panel: focus stays inside, Escape and the backdrop close it. What it is made of weighs as
 * much as a page, so it comes after the page, and at the latest when it opens.
 */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.open);
  if (props.open && !wasOpen) setWasOpen(true);
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), settleMs);
    return () => clearTimeout(timer);
  }, []);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <ModalDialog {...props} />
    </Suspense>
  );
}

/** The dialog as a panel from the edge of the screen. */
export const Sheet = (props: Omit<DialogProps, 'kind'>) => <Dialog {...props} kind="sheet" />;
