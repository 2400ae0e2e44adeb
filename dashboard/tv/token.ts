/** The screen's token: came behind the # of its address, is kept by this browser, and goes from the address line. */

const KEPT_AS = 'third-ring.display'

export function takeToken(): string | null {
  const given = location.hash.slice(1)
  if (given !== '') {
    try { localStorage.setItem(KEPT_AS, given) } catch { /* then it has to be opened by its address each time */ }
    // Whoever looks at the screen does not read it there.
    history.replaceState(null, '', location.pathname)
    return given
  }
  try { return localStorage.getItem(KEPT_AS) } catch { return null }
}

export function forgetToken(): void {
  try { localStorage.removeItem(KEPT_AS) } catch { /* nothing was kept */ }
}
