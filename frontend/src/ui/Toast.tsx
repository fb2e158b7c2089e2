import { X } from 'lucide-react';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { useMessages } from '../i18n/messages.ts';
import { IconButton } from './Button.tsx';
import { uiMessages } from './messages.ts';

export interface ToastText {
  readonly title: string;
  readonly body?: string | undefined;
  readonly tone?: 'plain' | 'positive' | 'warning';
}
interface Shown extends ToastText {
  readonly id: number;
}

const shownMax = 3;
/** Long enough to read two lines; pausing by pointer or focus keeps it. */
const shownMs = 7_000;

const ToastContext = createContext<((toast: ToastText) => void) | undefined>(undefined);

const bars = { plain: 'bg-ink', positive: 'bg-positive', warning: 'bg-warning' } as const;

function ToastCard({ toast, onClose }: { toast: Shown; onClose: (id: number) => void }) {
  const t = useMessages(uiMessages);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => onClose(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [held, onClose, toast.id]);
  return (
    <li
      className="pointer-events-auto flex overflow-hidden rounded-md border border-line-strong bg-raised"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span aria-hidden="true" className={`w-1 shrink-0 ${bars[toast.tone ?? 'plain']}`} />
      <div className="min-w-0 flex-1 py-3 pl-4">
        <p className="font-semibold">{toast.title}</p>
        {toast.body !== undefined && <p className="text-sm text-quiet">{toast.body}</p>}
      </div>
      <IconButton label={t('dismiss')} onClick={() => onClose(toast.id)} className="m-1">
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  );
}

/** Short notices at the lower edge, read out politely, three at most. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const close = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback((toast: ToastText) => {
    setToasts((shown) => {
      const id = (shown.at(-1)?.id ?? 0) + 1;
      return [...shown, { ...toast, id }].slice(-shownMax);
    });
  }, []);
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <ol
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-[max(1rem,env(safe-area-inset-bottom))] z-60 flex flex-col gap-2 sm:right-6 sm:left-auto sm:w-96"
      >
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={close} />
        ))}
      </ol>
    </ToastContext>
  );
}

/** `const notify = useToast(); notify({ title: t('saved') })`. */
export function useToast(): (toast: ToastText) => void {
  const value = useContext(ToastContext);
  if (value === undefined) throw new Error('useToast needs ToastProvider');
  return value;
}
