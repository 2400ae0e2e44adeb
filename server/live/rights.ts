import type { Role } from '../protocol/people.ts'

/** What can be done with other people's calls and states. */
export const HAND = ['set-state', 'listen', 'coach', 'barge', 'take-over', 're-queue', 'end'] as const
export type Hand = (typeof HAND)[number]

/** Whose calls and states a right reaches: everybody's, whatever department. A hotline has one floor. */
export type Scope = 'everybody'

/** Who may do what, to whom. What is not here is not allowed. */
export const RIGHTS: { readonly [role in Role]?: { readonly [action in Hand]?: Scope } } = {
  supervisor: {
    'set-state': 'everybody', listen: 'everybody', coach: 'everybody', barge: 'everybody', 'take-over': 'everybody', 're-queue': 'everybody', end: 'everybody',
  },
  administrator: {
    'set-state': 'everybody', listen: 'everybody', coach: 'everybody', barge: 'everybody', 'take-over': 'everybody', 're-queue': 'everybody', end: 'everybody',
  },
}

export const may = (role: Role, action: Hand): boolean => RIGHTS[role]?.[action] === 'everybody'
