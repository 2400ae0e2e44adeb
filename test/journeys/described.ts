import { expect } from 'chai'
import { z } from 'zod'
import type { Answer, Line } from '../support/line.ts'

/** Holds answers of the API against what `openapi.json` promises. */
export interface Described {
  document: OpenApi
  /** @throws AssertionError when this answer is not described, or not as described */
  check(method: string, path: string, answer: Answer): void
}

interface Content { schema: object }
interface Operation {
  summary: string
  parameters: { name: string; in: string; schema: object }[]
  requestBody?: { content: Record<string, Content> }
  responses: Record<string, { description: string; content?: Record<string, Content> }>
}
export interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, object>>
}

export async function readDescription(line: Line): Promise<Described> {
  const document = (await line.send('GET', '/api/v1/openapi.json', null)).json<OpenApi>()
  const made = new Map<object, z.ZodType>()
  const schemaFor = (schema: object) => {
    let read = made.get(schema)
    if (!read) made.set(schema, (read = z.fromJSONSchema(whole(document, schema) as never)))
    return read
  }
  return {
    document,
    check(method, path, answer) {
      const bare = path.split('?')[0]!
      if (bare === '/openapi.json') return
      const found = Object.entries(document.paths).find(([known]) => new RegExp(`^${known.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare))
      const operation = found?.[1][method.toLowerCase()]
      if (!operation) {
        expect(answer.status, `${method} ${path} is not described`).to.be.oneOf([404, 405])
        return
      }
      const described = operation.responses[answer.status]
      expect(described, `${method} ${path} answered ${answer.status} ${answer.body}, which is not described`).not.to.equal(undefined)
      const [[type, content] = [null, null]] = Object.entries(described!.content ?? {})
      if (!content) {
        expect(answer.body).to.equal('')
        return
      }
      expect(String(answer.headers['content-type']).split(';')[0]).to.equal(type)
      const parsed = schemaFor(content.schema).safeParse(answer.json())
      expect(parsed.success ? [] : parsed.error.issues, `${method} ${path}: ${answer.body.slice(0, 400)}`).to.deep.equal([])
      if (type === 'application/problem+json') expect(described!.description.split(', ')).to.include(answer.json().because)
    },
  }
}

/** The schema with everything it refers to in its place. References are looked up as OpenAPI says: from the whole document. */
export function whole(document: object, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part) => whole(document, part))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, ...rest } = schema as { $ref?: string }
  if ($ref !== undefined) {
    const found = $ref.slice(2).split('/').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
    if (!$ref.startsWith('#/') || found === undefined) throw new Error(`openapi.json refers to ${$ref}, which is not in it`)
    return { ...whole(document, found) as object, ...rest }
  }
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, whole(document, part)]))
}
