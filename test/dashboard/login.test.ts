import { expect } from 'chai'
import { pathAfterLogin } from '../../dashboard/login/next.ts'
import { retryAfter } from '../../dashboard/live/session.ts'

const after = (next: string) => pathAfterLogin(`?next=${encodeURIComponent(next)}`)

describe('after logging in', () => {
  it('one is back where one wanted to go', () => {
    expect(after('/wallboard')).to.equal('/wallboard')
    expect(after('/reports?from=2026-11-01#t1')).to.equal('/reports?from=2026-11-01#t1')
  })

  it('one is at the start when nothing was wanted, or only the login itself', () => {
    expect(pathAfterLogin('')).to.equal('/')
    expect(after('/login?next=/login')).to.equal('/')
  })

  it('nobody is led away to another site', () => {
    const traps = [
      'https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '/\t/elsewhere.example', '\\\\elsewhere.example',
      'javascript:alert(1)', '/\n//elsewhere.example', '/.//elsewhere.example', '/a/..//elsewhere.example', 'wallboard',
    ]
    for (const trap of traps) expect(after(trap), trap).to.equal('/')
  })
})

describe('too many attempts', () => {
  it('tell the seconds when the server gave them', () => {
    expect(retryAfter('42')).to.equal(42)
    expect(retryAfter('Sun, 22 Nov 2026 09:00:00 GMT')).to.equal(null)
    expect(retryAfter(null)).to.equal(null)
  })
})
