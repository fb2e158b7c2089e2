import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useMessages } from '../i18n/messages.ts';
import { frameMessages } from '../layout/frame-messages.ts';
import { IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import type { DialogProps } from './Dialog.tsx';

const popup = {
  dialog:
    'top-1/2 left-1/2 max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-lg data-ending-style:opacity-0 data-starting-style:opacity-0',
  sheet:
    'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-lg data-ending-style:translate-y-full data-starting-style:translate-y-full sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-96 sm:rounded-none sm:data-ending-style:translate-x-full sm:data-ending-style:translate-y-0 sm:data-starting-style:translate-x-full sm:data-starting-style:translate-y-0',
} as const;

/** A modal question or panel: focus stays inside, Escape and the backdrop close it. */
export function ModalDialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  kind = 'dialog',
}: DialogProps) {
  const t = useMessages(frameMessages);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/50 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={classNames(
            'fixed z-50 flex flex-col overflow-hidden border border-line bg-paper text-ink transition-[translate,opacity] duration-200',
            popup[kind],
          )}
        >
          <div className="flex items-start justify-between gap-4 border-b border-line py-3 pr-3 pl-6">
            <Base.Title className="pt-1 text-lg">{title}</Base.Title>
            <Base.Close render={<IconButton label={t('close')} />}>
              <X aria-hidden="true" className="size-5" />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 py-5">
            {description !== undefined && (
              <Base.Description className="text-quiet">{description}</Base.Description>
            )}
            {children}
          </div>
          {actions !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {actions}
            </div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
