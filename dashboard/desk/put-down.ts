import type { Reply } from '../../server/protocol/requests.ts'
import type { PhoneLine, Softphone } from './phone.ts'

/** For longer nobody who hangs up waits for the server. */
const AT_ONCE_MS = 600

/**
 * Hangs up by hand, having said so: to the telephone system a page that is closed or reloaded hangs up too, and there the
 * server keeps the caller. Where it cannot be told, it keeps them as well.
 */
export async function putDown(phone: Softphone | null, { call, leg }: PhoneLine, tell: (asked: { call: string; leg: string }) => Promise<Reply>): Promise<void> {
  if (call !== null) await Promise.race([tell({ call, leg }), new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS))])
  phone?.hangUp(leg)
}
