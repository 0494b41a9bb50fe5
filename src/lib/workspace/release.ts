/** What the disclaimer names as the running version; raised together with package.json (tested). */
export const release = { version: '0.1.0', day: '2026-11-22' } as const;
