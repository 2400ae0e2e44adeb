/**
 * Whom a call can be passed to. A search field with a list below it, as one widget (a combobox): the arrows move through
 * the list while the cursor stays in the field, Enter consults, and the first hit is always the one marked.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryContact, DirectoryDepartment, DirectoryView } from '../../server/protocol/directory.ts'
import type { TransferEnd, TransferKind, TransferTo } from '../../server/protocol/transfers.ts'
import { floorSecond } from '../ui/clock.ts'
import { count, percent } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { language, words } from '../ui/words/language.ts'
import { BookCallBack } from './book-call-back.tsx'
import { busy, forgive, refusal, refusedTo } from './actions.ts'
import type { Actions } from './actions.ts'
import { SEARCH_ID, SHORTCUTS } from './keys.ts'
import { nameIn } from './names.ts'
import { byName, foundBy, search } from './search.ts'

type Hit = { kind: 'department'; item: DirectoryDepartment } | { kind: 'contact'; item: DirectoryContact }

/** A second press within this is the same one: the picture that shows the first is on its way. */
const SAME_PRESS_MS = 2_000

const isSame = (a: TransferTo, b: TransferTo) => JSON.stringify(a) === JSON.stringify(b)

const FAILED: ReadonlySet<TransferEnd | null> = new Set<TransferEnd>(['returned', 'refused', 'not-answered', 'unreachable', 'voicemail-suspected'])

interface DirectoryProps { view: DeskView; directory: DirectoryView | null; actions: Actions }

