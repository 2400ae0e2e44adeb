import type { Moment } from './clock.ts'

/** Twilio's stamps: UTC, RFC 2822, whole seconds (rounded down), e.g. `Thu, 12 Feb 2026 11:48:25 +0000`. */
export const rfc2822 = (moment: Moment): string => new Date(moment).toUTCString().replace('GMT', '+0000')

/** A duration as Twilio counts it: whole seconds. */
export const wholeSeconds = (from: Moment, to: Moment): number => Math.max(0, Math.round((to - from) / 1000))
