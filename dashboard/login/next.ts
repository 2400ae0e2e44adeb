/** Where to go after logging in. Pure. */
const ANY_ORIGIN = 'https://third-ring.invalid'

/**
 * The `next` of the address, if it is a path of this very site, else `/`. An address anybody can send somebody must not lead
 * away from here, so it is resolved as the browser would (`//elsewhere` and `/\elsewhere` are other hosts) and only the path is kept.
 */
export function pathAfterLogin(search: string): string {
  const next = new URLSearchParams(search).get('next')
  if (next === null || !next.startsWith('/')) return '/'
  try {
    const url = new URL(next, ANY_ORIGIN)
    if (url.origin !== ANY_ORIGIN || url.pathname === '/login' || url.pathname.startsWith('//')) return '/'
    return url.pathname + url.search + url.hash
  } catch {
    return '/'
  }
}
