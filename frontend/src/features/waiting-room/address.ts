/** Where the line in front of a performance stands: a page of its own, outside the app. */
export const waitingRoomHref = (performanceId: string): string => `/waiting-room/${performanceId}`;

/** The performance that such an address names; '' when it names none. */
export const performanceIdIn = (pathname: string): string => pathname.split('/')[2] ?? '';
