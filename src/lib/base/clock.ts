/** The time as milliseconds since the epoch, handed in so that expiry, lock-out and audit can be tested without waiting. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
