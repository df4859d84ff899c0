import type { Notification } from '../domain/config.ts';
/** One event, the same in all its deliveries. */
export type Message = {
    /** The record's: receivers tell by it what they have already. */
    readonly id: string;
    /** JSON. */
    readonly body: string;
};
/** What one delivery came to. */
export type Delivery = {
    readonly state: 'delivered';
    readonly status: number;
}
/** `retry`: trying again may help, after so many milliseconds if the receiver said so. */
 | {
    readonly state: 'failed';
    readonly why: string;
    readonly retry: boolean;
    readonly after?: number;
};
/**
 * Webhooks, as Standard Webhooks lays them down: `webhook-id`, `webhook-timestamp`, and `webhook-signature` with
 * HMAC-SHA-256 over both and the body. URL and secret come from environment variables and are in no text that is given
 * back (A45). https only, no redirect is followed, and only public addresses are asked besides the hosts that the config
 * lists (A10).
 */
export interface Notifier {
    /** One try. What cannot be sent is a value, never an error. */
    send(to: Notification, message: Message): Promise<Delivery>;
}
