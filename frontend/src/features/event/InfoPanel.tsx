import type { EventDetail } from '@ticketing/contracts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { eventMessages } from './messages.ts';

/** Paragraphs as the organizer wrote them: a blank line parts them, a dash begins a list's item. */
function Prose({ text }: { text: string }) {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim() !== '');
  return (
    <div className="max-w-prose space-y-4">
      {blocks.map((block) => {
        const lines = block.split('\n').map((line) => line.trim());
        if (!lines.every((line) => /^[-•]\s*/.test(line))) {
          return (
            <p key={block} className="whitespace-pre-line">
              {block}
            </p>
          );
        }
        return (
          <ul key={block} className="list-disc space-y-1 pl-5 marker:text-quiet">
            {lines.map((line) => (
              <li key={line}>{line.replace(/^[-•]\s*/, '')}</li>
            ))}
          </ul>
        );
      })}
    </div>
  );
}

/** 상세정보. */
export function InfoPanel({ event }: { event: EventDetail }) {
  const t = useMessages(eventMessages);
  const localized = useLocalized();
  const { artists } = event.summary;
  return (
    <div className="page grid gap-x-12 gap-y-10 py-10 lg:grid-cols-12">
      <section className="lg:col-span-8">
        <h2 className="mb-4 text-xl">{t('description')}</h2>
        <Prose text={localized(event.description)} />
        {event.notices !== undefined && (
          <>
            <h2 className="mt-10 mb-4 text-xl">{t('notices')}</h2>
            <Prose text={localized(event.notices)} />
          </>
        )}
      </section>
      <dl className="h-fit border-b border-line lg:col-span-4">
        {artists.length > 0 && (
          <div className="border-t border-line py-3">
            <dt className="text-sm text-quiet">{t('artists')}</dt>
            <dd className="font-semibold">{artists.map(localized).join(' · ')}</dd>
          </div>
        )}
        <div className="border-t border-line py-3">
          <dt className="text-sm text-quiet">{t('organizer')}</dt>
          <dd className="font-semibold">{localized(event.organizer.name)}</dd>
        </div>
      </dl>
    </div>
  );
}
