import { createHmac } from 'node:crypto'

/**
 * X-Twilio-Signature: HMAC-SHA1 with the auth token over the URL, then every parameter as name+value, names sorted by
 * code unit. The URL is the configured one: no fragment, no user:password, and over https no port (voice drops it).
 * Source: Twilio docs, Security.
 */
export function signatureOf(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  let signed = urlAsSigned(url)
  for (const name of Object.keys(form).sort()) signed += name + form[name]
  return createHmac('sha1', authToken).update(signed).digest('base64')
}

/** Cut by text, not by `new URL()`, which would rewrite the query. */
export function urlAsSigned(url: string): string {
  const [whole = ''] = url.split('#', 1)
  const parts = /^(https?:)\/\/(?:[^/?@]*@)?([^/?:]+)(:\d+)?(.*)$/s.exec(whole)
  if (!parts) return whole
  const [, scheme, host, port = '', rest] = parts
  return `${scheme}//${host}${scheme === 'https:' ? '' : port}${rest}`
}
