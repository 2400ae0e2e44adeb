import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** One element of a TwiML document, children in order. */
export interface Verb {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly Verb[]
  /** the text directly inside, blanks at both ends removed */
  text: string
}

/** What Twilio makes of an answer: a document, or a reason why not. */
export type Read = { ok: true; verbs: readonly Verb[] } | { ok: false; code: number; because: string }

const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false,
  parseAttributeValue: false, trimValues: true, ignoreDeclaration: true, ignorePiTags: true, processEntities: true,
  htmlEntities: true,   // only for numeric references (&#44032;), which a plain XML reader knows too
})
type Node = Record<string, unknown>

/** Largest document: 64 kB (error 11750). */
const LARGEST_BYTES = 65_536

/**
 * text/xml, application/xml and text/html are TwiML; audio is played, then the call ends; text/plain is TwiML if it
 * parses and is read aloud otherwise. Anything else is 12300. Source: Twilio docs, TwiML for Programmable Voice.
 */
export function readAnswer(contentType: string, body: string, url: string): Read {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  if (Buffer.byteLength(body) > LARGEST_BYTES) return { ok: false, code: 11750, because: 'larger than 64 kB' }
  if (type.startsWith('audio/')) return { ok: true, verbs: [word('Play', url), word('Hangup')] }
  if (type === 'text/plain') {
    const read = readTwiml(body)
    return read.ok || body.trim() === '' ? read : { ok: true, verbs: [word('Say', body)] }
  }
  if (type === 'text/xml' || type === 'application/xml' || type === 'text/html') return readTwiml(body)
  return { ok: false, code: 12300, because: `content type ${type || 'missing'}` }
}

/** A document must be well formed, begin with its declaration if it has one, and have `<Response>` as its root (12100). */
export function readTwiml(xml: string): Read {
  const refuse = (because: string): Read => ({ ok: false, code: 12100, because })
  if (/^\s+<\?xml/.test(xml)) return refuse('a blank before the XML declaration')
  const valid = XMLValidator.validate(xml)
  if (valid !== true) return refuse(valid.err.msg)
  if (/&(?!#\d+;|#x[\da-f]+;|amp;|lt;|gt;|quot;|apos;)/i.test(xml.replace(/<!\[CDATA\[.*?\]\]>/gs, ''))) {
    return refuse('an unescaped &')
  }
  const root = (parser.parse(xml) as Node[]).map(verbOf).find((node) => node !== null)
  return root?.name === 'Response' ? { ok: true, verbs: root.children } : refuse('no <Response>')
}

function verbOf(node: Node): Verb | null {
  const name = Object.keys(node).find((key) => key !== ':@')
  if (name === undefined || name === '#text' || name === '#comment' || name.startsWith('?')) return null
  const inside = node[name] as Node[]
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: inside.map(verbOf).filter((child) => child !== null),
    text: inside.map((child) => ('#text' in child ? String(child['#text']) : '')).join(' ').trim(),
  }
}

export const word = (name: string, text = ''): Verb => ({ name, attributes: {}, children: [], text })
