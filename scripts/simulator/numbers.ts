import type { Random } from './random.ts'

/** Area codes with the weight of their people, roughly. */
const AREAS = {
  '02': 35, '031': 22, '032': 6, '033': 4, '041': 4, '042': 4, '043': 3, '044': 1, '051': 7, '052': 3, '053': 5,
  '054': 4, '055': 6, '061': 3, '062': 4, '063': 4, '064': 2,
} as const
const KINDS = { mobile: 78, landline: 14, internet: 3, withheld: 5 } as const

/** Who calls a Korean hotline: mostly mobiles, some landlines and 070 lines, a few without a number (null). */
export function koreanNumber(random: Random): string | null {
  const digits = (count: number) => Array.from({ length: count }, () => random.between(0, 9)).join('')
  const exchange = () => `${random.between(2, 9)}${digits(2)}`
  switch (random.weighted(KINDS)) {
    case 'mobile': return `010${random.between(2, 9)}${digits(3)}${digits(4)}`
    case 'landline': {
      const area = random.weighted(AREAS)
      return `${area}${exchange()}${random.chance(0.5) ? digits(1) : ''}${digits(4)}`
    }
    case 'internet': return `070${random.between(4, 8)}${digits(3)}${digits(4)}`
    case 'withheld': return null
  }
}
