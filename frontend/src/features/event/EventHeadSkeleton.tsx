import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';

const facts = ['period', 'venue', 'time', 'age', 'prices'];

/** The event page's outline while it loads. */
export const EventHeadSkeleton = () => (
  <>
    <div className="page">
      <LoadingNote />
    </div>
    <div className="page grid min-h-dvh content-start gap-x-12 gap-y-8 pt-6 pb-14 sm:pt-10 md:grid-cols-12">
      <div className="max-md:max-w-56 md:col-span-5 lg:col-span-4">
        <Skeleton className="aspect-3/4 w-full" />
      </div>
      <div className="min-w-0 md:col-span-7 lg:col-span-8">
        <Skeleton className="h-6 w-32" />
        <Skeleton className="mt-4 h-11 w-4/5" />
        <div className="mt-8 border-b border-line">
          {facts.map((fact) => (
            <div key={fact} className="grid grid-cols-[6.5rem_1fr] gap-4 border-t border-line py-3">
              <Skeleton className="h-6 w-16" />
              <Skeleton className="h-6 w-2/3" />
            </div>
          ))}
        </div>
      </div>
    </div>
  </>
);