export function Directory({ view, directory, actions }: DirectoryProps) {
  const said = words.value.desk
  const typed = useSignal('')
  const at = useSignal(0)
  const gist = useSignal('')
  const call = view.talking?.call ?? null
  const list = useRef<HTMLDivElement>(null)
  // Another caller, another search.
  useEffect(() => {
    typed.value = ''
    gist.value = ''
    at.value = 0
  }, [call])

  /** Asked anew by each key: an Enter that comes before the page has drawn what was typed would else choose what stood there before. */
  const find = (): { hits: Hit[]; marked: number } => {
    const departments = search(byName(directory?.departments ?? [], language.value), typed.value, ({ members }) => members.map(({ name }) => name))
    const contacts = search(directory?.contacts ?? [], typed.value)
    const hits = [...departments.map((item) => ({ kind: 'department' as const, item })), ...contacts.map((item) => ({ kind: 'contact' as const, item }))]
    return { hits, marked: Math.min(at.value, hits.length - 1) }
  }
  const { hits, marked } = find()
  const mine = view.offers.transfers && view.talking?.role === 'answered' ? view.talking : null
  const stage = mine?.transfer?.stage ?? 'ended'
  /** While nobody has answered, and after an attempt that failed: another target, and the same thirty seconds. */
  const canTryAnother = mine !== null && (stage === 'finding' || stage === 'ringing' || FAILED.has(mine.transfer?.end ?? null))
  const canPass = mine !== null && stage === 'ended' && !canTryAnother

  const underWay = stage === 'finding' || stage === 'ringing' ? mine?.transfer?.to ?? null : null
  /** Whether exactly these are being looked for, or rung. */
  const isUnderWay = (to: TransferTo) => underWay !== null && isSame(to, { [underWay.kind]: underWay.id } as TransferTo)
  const last = useRef<{ call: string | null; to: TransferTo; at: number } | null>(null)
  const passTo = async (to: TransferTo, kind: TransferKind) => {
    const before = last.current
    if (busy.value !== null || !(canPass || canTryAnother) || isUnderWay(to)) return
    if (before && before.call === call && isSame(before.to, to) && performance.now() - before.at < SAME_PRESS_MS) return
    last.current = { call, to, at: performance.now() }
    const done = canPass ? await actions.transfer(to, kind, gist.value.trim()) : await actions.transferTo(to)
    if (!done) last.current = null
  }
  const refused = mine !== null ? refusedTo.value : null
  const canNow = refused !== null && canTake(refused, directory, view.me.agent)
  const wasTrue = useRef(false)
  useEffect(() => {
    // The directory is up to a second older than the refusal: it is over when it has been seen to be true, and no longer is.
    if (refused === null) wasTrue.current = false
    else if (!canNow) wasTrue.current = true
    else if (wasTrue.current) forgive()
  }, [refused, canNow])
  const pass = (hit: Hit | undefined, kind: TransferKind) => {
    if (hit) void passTo(targetOf(hit), kind)
  }
  const move = (to: number) => {
    at.value = Math.max(0, Math.min(find().hits.length - 1, to))
    list.current?.children[at.value]?.scrollIntoView({ block: 'nearest' })
  }
  const keyed = (event: KeyboardEvent) => {
    // While Hangul is being composed, Enter and the arrows belong to the input method.
    if (event.isComposing || event.ctrlKey || event.altKey) return
    const { hits, marked } = find()
    switch (event.key) {
      case 'ArrowDown': move(marked + 1); break
      case 'ArrowUp': move(marked - 1); break
      case 'Enter': if (!event.repeat) pass(hits[marked], event.shiftKey ? 'blind' : 'consult'); break
      case 'Escape': typed.value = ''; break
      default: return
    }
    event.preventDefault()
  }
  return (
    <section class="panel directory" aria-labelledby="directory-heading">
      <h2 id="directory-heading">{said.directoryHeading}</h2>
      <label class="field">
        <span>{said.searchLabel} <kbd>{SHORTCUTS.search}</kbd></span>
        <input
          id={SEARCH_ID} type="text" role="combobox" autocomplete="off" spellcheck={false} placeholder={said.searchHint}
          aria-expanded={hits.length > 0} aria-controls="directory-list" aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? `hit-${marked}` : undefined}
          value={typed.value} onInput={(event) => { typed.value = event.currentTarget.value; at.value = 0 }} onKeyDown={keyed}
        />
      </label>
      {canPass && (
        <label class="field">
          <span>{said.gist}</span>
          <input
            type="text" maxLength={200} placeholder={said.gistHint} value={gist.value} onInput={(event) => { gist.value = event.currentTarget.value }}
            onKeyDown={(event) => { if (event.key === 'Enter') keyed(event) }}
          />
        </label>
      )}
      <p class="hidden" role="status">{typed.value !== '' && (hits.length === 0 ? said.nothingFound : said.found(count(hits.length)))}</p>
      <div class="hits" id="directory-list" role="listbox" aria-label={said.directoryHeading} ref={list} tabIndex={0}>
        {hits.map((hit, index) => (
          <div
            key={`${hit.kind} ${hit.item.id}`} id={`hit-${index}`} role="option" aria-selected={index === marked}
            class={`hit ${index === marked ? 'marked' : ''}`} tabIndex={-1} onPointerDown={() => { at.value = index }}
          >
            {hit.kind === 'department' ? <Department department={hit.item} typed={typed.value} me={view.me.agent} /> : <Contact contact={hit.item} typed={typed.value} />}
          </div>
        ))}
      </div>
      {hits.length === 0 && <p class="empty">{said.nothingFound}</p>}
      <div role="alert" class="refused-here">
        {refused !== null && refusal.value !== null && <p class="refusal"><span aria-hidden="true">▲ </span>{nameOf(refused, directory)} · {said.refusals[refusal.value]}</p>}
      </div>
      {refused !== null && mine !== null && view.offers.callBacks && <BookCallBack call={mine.call} caller={mine.caller} view={view} actions={actions} />}
      {(canPass || canTryAnother) && hits[marked] && (
        <div class="pass-on">
          <p class="buttons">
            <button type="button" class="go" aria-disabled={busy.value !== null || isUnderWay(targetOf(hits[marked]))} onClick={() => pass(hits[marked], 'consult')}>
              {canPass ? said.consult : isUnderWay(targetOf(hits[marked])) ? said.underWayHere : underWay !== null ? said.tryAnother : said.tryHere} <kbd>Enter</kbd>
            </button>
            {canPass && (
              <button type="button" aria-disabled={busy.value !== null} onClick={() => pass(hits[marked], 'blind')}>
                {said.blind} <kbd>Shift+Enter</kbd>
              </button>
            )}
          </p>
          <People hit={hits[marked]} blindly={canPass} onChoose={(agent, kind) => void passTo({ agent }, kind)} me={view.me.agent} />
        </div>
      )}
    </section>
  )
}

const targetOf = (hit: Hit): TransferTo => (hit.kind === 'department' ? { department: hit.item.id } : { contact: hit.item.id })

function nameOf(to: TransferTo, directory: DirectoryView | null): string {
  if ('agent' in to) return nameIn(directory, to.agent)
  const found = 'department' in to ? directory?.departments.find(({ id }) => id === to.department) : directory?.contacts.find(({ id }) => id === to.contact)
  return found?.name[language.value] ?? ''
}

/** Whether somebody there could be rung now. */
function canTake(to: TransferTo, directory: DirectoryView | null, me: string): boolean {
  return (directory?.departments ?? []).some(({ id, members }) => members.some(({ agent, canTakeIt }) =>
    canTakeIt && agent !== me && ('agent' in to ? to.agent === agent : 'department' in to && to.department === id)))
}

interface PeopleProps { hit: Hit; me: string; blindly: boolean; onChoose: (agent: string, kind: TransferKind) => void }

/** Who of the marked department can take it now: one of them can be asked for by name. */
function People({ hit, me, blindly, onChoose }: PeopleProps) {
  const able = hit.kind === 'department' ? hit.item.members.filter(({ agent, canTakeIt }) => canTakeIt && agent !== me) : []
  if (able.length === 0) return null
  return (
    <p class="buttons">
      {able.map(({ agent, name }) => (
        <span key={agent} class="person">
          <button type="button" class="small" onClick={() => onChoose(agent, 'consult')}>{words.value.desk.askFor(name)}</button>
          {blindly && <button type="button" class="small" onClick={() => onChoose(agent, 'blind')}>{words.value.desk.passTo(name)}</button>}
        </span>
      ))}
    </p>
  )
}

function Department({ department, typed, me }: { department: DirectoryDepartment; typed: string; me: string }) {
  const { desk: said, agents } = words.value
  const { name, keywords, number, members, t4 } = department
  // Nobody passes a call on to themselves.
  const able = members.filter(({ agent, canTakeIt }) => canTakeIt && agent !== me).length
  const found = foundBy(keywords, typed)
  return (
    <>
      <p class="hit-head">
        <strong>{name[language.value]}</strong>
        {number !== null && <span class="hit-number">{number}</span>}
        <span class={able > 0 ? 'able' : 'nobody'}>{able > 0 ? said.canTakeIt(count(able)) : said.nobodyCan}</span>
      </p>
      <p class="keywords" lang="ko">
        {keywords.map((keyword, index) => <span key={keyword}>{index > 0 && ' · '}{keyword === found ? <mark>{keyword}</mark> : keyword}</span>)}
      </p>
      <p class="members">
        {members.map(({ agent, name, state, since, canTakeIt }) => (
          <span key={agent} class={canTakeIt ? 'can' : 'cannot'}>
            <StateMark state={state} />{name}
            {!canTakeIt && <small> {said.busySince(agents.states[state], since > 0 ? duration(floorSecond.value - since) : '')}</small>}
          </span>
        ))}
        {t4.rate !== null && <small class="t4">{said.thirtySeconds} {percent(t4.rate)}%</small>}
      </p>
    </>
  )
}

function Contact({ contact, typed }: { contact: DirectoryContact; typed: string }) {
  const found = foundBy(contact.keywords, typed)
  return (
    <>
      <p class="hit-head">
        <strong>{contact.name[language.value]}</strong> <span class="hit-number">{contact.number}</span>
        <span class="outside">{words.value.desk.contacts}</span>
      </p>
      <p class="keywords" lang="ko">
        {contact.keywords.map((keyword, index) => <span key={keyword}>{index > 0 && ' · '}{keyword === found ? <mark>{keyword}</mark> : keyword}</span>)}
      </p>
    </>
  )
}
